using System.Text.Json.Nodes;
using IntegrationHub.Functions.Hosting;
using IntegrationHub.Functions.Pages.Actions;
using IntegrationHub.Functions.Pages.Layout;
using IntegrationHub.Functions.Security;
using IntegrationHub.Functions.Storage;

namespace IntegrationHub.Functions.Pages.Operations;

/// <summary>How the hub's operation stands, and the messages that could not be processed. What a message says is a page of its own: it may be about a child, and reading it is audited.</summary>
internal static class OperationsPages
{
    public const string Path = "/hub/operations";
    public const string Messages = "/hub/operations/messages";

    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet(Path, (HttpContext http, OperationsReading reading, CancellationToken cancel) => Show(http, reading, [], cancel)).WithMetadata(new Requires(Operation.SeeOperations));
        app.MapPost($"{Path}/acknowledge", Acknowledge).WithMetadata(new Requires(Operation.SeeAlarms));
        app.MapGet(Messages, List).WithMetadata(new Requires(Operation.SeeParked));
        app.MapGet($"{Messages}/{{id}}", (HttpContext http, string id, ParkedStore store, CancellationToken cancel) => One(http, id, store, [], cancel)).WithMetadata(new Requires(Operation.SeeParked));
        app.MapGet($"{Messages}/{{id}}/content", Content).WithMetadata(new Requires(Operation.ReadParked));
        app.MapPost($"{Messages}/{{id}}/replay", Replay).WithMetadata(new Requires(Operation.ReplayParked));
        app.MapPost($"{Messages}/{{id}}/discard", Discard).WithMetadata(new Requires(Operation.DiscardParked));
    }

    private static async Task<IResult> Show(HttpContext http, OperationsReading reading, IReadOnlyList<PageError> errors, CancellationToken cancel) => PageAnswers.Ok<OperationsPage>(
        new
        {
            Frame = PageFrame.Of(http, "Operations") with { Errors = errors, Done = DoneWords.Of(http.Request.Query) },
            Model = OperationsModel.Of(await reading.Read(http, cancel)),
        },
        errors.Count > 0 ? 422 : 200);

    private static async Task<IResult> Acknowledge(HttpContext http, HubRequests requests, OperationsReading reading, CancellationToken cancel)
    {
        var alarm = (await http.Request.ReadFormAsync(cancel))["alarm"].ToString();
        var answer = await requests.Send(http, new HubRequest("POST", "/hub/operations/alarms/{id}/acknowledge", alarm));
        return answer.IsDone
            ? Results.LocalRedirect(DoneWords.Add(Path, "alarm"))
            : await Show(http, reading, answer.Status == 404 ? [new PageError(null, "The alarm isn't there any more")] : answer.Errors(), cancel);
    }

    private static async Task<IResult> List(HttpContext http, OperationsReading reading)
    {
        var filter = ParkedFilter.Read(http.Request.Query);
        var (messages, next) = await reading.Parked(http, filter.ApiQuery());
        return PageAnswers.Ok<ParkedListPage>(new
        {
            Frame = PageFrame.Of(http, "Messages that could not be processed") with { Done = DoneWords.Of(http.Request.Query), Back = (Path, "Operations") },
            Model = new ParkedListModel(filter, messages, next),
        });
    }

    /// <summary>What is known of a message without its content.</summary>
    private static async Task<IResult> One(HttpContext http, string id, ParkedStore store, IReadOnlyList<PageError> errors, CancellationToken cancel) =>
        await store.Find(id, cancel) is not { } stored ? Answers.NotFound() : PageAnswers.Ok<ParkedPage>(
            new { Frame = FrameOf(http) with { Errors = errors, Typed = errors.Count > 0 ? http.Request.Form : null, Done = DoneWords.Of(http.Request.Query) }, Model = ParkedModel.Of(stored) },
            errors.Count > 0 ? 422 : 200);

    private static async Task<IResult> Content(HttpContext http, string id, HubRequests requests)
    {
        var answer = await requests.Send(http, new HubRequest("GET", "/hub/operations/parked/{id}", id));
        return answer is { IsDone: true, Body: { } body }
            ? PageAnswers.Ok<ParkedContentPage>(new { Frame = FrameOf(http) with { Back = ($"{Messages}/{id}", "The message") }, Text = ParkedText.Readable((string?)body["body"]) })
            : Answers.NotFound();
    }

    private static async Task<IResult> Replay(HttpContext http, string id, HubRequests requests, ParkedStore store, CancellationToken cancel)
    {
        var answer = await requests.Send(http, new HubRequest("POST", "/hub/operations/parked/{id}/replay", id));
        return await Done(http, id, answer, "replay", store, cancel);
    }

    private static async Task<IResult> Discard(HttpContext http, string id, HubRequests requests, ParkedStore store, CancellationToken cancel)
    {
        var form = new FormReader(await http.Request.ReadFormAsync(cancel));
        var reason = form.Required("reason", "Say why the message is discarded, in up to 500 letters and without naming anybody");
        return form.Errors.Count > 0
            ? await One(http, id, store, form.Errors, cancel)
            : await Done(http, id, await requests.Send(http, HubRequest.WithJson("DELETE", "/hub/operations/parked/{id}", id, new JsonObject { ["reason"] = reason }, "application/json")), "discard", store, cancel);
    }

    private static async Task<IResult> Done(HttpContext http, string id, HubAnswer answer, string done, ParkedStore store, CancellationToken cancel) => answer switch
    {
        { IsDone: true } => Results.LocalRedirect(DoneWords.Add($"{Messages}/{Uri.EscapeDataString(id)}", done)),
        { Status: 404 } => Answers.NotFound(),
        _ => await One(http, id, store, answer.Errors(), cancel),
    };

    private static PageFrame FrameOf(HttpContext http) => PageFrame.Of(http, "A message that could not be processed") with { Back = (Messages, "All such messages") };
}
