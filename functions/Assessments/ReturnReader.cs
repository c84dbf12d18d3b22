using IntegrationHub.Contracts.Fhir;
using IntegrationHub.Domain.Calendar;
using IntegrationHub.Domain.Cases;
using IntegrationHub.Domain.Codes;
using IntegrationHub.Domain.Identifiers;
using IntegrationHub.Functions.Referrals;
using IntegrationHub.Functions.Referrals.Rendering;
using IntegrationHub.Functions.Referrals.Shape;
using IntegrationHub.Functions.Storage;

namespace IntegrationHub.Functions.Assessments;

/// <summary>Reads the documents of a return, collecting every fault with its FHIRPath.</summary>
internal sealed class ReturnReader(IReadOnlyList<SentEntry> entries, List<ShapeFault> faults, string hub)
{
    private readonly BundleReferences references = new(entries, faults);
    private CaseId? caseId;

    public AssessmentReturn Read()
    {
        FindCase();
        var drafts = Each<DocumentReference, SentDocument>(DocumentOf);
        if (drafts.Count == 0 && faults.Count == 0)
        {
            Fault("required", "Bundle.entry", "A return brings at least one DocumentReference.");
        }

        // The ids of documents come from their contents; those of plans from their text, once it names the documents.
        var plans = Each<CarePlan, SentCarePlan>(CarePlanOf);
        var documents = drafts.Select(draft => draft with { Document = draft.Document with { Resource = references.Resolved(draft.Entry, draft.Reference) } }).ToList();
        return new AssessmentReturn(caseId, entries, documents, plans, faults);
    }

    private List<TSent> Each<TResource, TSent>(Func<SentEntry, TResource, TSent?> read)
        where TResource : Resource
        where TSent : class =>
        [.. entries.Where(entry => entry.Resource is TResource).Select(entry => read(entry, (TResource)entry.Resource)).OfType<TSent>()];

    /// <summary>All documents of a return are for the same referral.</summary>
    private void FindCase()
    {
        foreach (var entry in entries.Where(entry => entry.Resource is DocumentReference))
        {
            var related = ((DocumentReference)entry.Resource).Context?.Related ?? [];
            var referral = related.Select(reference => References.IdIn(reference.Reference, ServiceRequest.TypeName, hub)).FirstOrDefault(id => id is not null);
            if (!CaseId.TryParse(referral, out var id))
            {
                Fault("required", $"{entry.Expression}.context.related", "Must refer to the referral's ServiceRequest, as ServiceRequest/{id}.");
            }
            else if (caseId is { } known && known != id)
            {
                Fault("business-rule", $"{entry.Expression}.context.related", "All documents of one return must be for the same ServiceRequest.");
            }
            else
            {
                caseId = id;
            }
        }
    }

    private SentDocument? DocumentOf(SentEntry entry, DocumentReference reference)
    {
        var before = faults.Count;
        var kind = KindOf(entry, reference);
        RequireSubject(entry, reference.Subject, "subject");
        if (reference.Status != "current")
        {
            Fault("value", $"{entry.Expression}.status", "Must be current.");
        }

        var doctor = Doctor(reference);
        if (kind == DocumentKinds.IhaSummary && doctor is null)
        {
            Fault("required", $"{entry.Expression}.author",
                $"An IHA is made by a registered medical practitioner: name the doctor by GMC number, identifier system {FhirSystems.GmcNumber}, seven digits.");
        }

        var content = ContentOf(entry, reference);
        return faults.Count > before || caseId is null || content is null ? null : Received(entry, reference, kind!, doctor, content.Value);
    }

    private SentDocument Received(SentEntry entry, DocumentReference reference, string kind, Practitioner? doctor, (byte[] Bytes, string ContentType, string? Title) content)
    {
        var sha256 = DocumentStore.HashOf(content.Bytes);
        var id = DocumentIds.For(caseId!.Value, kind, sha256);
        var fileName = FileNames.Safe(WithExtension(content.Title, content.ContentType), kind, content.ContentType);
        var sent = reference with
        {
            Id = null,
            Meta = null,
            Content = [reference.Content![0] with { Attachment = SentResources.AttachmentOf(id, content.ContentType, fileName, content.Bytes.Length) }],
        };
        references.Keep(entry, $"{DocumentReference.TypeName}/{id}");
        var fact = new DocumentReceived(
            id, kind, sha256, content.ContentType, fileName, content.Bytes.Length, GmcOf(doctor), doctor?.Name?.FirstOrDefault()?.Text, Fhir.Moment(reference.Date),
            Fhir.Moment(reference.Context?.Period?.Start) is { } seen ? LondonTime.DateOf(seen) : null);
        return new SentDocument(entry, sent, fact, BinaryData.FromBytes(content.Bytes));
    }

