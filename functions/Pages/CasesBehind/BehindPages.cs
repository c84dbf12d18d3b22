using System.Globalization;
using IntegrationHub.Domain.Identifiers;
using IntegrationHub.Functions.Cases;
using IntegrationHub.Functions.Hosting;
using IntegrationHub.Functions.Pages.Figures;
using IntegrationHub.Functions.Pages.Layout;
using IntegrationHub.Functions.Pages.Lists;
using IntegrationHub.Functions.Policies;
using IntegrationHub.Functions.Reports;
using IntegrationHub.Functions.Security;

namespace IntegrationHub.Functions.Pages.CasesBehind;

/// <summary>
/// <c>/hub/cases-behind</c>: the cases behind a figure, found by the same filter as <c>GET /hub/cases</c>, for whoever may ask that. It is how managers, who have no list of
/// their own, get from a figure to what has to be done.
/// </summary>
internal static class BehindPages
{
    private const int MostPages = 100_000;

    private static readonly string[] Own = ["page", "back"];

    public static void Map(IEndpointRouteBuilder app) => app.MapGet(BehindLinks.Path, Show).WithMetadata(new Requires(Operation.ReadCase));

    private static async Task<IResult> Show(HttpContext http, CaseList list, CaseRules rules, BehindRows rows, PageReports reports, CancellationToken cancel)
    {
        var caller = VisibleCases.CallerOf(http);
        var query = http.Request.Query;
        var filter = CaseFilter.Read(new QueryCollection(query.Where(part => !Own.Contains(part.Key)).ToDictionary()), reports.Today, rules.Calendar);
        if (filter.Faults.Count > 0)
        {
            return Answers.NotFound();
        }

        var scope = LocalAuthorityCode.TryParse(caller.Organisation, out _) ? new ReportScope(caller.Organisation, null) : new ReportScope(null, caller.Organisation);
        var found = (await list.Figures(scope, cancel)).Where(row => filter.Fits(row.Status, row.Figures!)).ToList();
        var wanted = int.TryParse(query["page"], NumberStyles.None, CultureInfo.InvariantCulture, out var page) && page is > 0 and < MostPages ? page : 1;
        var model = new BehindModel(
            string.Join('&', query.Where(part => part.Key != "page").Select(part => $"{part.Key}={Uri.EscapeDataString(part.Value.ToString())}")),
            FilterWords.Of(name => query[name], await reports.TeamsOf(http, scope, cancel)), [], found.Count, wanted, Access.MayAsk(caller, Operation.SeeCase));
        model = model with { Page = Math.Min(model.Page, model.Pages) };

        // They come by id, and stay so where day 0 is the same.
        var shown = found.OrderBy(row => row.Figures!.DayZero).Skip((model.Page - 1) * BehindModel.PageSize).Take(BehindModel.PageSize);
        model = model with { Rows = await rows.Read(http, [.. shown.Select(row => row.Id)], query.ContainsKey("review") || query.ContainsKey("reviewDueFrom"), cancel) };
        var back = BehindLinks.Read(query["back"]);
        return PageAnswers.Ok<BehindPage>(new
        {
            Frame = PageFrame.Of(http, "Cases behind a figure") with { Back = back is null ? null : (back.Back, $"Back to {Words.Plain(back.Page).ToLowerInvariant()}") },
            Model = model,
        });
    }
}
