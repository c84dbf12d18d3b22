using IntegrationHub.Contracts.Fhir;
using IntegrationHub.Contracts.Problems;
using IntegrationHub.Functions.Assessments;
using IntegrationHub.Functions.Cases;
using IntegrationHub.Functions.Hosting;
using IntegrationHub.Functions.Referrals.Rendering;
using IntegrationHub.Functions.Storage;

namespace IntegrationHub.Functions.Referrals.Interactions;

/// <summary>Ids of Binaries that came on their own: the case, <c>.b</c>, and the beginning of the content's hash.</summary>
internal static class BinaryIds
{
    private const int HashDigits = 24;

    public static string For(string caseId, string sha256) => $"{caseId}.b{sha256[..HashDigits]}";

    /// <summary>The beginning of the hash; null for an id of another form, such as that of a document.</summary>
    public static string? HashIn(string id) =>
        id.Split('.') is [_, ['b', .. var hash]] && hash.Length == HashDigits && hash.All(char.IsAsciiHexDigitLower) ? hash : null;
}

/// <summary>
/// <c>GET</c> and <c>HEAD Binary/{id}</c>: the content in its own media type; as a Binary resource for a client that asks for FHIR by name.
/// The id is that of a DocumentReference, or that of a Binary sent on its own.
/// </summary>
internal static class ReadBinary
{
    private sealed record Content(StoredCase Case, string Sha256, string MediaType, string FileName, Meta Meta);

    public static async Task<IResult> Read(HttpContext http, string id, VisibleCases visible, DocumentStore documents, CancellationToken cancel)
    {
        if (await visible.Find(http, CaseResources.CaseIdIn(id), cancel) is not { } stored || await Find(stored, id, documents, cancel) is not { } content)
        {
            return Answers.NotFound();
        }

        http.Response.Headers.XContentTypeOptions = "nosniff";
        if (ReadResource.IsAtCaller(http.Request, new Binary { Meta = content.Meta }))
        {
            return ReadResource.Conditional(http, new Binary { Meta = content.Meta });
        }

        var accept = FhirAccept.Of(http.Request);
        if (!accept.NamesFhir && !http.Request.Query.ContainsKey("_format") && accept.WeightOf(content.MediaType) > 0)
        {
            FhirAnswers.Head(http.Response, new Binary { Meta = content.Meta });
            var stream = await documents.Open(stored.State.CaseId, content.Sha256, cancel);
            return Results.Stream(stream, content.MediaType, content.FileName);
        }

        return accept.BestOf() is not null || http.Request.Query.ContainsKey("_format")
            ? FhirAnswers.Resource(await Resource(id, content, documents, cancel))
            : Answers.Refused(406, ProblemCodes.NotAcceptable, "The content has another media type than the request accepts. As application/fhir+json it is a Binary resource.");
    }

    /// <summary>A Binary as FHIR; null when there is none.</summary>
    public static async Task<Binary?> Resource(StoredCase stored, string id, DocumentStore documents, CancellationToken cancel) =>
        await Find(stored, id, documents, cancel) is { } content ? await Resource(id, content, documents, cancel) : null;

    /// <summary>The content of a Binary of this case, for a document that names it; null when there is none.</summary>
    public static async Task<SentContent?> ContentOf(StoredCase stored, string id, DocumentStore documents, CancellationToken cancel) =>
        await Find(stored, id, documents, cancel) is { } content
            ? new SentContent(content.Sha256, content.MediaType, await documents.Read(stored.State.CaseId, content.Sha256, cancel))
            : null;

    private static async Task<Content?> Find(StoredCase stored, string id, DocumentStore documents, CancellationToken cancel)
    {
        if (stored.State.Documents.FirstOrDefault(known => known.Document.DocumentId == id && !known.Document.IsOfTheHub)?.Document is { } document)
        {
            return new Content(stored, document.Sha256, document.ContentType, document.FileName, Fhir.MetaOf(stored));
        }

        return CaseResources.CaseIdIn(id) == stored.State.Header.CaseId && BinaryIds.HashIn(id) is { } hash && await documents.Find(stored.State.CaseId, hash, cancel) is { } kept
            ? new Content(stored, kept.Sha256, kept.ContentType, $"binary.{DocumentTypes.ExtensionOf(kept.ContentType)}", new Meta { VersionId = "1", LastUpdated = Fhir.Instant(kept.StoredAt) })
            : null;
    }

    private static async Task<Binary> Resource(string id, Content content, DocumentStore documents, CancellationToken cancel)
    {
        var bytes = await documents.Read(content.Case.State.CaseId, content.Sha256, cancel);
        return new Binary
        {
            Id = id,
            Meta = content.Meta,
            ContentType = content.MediaType,
            SecurityContext = ReferralIds.LatestOf(content.Case) is { } referral
                ? Fhir.Reference(ServiceRequest.TypeName, referral)
                : Fhir.Reference(Patient.TypeName, content.Case.State.Header.CaseId),
            Data = Convert.ToBase64String(bytes.ToMemory().Span),
        };
    }
}
