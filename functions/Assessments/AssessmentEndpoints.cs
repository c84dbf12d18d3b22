using IntegrationHub.Contracts.Fhir;
using IntegrationHub.Functions.Cases;
using IntegrationHub.Functions.Hosting;
using IntegrationHub.Functions.Referrals;
using IntegrationHub.Functions.Referrals.Rendering;
using IntegrationHub.Functions.Referrals.Shape;
using IntegrationHub.Functions.Security;
using IntegrationHub.Functions.Storage;

namespace IntegrationHub.Functions.Assessments;

/// <summary>The return by HTTP: <c>POST /hub/fhir</c> with a transaction Bundle, or <c>POST DocumentReference</c> for one document.</summary>
internal static class AssessmentEndpoints
{
    private const string NotYours = "Must refer to the ServiceRequest of one of your referrals.";

    public static IServiceCollection AddAssessments(this IServiceCollection services) => services.AddSingleton<ReceiveAssessment>();

    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapPost("/hub/fhir", PostBundle).WithMetadata(new Requires(Operation.WriteFhir));
        app.MapPost("/hub/fhir/DocumentReference", PostDocument).WithMetadata(new Requires(Operation.WriteFhir));
    }

    private static async Task<IResult> PostBundle(HttpContext http, VisibleCases visible, ReceiveAssessment receive, HubSettings settings, CancellationToken cancel)
    {
        using var body = await FhirBodies.Read(http.Request, Bundle.TypeName, cancel);
        return body.Refusal ?? await Receive(http, AssessmentReturn.OfBundle(body.Json, settings.PublicUrl), visible, receive, Answer, cancel);
    }

    private static async Task<IResult> PostDocument(HttpContext http, VisibleCases visible, ReceiveAssessment receive, HubSettings settings, CancellationToken cancel)
    {
        using var body = await FhirBodies.Read(http.Request, DocumentReference.TypeName, cancel);
        if (body.Refusal is not null)
        {
            return body.Refusal;
        }

        return await Receive(http, AssessmentReturn.OfDocument(body.Json, settings.PublicUrl), visible, receive, (sent, outcome) =>
        {
            var id = sent.Documents[0].Document.DocumentId;
            var saved = SentResources.DocumentReferenceOf(outcome.Case!, outcome.Case!.State.Documents.First(document => document.Document.DocumentId == id));
            return FhirAnswers.Resource(saved, outcome.Before.Contains(id) ? 200 : 201, $"/hub/fhir/DocumentReference/{id}/_history/{saved.Meta!.VersionId}");
        }, cancel);
    }

    private static async Task<IResult> Receive(
        HttpContext http, AssessmentReturn sent, VisibleCases visible, ReceiveAssessment receive,
        Func<AssessmentReturn, AssessmentOutcome, IResult> answer, CancellationToken cancel)
    {
        var stored = sent.CaseId is { } caseId ? await visible.Find(http, caseId.Value, cancel) : null;
        var faults = sent.CaseId is not null && stored is null
            ? [.. sent.Faults, .. sent.Entries.Where(entry => entry.Resource is DocumentReference).Select(entry => new ShapeFault("business-rule", $"{entry.Expression}.context.related", NotYours))]
            : sent.Faults;
        if (faults.Count > 0)
        {
            return FhirAnswers.Invalid(faults);
        }

        var caller = VisibleCases.CallerOf(http);
        var outcome = await receive.Handle(sent, stored!, new Actor(caller.Organisation, caller.Subject), cancel);
        return outcome.Refusal is { } refusal ? Answers.Refused(refusal) : answer(sent, outcome);
    }

    /// <summary>One response entry for each request entry, in order.</summary>
    private static IResult Answer(AssessmentReturn sent, AssessmentOutcome outcome) => FhirAnswers.Resource(new Bundle
    {
        Type = "transaction-response",
        Entry = [.. sent.Entries.Select(entry => new Bundle.EntryComponent { Response = ResponseOf(entry, sent, outcome) })],
    });

    private static Bundle.ResponseComponent ResponseOf(SentEntry entry, AssessmentReturn sent, AssessmentOutcome outcome)
    {
        var id = IdOf(entry, sent, outcome);
        var stored = outcome.Case!;
        return id is null
            ? new Bundle.ResponseComponent { Status = "200 OK" }
            : new Bundle.ResponseComponent
            {
                Status = outcome.Before.Contains(id) ? "200 OK" : "201 Created",
                Location = $"{entry.Resource.ResourceType}/{id}/_history/{stored.Version}",
                Etag = WeakETag.Of(Fhir.MetaOf(stored).VersionId!),
                LastModified = Fhir.Instant(stored.LastUpdated),
            };
    }

    /// <summary>A Binary goes by the id of the document whose content it is; an author is kept inside the document and has no id.</summary>
    private static string? IdOf(SentEntry entry, AssessmentReturn sent, AssessmentOutcome outcome) => entry.Resource switch
    {
        DocumentReference => ReceiveAssessment.Existing(outcome.Case!.State, entry)?.DocumentId
            ?? sent.Documents.First(document => document.Entry == entry).Document.DocumentId,
        CarePlan => sent.CarePlans.First(plan => plan.Entry == entry).CarePlan.CarePlanId,
        Binary => sent.Documents.FirstOrDefault(document => AttachmentUrl(document) == entry.FullUrl)?.Document.DocumentId,
        _ => null,
    };

    private static string? AttachmentUrl(SentDocument document) => ((DocumentReference)document.Entry.Resource).Content![0].Attachment!.Url;
}
