using IntegrationHub.Contracts.Cases;
using IntegrationHub.Contracts.Problems;
using IntegrationHub.Domain.Assessments;
using IntegrationHub.Domain.Cases;
using IntegrationHub.Domain.Codes;
using IntegrationHub.Functions.Assessments;
using IntegrationHub.Functions.Hosting;
using IntegrationHub.Functions.Scanning;
using IntegrationHub.Functions.Security;
using IntegrationHub.Functions.Storage;

namespace IntegrationHub.Functions.Cases;

/// <summary>The documents of a case: list, download (the council's first is its collection), and the council's own papers.</summary>
public static class CaseDocumentEndpoints
{
    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/hub/cases/{id}/documents", List).WithMetadata(new Requires(Operation.ReadDocuments));
        app.MapGet("/hub/cases/{id}/documents/{documentId}", Download).WithMetadata(new Requires(Operation.ReadDocuments));
        app.MapPost("/hub/cases/{id}/documents", Upload).WithMetadata(new Requires(Operation.UploadPaper));
    }

    private static async Task<IResult> List(HttpContext http, string id, VisibleCases visible, CancellationToken cancel) =>
        await visible.Find(http, id, cancel) is { } stored
            ? Answers.Ok(new { documents = stored.State.Documents.Select(ViewOf) })
            : Answers.NotFound();

    internal static async Task<IResult> Download(
        HttpContext http, string id, string documentId, VisibleCases visible, CaseStore cases, DocumentStore documents, TimeProvider time,
        CancellationToken cancel)
    {
        if (await visible.Find(http, id, cancel) is not { } stored ||
            stored.State.Documents.FirstOrDefault(document => document.Document.DocumentId == documentId)?.Document is not { } document)
        {
            return Answers.NotFound();
        }

        var content = await documents.Open(stored.State.CaseId, document.Sha256, cancel);
        var caller = VisibleCases.CallerOf(http);
        var collected = await cases.Change(
            stored.Document.Header, new Actor(caller.Organisation, caller.Subject),
            state => CollectDocument.Decide(state, time.GetUtcNow(), documentId, caller.Organisation), cancel);
        if (collected.Refusal is { } refusal)
        {
            await content.DisposeAsync();
            return Answers.Refused(refusal);
        }

        http.Response.Headers.XContentTypeOptions = "nosniff";
        return Results.Stream(content, document.ContentType, document.FileName);
    }

    private static async Task<IResult> Upload(
        HttpContext http, string id, VisibleCases visible, CaseStore cases, DocumentStore documents, ScanContents scan, TimeProvider time, CancellationToken cancel)
    {
        if (await visible.Find(http, id, cancel) is not { } stored)
        {
            return Answers.NotFound();
        }

        var body = await RequestBodies.Read(http.Request, DocumentTypes.MaxBytes, [.. DocumentTypes.All], cancel);
        if (body.Refusal is not null)
        {
            return body.Refusal;
        }

        var (paper, faults) = PaperOf(http.Request, stored, body.Bytes);
        if (paper is null)
        {
            return Answers.Refused(422, ProblemCodes.DocumentNotAccepted, "The document was not accepted. Every fault is listed.", faults);
        }

        if (await scan.Run([("", body.Bytes)], cancel) is { } found)
        {
            return Answers.Refused(found);
        }

        var caller = VisibleCases.CallerOf(http);
        await documents.Store(stored.State.CaseId, paper.Sha256, paper.ContentType, BinaryData.FromBytes(body.Bytes), cancel);
        var result = await cases.Change(
            stored.Document.Header, new Actor(caller.Organisation, caller.Subject), state => UploadPaper.Decide(state, time.GetUtcNow(), paper), cancel);
        if (result.Refusal is { } refusal)
        {
            return Answers.Refused(refusal);
        }

        http.Response.Headers.Location = $"/hub/cases/{id}/documents/{paper.DocumentId}";
        return Answers.Ok(ViewOf(result.Case!.State.Documents.First(document => document.Document.DocumentId == paper.DocumentId)), result.Changed ? 201 : 200);
    }

    private static (DocumentReceived? Paper, IReadOnlyList<Fault> Faults) PaperOf(HttpRequest request, StoredCase stored, ReadOnlyMemory<byte> content)
    {
        var faults = new List<Fault>();
        var kind = request.Headers["X-Document-Kind"].FirstOrDefault();
        if (kind is null || !DocumentKinds.FromCouncil.Contains(kind))
        {
            faults.Add(new Fault("X-Document-Kind", FaultCodes.UnknownCode, $"Must be one of {string.Join(", ", DocumentKinds.FromCouncil.Order())}."));
        }

        var contentType = Microsoft.Net.Http.Headers.MediaTypeHeaderValue.Parse(request.ContentType).MediaType.Value!.ToLowerInvariant();
        if (DocumentTypes.Fault(contentType, content.Span) is { } fault)
        {
            faults.Add(new Fault("", fault.Code, fault.Text));
        }

        var fileName = FileNames.Safe(request.Headers["X-File-Name"].FirstOrDefault(), kind ?? DocumentKinds.Other, contentType);
        var sha256 = DocumentStore.HashOf(content.Span);
        return faults.Count > 0 ? (null, faults) : (new DocumentReceived(
            DocumentIds.For(stored.State.CaseId, kind!, sha256), kind!, sha256, contentType, fileName, content.Length, null, null, null, null), []);
    }

    private static DocumentView ViewOf(DocumentState document) => new(
        document.Document.DocumentId, document.Document.Kind, document.Document.FileName, document.Document.ContentType, document.Document.Size,
        document.ReceivedAt, document.CollectedAt);
}
