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
using Microsoft.AspNetCore.Http.Features;

namespace IntegrationHub.Functions.Pages.CasesBehind;

/// <summary>
/// <c>/hub/cases-behind</c>: the cases behind a figure, found by the same filter as <c>GET /hub/cases</c>, for whoever may ask that. It is how managers, who have no list of
/// their own, get from a figure to what has to be done. <c>/hub/cases-behind/csv</c> is all of them as a file.
/// </summary>
internal static class BehindPages
{
    private const int MostPages = 100_000;

    private static readonly string[] Own = ["page", "back"];

    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet(BehindLinks.Path, Show).WithMetadata(new Requires(Operation.ReadCase));
        app.MapGet($"{BehindLinks.Path}/csv", Csv).WithMetadata(new Requires(Operation.ReadCase));
    }

    private static async Task<IResult> Show(HttpContext http, CaseList list, CaseRules rules, BehindRows rows, PageReports reports, CancellationToken cancel)
    {
        var caller = VisibleCases.CallerOf(http);
        var (query, scope) = (http.Request.Query, ScopeOf(caller));
        var filter = FilterOf(query, rules, reports);
        if (filter.Faults.Count > 0)
        {
            return ListCases.NotUnderstood(filter);
        }

        var found = await Find(filter, scope, list, cancel);
        var wanted = int.TryParse(query["page"], NumberStyles.None, CultureInfo.InvariantCulture, out var page) && page is > 0 and < MostPages ? page : 1;
        var model = new BehindModel(
            string.Join('&', query.Where(part => part.Key != "page").Select(part => $"{part.Key}={Uri.EscapeDataString(part.Value.ToString())}")),
            FilterWords.Of(name => query[name], await reports.TeamsOf(http, scope, cancel)), [], found.Count, wanted, Access.MayAsk(caller, Operation.SeeCase));
        model = model with { Page = Math.Min(model.Page, model.Pages) };

        var shown = found.Skip((model.Page - 1) * BehindModel.PageSize).Take(BehindModel.PageSize);
        model = model with { Rows = await rows.Read(http, [.. shown], IsOfReviews(query), cancel) };
        var back = BehindLinks.Read(query["back"]);
        return PageAnswers.Ok<BehindPage>(new
        {
            Frame = PageFrame.Of(http, "Cases behind a figure") with { Back = back is null ? null : (back.Back, $"Back to {Words.Plain(back.Page).ToLowerInvariant()}") },
            Model = model,
        });
    }

    private static async Task<IResult> Csv(HttpContext http, CaseList list, CaseRules rules, BehindRows rows, PageReports reports, CancellationToken cancel)
    {
        var (caller, query) = (VisibleCases.CallerOf(http), http.Request.Query);
        var filter = FilterOf(query, rules, reports);
        if (filter.Faults.Count > 0)
        {
            return ListCases.NotUnderstood(filter);
        }

        var found = await Find(filter, ScopeOf(caller), list, cancel);
        var read = new List<BehindRow>();
        foreach (var some in found.Chunk(BehindModel.PageSize))
        {
            read.AddRange(await rows.Read(http, some, IsOfReviews(query), cancel));
        }

        http.Features.GetRequiredFeature<RequestContext>().ShownCases = [.. read.Select(row => row.Row.CaseId)];
        return BehindCsv.Of(read, Access.MayAsk(caller, Operation.SeeCase), LocalAuthorityCode.TryParse(caller.Organisation, out _));
    }

    private static ReportScope ScopeOf(Caller caller) =>
        LocalAuthorityCode.TryParse(caller.Organisation, out _) ? new ReportScope(caller.Organisation, null) : new ReportScope(null, caller.Organisation);

    private static CaseFilter FilterOf(IQueryCollection query, CaseRules rules, PageReports reports) =>
        CaseFilter.Read(new QueryCollection(query.Where(part => !Own.Contains(part.Key)).ToDictionary()), reports.Today, rules.Calendar);

    /// <summary>The cases that a filter finds, the earliest day 0 first, then by id.</summary>
    private static async Task<IReadOnlyList<CaseId>> Find(CaseFilter filter, ReportScope scope, CaseList list, CancellationToken cancel) =>
        [.. (await list.Figures(scope, cancel)).Where(row => filter.Fits(row.Status, row.Figures!)).OrderBy(row => row.Figures!.DayZero).Select(row => row.Id)];

    private static bool IsOfReviews(IQueryCollection query) => query.ContainsKey("review") || query.ContainsKey("reviewDueFrom");
}
