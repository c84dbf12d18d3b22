using IntegrationHub.Domain.Codes;
using IntegrationHub.Functions.Cases;
using IntegrationHub.Functions.Hosting;
using IntegrationHub.Functions.Pages.Case;
using IntegrationHub.Functions.Pages.Layout;
using IntegrationHub.Functions.Security;

namespace IntegrationHub.Functions.Pages.Actions;

/// <summary>The forms of a case's page: each asks for what an interface of the hub's does too, and leads back to the case.</summary>
internal static class ActionEndpoints
{
    private delegate Task<IReadOnlyList<PageError>> Act(ActionRequest request, CancellationToken cancel);

    /// <summary>Every form on a case, with what it needs.</summary>
    private static readonly (string Name, Operation Needs, Act Act)[] All =
    [
        ("receive", Operation.WriteFhir, (request, _) => request.Move(TaskStatuses.Received)),
        ("accept", Operation.WriteFhir, (request, _) => request.Move(TaskStatuses.Accepted)),
        ("start", Operation.WriteFhir, (request, _) => request.Move(TaskStatuses.InProgress)),
        ("reject", Operation.WriteFhir, (request, _) => request.Health.Reject(request.Http, request.Model, request.Form)),
        ("book", Operation.WriteFhir, (request, _) => request.Health.Book(request.Http, request.Model, request.Form)),
        ("attended", Operation.WriteFhir, (request, _) => request.Health.EndAppointment(request.Http, request.Model, AppointmentStatuses.Fulfilled)),
        ("not-attended", Operation.WriteFhir, (request, _) => request.Health.EndAppointment(request.Http, request.Model, AppointmentStatuses.NoShow)),
        ("cancel", Operation.WriteFhir, (request, _) => request.Health.EndAppointment(request.Http, request.Model, AppointmentStatuses.Cancelled)),
        ("return", Operation.WriteFhir, (request, cancel) => request.Health.Return(request.Http, request.Model, request.Form, cancel)),
        ("return-ceha", Operation.WriteFhir, (request, cancel) => request.Health.ReturnCeha(request.Http, request.Model, request.Form, cancel)),
        ("sign-off", Operation.SignOff, (request, _) => request.Health.SignOff(request.Http, request.Model, request.Form)),
        ("consent", Operation.Notify, (request, _) => request.Council.Consent(request.Http, request.Model, request.Form)),
        ("papers", Operation.Notify, (request, _) => request.Council.Papers(request.Http, request.Model, request.Form)),
        ("reason", Operation.Notify, (request, _) => request.Council.Reason(request.Http, request.Model, request.Form)),
        ("provider", Operation.Notify, (request, _) => request.Council.Provider(request.Http, request.Model, request.Form)),
        ("ceha", Operation.Notify, (request, _) => request.Council.AgreeToCeha(request.Http, request.Model, request.Form)),
        ("upload", Operation.UploadPaper, (request, cancel) => request.Council.Upload(request.Http, request.Model, request.Form, cancel)),
        ("acknowledge", Operation.AcknowledgeAlert, (request, _) => request.Acknowledge()),
    ];

    private static readonly string[] WithFiles = ["return", "return-ceha", "upload"];

    public static void Map(IEndpointRouteBuilder app)
    {
        foreach (var (name, needs, act) in All)
        {
            var mapped = app.MapPost($"/hub/case/{{id}}/{name}", (HttpContext http, string id, CasePages.Parts parts, CancellationToken cancel) => Run(http, id, name, act, parts, cancel))
                .WithMetadata(new Requires(needs));
            if (WithFiles.Contains(name))
            {
                mapped.WithMetadata(new BringsFiles());
            }
        }

        app.MapPost("/hub/worklist/act", TogetherActions.Post).WithMetadata(new Requires(Operation.WriteFhir));
    }

    private static async Task<IResult> Run(HttpContext http, string id, string name, Act act, CasePages.Parts parts, CancellationToken cancel)
    {
        if (await parts.Visible.Find(http, id, cancel) is not { } stored)
        {
            return Answers.NotFound();
        }

        var caller = VisibleCases.CallerOf(http);
        var form = new FormReader(await http.Request.ReadFormAsync(cancel));
        var errors = await act(new ActionRequest(http, parts.Models.Of(stored, caller), form, parts.Health, parts.Council, parts.Requests), cancel);
        if (errors.Count > 0)
        {
            return await CasePages.Page(http, id, parts, errors, cancel);
        }

        if (await parts.Visible.Find(http, id, cancel) is { } now)
        {
            parts.List.Note(now);
            return Results.LocalRedirect(DoneWords.Add($"/hub/case/{id}", name));
        }

        // Another provider is asked now: the case is theirs.
        parts.List.Forget(stored.State.CaseId);
        return Results.LocalRedirect(DoneWords.Add(PageFrame.SectionsOf(caller) is [var first, ..] ? first.Path : PageEndpoints.Start, name));
    }
}

/// <summary>A form that was sent about a case.</summary>
internal sealed record ActionRequest(HttpContext Http, CaseModel Model, FormReader Form, HealthActions Health, CouncilActions Council, HubRequests Requests)
{
    public Task<IReadOnlyList<PageError>> Move(string status) => Health.Move(Http, Model.ReferralId, status, Form.Text("version"));

    public async Task<IReadOnlyList<PageError>> Acknowledge()
    {
        var alert = Form.Text("alert");
        return Model.Alerts.Any(known => known.AlertId == alert)
            ? (await Requests.Send(Http, new HubRequest("POST", "/hub/alerts/{alertId}/acknowledge", alert))).Errors()
            : [new PageError(null, "The alert isn't there any more")];
    }
}