    private SentCarePlan? CarePlanOf(SentEntry entry, CarePlan plan)
    {
        var before = faults.Count;
        RequireSubject(entry, plan.Subject, "subject");
        if (faults.Count > before || caseId is not { } id)
        {
            return null;
        }

        var content = BinaryData.FromString(references.Resolved(entry, plan with { Id = null, Meta = null }));
        var searched = references.Resolved(entry, SentResources.SearchedElements(plan));
        var sha256 = DocumentStore.HashOf(content.ToMemory().Span);
        var planId = $"{id.Value}.p{sha256[..24]}";
        references.Keep(entry, $"{CarePlan.TypeName}/{planId}");
        return new SentCarePlan(entry, new CarePlanReceived(planId, sha256, content.ToMemory().Length, searched), content);
    }

    private string? KindOf(SentEntry entry, DocumentReference reference)
    {
        var kind = reference.Type?.Coding?.FirstOrDefault(coding => coding.System == FhirSystems.DocumentKind)?.Code;
        if (kind is not null && DocumentKinds.FromHealth.Contains(kind))
        {
            return kind;
        }

        Fault("code-invalid", $"{entry.Expression}.type", $"Needs a coding of {FhirSystems.DocumentKind}: {string.Join(", ", DocumentKinds.FromHealth.Order())}.");
        return null;
    }

    private void RequireSubject(SentEntry entry, ResourceReference? subject, string element)
    {
        if (caseId is { } id && References.IdIn(subject?.Reference, Patient.TypeName, hub) != id.Value)
        {
            Fault("business-rule", $"{entry.Expression}.{element}", "Must refer to the referral's Patient, as ServiceRequest.subject does.");
        }
    }

    private (byte[] Bytes, string ContentType, string? Title)? ContentOf(SentEntry entry, DocumentReference reference)
    {
        if (reference.Content is not [{ Attachment: { } attachment }])
        {
            Fault("value", $"{entry.Expression}.content", "Exactly one content is taken.");
            return null;
        }

        var at = $"{entry.Expression}.content[0].attachment";
        var binary = entries.FirstOrDefault(other => other.Resource is Binary && attachment.Url is not null && other.FullUrl == attachment.Url)?.Resource as Binary;
        var contentType = (attachment.ContentType ?? binary?.ContentType)?.Split(';')[0].Trim().ToLowerInvariant();
        if (binary is not null && contentType != binary.ContentType?.Split(';')[0].Trim().ToLowerInvariant())
        {
            Fault("value", $"{at}.contentType", "The attachment and its Binary must have the same content type.");
        }

        if ((attachment.Data ?? binary?.Data) is not { } data)
        {
            Fault("required", at, "Send the document inline as data, or as a Binary in the same Bundle whose fullUrl is the attachment's url.");
            return null;
        }

        var bytes = Convert.FromBase64String(data);
        if (DocumentTypes.Fault(contentType, bytes) is { } wrong)
        {
            Fault("value", $"{at}.contentType", wrong);
        }

        if (attachment.Size is { } size && size != bytes.Length)
        {
            Fault("value", $"{at}.size", "Is not the size of the document.");
        }

        return (bytes, contentType ?? "", attachment.Title);
    }

    /// <summary>The first author with a GMC number: named by identifier, contained, or an entry of the Bundle.</summary>
    private Practitioner? Doctor(DocumentReference reference) =>
        (reference.Author ?? []).Select(author => PractitionerOf(reference, author)).FirstOrDefault(practitioner => GmcOf(practitioner) is not null);

    private Practitioner? PractitionerOf(DocumentReference reference, ResourceReference author)
    {
        if (author.Identifier is { } identifier)
        {
            return new Practitioner { Identifier = [identifier], Name = author.Display is null ? null : [new HumanName { Text = author.Display }] };
        }

        return author.Reference switch
        {
            null => null,
            ['#', ..] local => reference.Contained?.OfType<Practitioner>().FirstOrDefault(contained => $"#{contained.Id}" == local),
            var url => entries.FirstOrDefault(entry => entry.FullUrl == url)?.Resource as Practitioner,
        };
    }

    private static string? GmcOf(Practitioner? practitioner) =>
        practitioner?.Identifier?.FirstOrDefault(identifier => identifier.System == FhirSystems.GmcNumber && GmcNumber.TryParse(identifier.Value, out _))?.Value;

    private static string? WithExtension(string? title, string contentType) =>
        title is null || Path.HasExtension(title) ? title : $"{title}.{DocumentTypes.ExtensionOf(contentType)}";

    private void Fault(string code, string expression, string text) => faults.Add(new ShapeFault(code, expression, text));
}
