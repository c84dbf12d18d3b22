using IntegrationHub.Functions.Cases;
using IntegrationHub.Functions.Hosting;
using IntegrationHub.Functions.Pages.Actions;
using IntegrationHub.Functions.Pages.Layout;
using IntegrationHub.Functions.Pages.Lists;
using IntegrationHub.Functions.Security;

namespace IntegrationHub.Functions.Pages.Case;

/// <summary>One case as a page, its documents, and the FHIR behind it.</summary>
internal static class CasePages
{
    private static readonly string[] FhirTypes = ["ServiceRequest", "Task", "Patient", "Consent"];

    /// <summary>What pages about a case are made of and act by.</summary>
    internal sealed record Parts(VisibleCases Visible, CaseModels Models, CaseList List, HealthActions Health, CouncilActions Council, HubRequests Requests, TimeProvider Time);

    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/hub/case/{id}", (HttpContext http, string id, Parts parts, CancellationToken cancel) => Page(http, id, parts, [], cancel)).WithMetadata(new Requires(Operation.SeeCase));
        app.MapGet("/hub/case/{id}/documents/{documentId}", CaseDocumentEndpoints.Download).WithMetadata(new Requires(Operation.ReadDocuments));
        foreach (var type in FhirTypes)
        {
            app.MapGet($"/hub/case/{{id}}/fhir/{type}", (HttpContext http, string id, Parts parts, CancellationToken cancel) => Fhir(http, id, type, parts, cancel)).WithMetadata(new Requires(Operation.ReadFhir));
        }
    }

    /// <summary>The page of a case; with errors, of a form that was sent on it.</summary>
    public static async Task<IResult> Page(HttpContext http, string id, Parts parts, IReadOnlyList<PageError> errors, CancellationToken cancel)
    {
        if (await parts.Visible.Find(http, id, cancel) is not { } stored)
        {
            return Answers.NotFound();
        }

        parts.List.Note(stored);
        var caller = VisibleCases.CallerOf(http);
        var back = PageFrame.SectionsOf(caller).FirstOrDefault();
        return PageAnswers.Ok<CasePage>(
            new
            {
                Frame = PageFrame.Of(http, "One case") with { Errors = errors, Typed = errors.Count > 0 ? http.Request.Form : null, Done = DoneWords.Of(http.Request.Query), Back = back is null ? null : (back.Path, back.Name) },
                Model = parts.Models.Of(stored, caller),
                Message = Guid.CreateVersion7(parts.Time.GetUtcNow()).ToString(),
            },
            errors.Count > 0 ? 422 : 200);
    }

    /// <summary>A resource as the health team's system would read it.</summary>
    private static async Task<IResult> Fhir(HttpContext http, string id, string type, Parts parts, CancellationToken cancel)
    {
        if (await parts.Visible.Find(http, id, cancel) is not { } stored)
        {
            return Answers.NotFound();
        }

        var model = parts.Models.Of(stored, VisibleCases.CallerOf(http));
        var answer = await parts.Requests.Send(http, new HubRequest("GET", $"/hub/fhir/{type}/{{id}}", type is "ServiceRequest" or "Task" ? model.ReferralId : id));
        return answer is { IsDone: true, Body: { } body }
            ? PageAnswers.Ok<FhirPage>(new
            {
                Frame = PageFrame.Of(http, $"{type} of one case") with { Back = ($"/hub/case/{id}", "The case") },
                Type = type,
                Text = body.ToJsonString(Readable),
            })
            : Answers.NotFound();
    }

    private static readonly System.Text.Json.JsonSerializerOptions Readable = new() { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
}
