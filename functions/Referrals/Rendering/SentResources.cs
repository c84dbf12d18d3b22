using System.Text.Json;
using IntegrationHub.Contracts.Fhir;
using IntegrationHub.Domain.Cases;
using IntegrationHub.Functions.Referrals.Terminology;
using IntegrationHub.Functions.Storage;

namespace IntegrationHub.Functions.Referrals.Rendering;

/// <summary>Resources that the health team sent, as it sent them, under the hub's id and version; and DocumentReferences of the council's papers.</summary>
internal static class SentResources
{
    public static Appointment AppointmentOf(StoredCase stored, AppointmentState appointment) =>
        Read<Appointment>(appointment.Resource) with
        {
            Id = appointment.AppointmentId,
            Meta = Fhir.MetaOf(stored, Appointment.TypeName),
        };

    /// <summary>A document as it was sent; a council's paper as the hub describes it.</summary>
    public static DocumentReference DocumentReferenceOf(StoredCase stored, DocumentState document, HubConcepts concepts) =>
        (document.Document.Resource is { } sent ? Read<DocumentReference>(sent) : OfPaper(stored, document, concepts)) with
        {
            Id = document.Document.DocumentId,
            Meta = Fhir.MetaOf(stored, DocumentReference.TypeName),
            Status = stored.State.IsReplaced(document.Document.DocumentId) ? "superseded" : "current",
        };

    /// <summary>What a search needs of a CarePlan; plans taken in before that was kept have their id and child only.</summary>
    public static CarePlan SearchedPlanOf(StoredCase stored, CarePlanReceived plan) =>
        (plan.Searched is { } searched ? Read<CarePlan>(searched) : new CarePlan { Subject = Fhir.Reference(Patient.TypeName, stored.State.Header.CaseId) }) with
        {
            Id = plan.CarePlanId,
            Meta = Fhir.MetaOf(stored, CarePlan.TypeName),
        };

    /// <summary>The elements of a CarePlan that are searched by.</summary>
    public static CarePlan SearchedElements(CarePlan plan) => new()
    {
        Identifier = plan.Identifier,
        BasedOn = plan.BasedOn,
        Status = plan.Status,
        Intent = plan.Intent,
        Category = plan.Category,
        Subject = plan.Subject,
        Period = plan.Period,
        Created = plan.Created,
    };

    /// <summary>Id of the Binary that holds a document's content.</summary>
    public static string BinaryId(DocumentReceived document) => document.DocumentId;

    /// <summary>The attachment by which a DocumentReference points at its content.</summary>
    public static Attachment AttachmentOf(string documentId, string contentType, string title, long size) => new()
    {
        ContentType = contentType,
        Url = $"{Binary.TypeName}/{documentId}",
        Size = (int)size,
        Title = title,
    };

    private static DocumentReference OfPaper(StoredCase stored, DocumentState document, HubConcepts concepts) => new()
    {
        Status = "current",
        Type = concepts.Of(FhirSystems.DocumentKind, document.Document.Kind),
        Subject = Fhir.Reference(Patient.TypeName, stored.State.Header.CaseId),
        Date = Fhir.Instant(document.ReceivedAt),
        Author = [Fhir.Reference(Organization.TypeName, document.From)],
        Content =
        [
            new DocumentReference.ContentComponent
            {
                Attachment = AttachmentOf(
                    document.Document.DocumentId, document.Document.ContentType, document.Document.FileName, document.Document.Size),
            },
        ],
        Context = ReferralIds.LatestOf(stored) is { } referral
            ? new DocumentReference.ContextComponent { Related = [Fhir.Reference(ServiceRequest.TypeName, referral)] }
            : null,
    };

    private static T Read<T>(string json)
        where T : Resource
    {
        using var document = JsonDocument.Parse(json);
        return FhirJson.Read<T>(document.RootElement);
    }
}
