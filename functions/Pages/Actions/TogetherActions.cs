using IntegrationHub.Domain.Codes;
using IntegrationHub.Domain.Identifiers;
using IntegrationHub.Functions.Hosting;
using IntegrationHub.Functions.Pages.Case;
using IntegrationHub.Functions.Pages.Layout;
using IntegrationHub.Functions.Pages.Lists;
using Microsoft.AspNetCore.Http.Features;

namespace IntegrationHub.Functions.Pages.Actions;

/// <summary>The same for several children at once: receive, accept, or book one after the other, siblings for instance. Each is a request of its own.</summary>
internal static class TogetherActions
{
    public static async Task<IResult> Post(HttpContext http, CasePages.Parts parts, CaseRows rows, CancellationToken cancel)
    {
        var context = http.Features.GetRequiredFeature<RequestContext>();
        var sent = await http.Request.ReadFormAsync(cancel);
        var form = new FormReader(sent);
        var ids = sent["case"].Select(text => CaseId.TryParse(text, out var id) ? id : (CaseId?)null).OfType<CaseId>().Distinct().Take(ListModel.PageSize).ToList();
        if (ids.Count == 0)
        {
            form.Errors.Add(new PageError(null, "Select at least one child"));
        }

        var action = form.Text("do");
        if (action is not ("receive" or "accept" or "book"))
        {
            form.Errors.Add(new PageError(null, "Choose what to do"));
        }

        var (start, minutes) = action == "book" ? (form.Moment("date", "time"), form.Minutes("minutes")) : (null, null);
        if (form.Errors.Count == 0)
        {
            var cases = await rows.Read(context, ids, cancel);
            context.ShownCases = [.. cases.Select(stored => stored.State.Header.CaseId)];
            foreach (var (stored, at) in cases.Select((stored, at) => (stored, at)))
            {
                var model = parts.Models.Of(stored, context.Caller!);
                form.Errors.AddRange((await Act(http, parts.Health, model, action, start?.AddMinutes(at * minutes!.Value), minutes)).Select(error => error with { Text = $"{model.Row.Reference}: {error.Text}" }));
            }

            await rows.Read(context, ids, cancel);
        }

        if (form.Errors.Count == 0)
        {
            return Results.LocalRedirect(DoneWords.Add(ReturnOf(form.Text("return")), "together"));
        }

        var page = await rows.Page(http, "/hub/worklist", false, ListFilter.Read(http.Request.Query), cancel);
        return PageAnswers.Ok<ListPage>(new { Frame = PageFrame.Of(http, page.Heading) with { Errors = form.Errors, Typed = sent }, Model = page }, 422);
    }

    private static Task<IReadOnlyList<PageError>> Act(HttpContext http, HealthActions health, CaseModel model, string action, DateTimeOffset? start, int? minutes) => action switch
    {
        "receive" => health.Move(http, model.ReferralId, TaskStatuses.Received, null),
        "accept" => health.Move(http, model.ReferralId, TaskStatuses.Accepted, null),
        _ => health.Book(http, model.CaseId, model.ReferralId, start!.Value, minutes!.Value),
    };

    private static string ReturnOf(string wanted) => wanted.StartsWith("/hub/worklist", StringComparison.Ordinal) && !wanted.Any(char.IsControl) && !wanted.Contains('\\', StringComparison.Ordinal) ? wanted : "/hub/worklist";
}
