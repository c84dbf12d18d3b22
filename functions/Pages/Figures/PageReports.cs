using System.Collections.Concurrent;
using IntegrationHub.Contracts.Problems;
using IntegrationHub.Contracts.Reports;
using IntegrationHub.Domain.Calendar;
using IntegrationHub.Domain.Identifiers;
using IntegrationHub.Functions.Cases;
using IntegrationHub.Functions.Hosting;
using IntegrationHub.Functions.Pages.Layout;
using IntegrationHub.Functions.Pages.Lists;
using IntegrationHub.Functions.Policies;
using IntegrationHub.Functions.Reports;
using IntegrationHub.Functions.Security;

namespace IntegrationHub.Functions.Pages.Figures;

/// <summary>What a page asks of its report.</summary>
/// <param name="Errors">What was wrong with the form: the report is then about the usual period.</param>
internal sealed record AskedReport(ReportRequest Request, PeriodModel Period, IReadOnlyList<PageError> Errors)
{
    /// <summary>Links to the cases behind its figures.</summary>
    public BehindLinks Links => new(Request.Kind.Name == "reviews" ? "timeliness" : Request.Kind.Name, Request.Period.From, Request.Period.To);
}

/// <summary>
/// Reports for pages: read by the same rules, for the same scope and counted by the same code as <c>/hub/reports/*</c>; only the cases come from the listing that pages
/// keep (<see cref="CaseList"/>), so that a page doesn't wait for a listing.
/// </summary>
internal sealed class PageReports(CaseList list, CaseRules rules, TeamNames names, TimeProvider time)
{
    private const int MostKept = 50;

    // Reports made of a list of cases that is still the present one.
    private readonly ConcurrentDictionary<ReportRequest, (IReadOnlyList<CaseRow> Of, IReportView View)> made = [];

    public DateOnly Today => LondonTime.Today(time);

    /// <summary>What a page's address asks for; null when it asks about another organisation's cases.</summary>
    public async Task<AskedReport?> Ask(HttpContext http, ReportKind kind, string path, CancellationToken cancel)
    {
        var caller = VisibleCases.CallerOf(http);
        var known = ReportRequest.ParametersOf(kind);
        var query = new QueryReader(new QueryCollection(http.Request.Query.Where(part => known.Contains(part.Key)).ToDictionary()), known);
        var asked = ReportRequest.Ask(caller, query, kind, Today);
        var errors = query.Faults.Select(ErrorOf).ToList();
        if (errors.Count > 0)
        {
            // The usual period; but who asked for figures that may be published gets no others.
            var kept = http.Request.Query.Where(part => part.Key == "suppress" && errors.TrueForAll(error => error.Field != part.Key));
            asked = ReportRequest.Ask(caller, new QueryReader(new QueryCollection(kept.ToDictionary()), known), kind, Today);
        }

        if (asked is null)
        {
            return null;
        }

        var period = await PeriodOf(asked, caller, path, cancel);
        return new AskedReport(asked, period, [.. errors.Select(error => error with { Field = FieldOf(error.Field!, period, kind) })]);
    }

    public async Task<TView> Make<TView>(Report<TView> report, ReportRequest request, CancellationToken cancel)
        where TView : IReportView
    {
        var (asked, rows) = (request with { Kind = report.Kind }, await list.Figures(request.Scope, cancel));
        if (made.TryGetValue(asked, out var kept) && kept.Of == rows)
        {
            return (TView)kept.View;
        }

        var tally = report.Begin(asked, rules.Calendar);
        foreach (var row in rows)
        {
            tally.Add(new ListedCase(row.Id, row.Figures!));
        }

        if (made.Count >= MostKept)
        {
            made.Clear();
        }

        var view = tally.View();
        made[asked] = (rows, view);
        return view;
    }

    /// <summary>The names of teams, by their hash, for whom may know them; otherwise none.</summary>
    public async Task<IReadOnlyDictionary<string, string>> TeamsOf(HttpContext http, ReportScope scope, CancellationToken cancel)
    {
        if (!MayNameTeams(VisibleCases.CallerOf(http)))
        {
            return new Dictionary<string, string>();
        }

        var rows = (await list.Figures(scope, cancel)).Where(row => row.Figures!.Team is not null);
        return (await names.Of(rows.Select(row => (row.Figures!.Team!, row.Id)), cancel)).ToDictionary(team => team.Team, team => team.Name);
    }

    /// <summary>A council's own people know its teams (as in <c>/hub/reports/teams</c>); a health team sees them on its worklist.</summary>
    public static bool MayNameTeams(Caller caller) =>
        Access.MayAsk(caller, Operation.SeeWorklist) || (Access.MayAsk(caller, Operation.ReadTeams) && LocalAuthorityCode.TryParse(caller.Organisation, out _));

    private async Task<PeriodModel> PeriodOf(ReportRequest asked, Caller caller, string path, CancellationToken cancel)
    {
        var isCouncil = LocalAuthorityCode.TryParse(caller.Organisation, out _);
        var scope = isCouncil ? new ReportScope(caller.Organisation, null) : new ReportScope(null, caller.Organisation);
        var others = (await list.Figures(scope, cancel)).Select(row => isCouncil ? row.Provider : row.Id.LocalAuthority).Distinct().Order(StringComparer.Ordinal);
        return new PeriodModel(
            path, asked.Period.From, asked.Period.To, asked.Today, isCouncil, caller.Organisation, isCouncil ? asked.Scope.Provider : asked.Scope.Council, [.. others],
            asked.Suppress, asked.Kind.IsPublished);
    }

    /// <summary>Id of the field for a parameter; null when the page's form has none for it.</summary>
    private static string? FieldOf(string name, PeriodModel period, ReportKind kind) => name switch
    {
        "from" or "to" => name,
        "suppress" when period.CanSuppress => name,
        "size" when kind.Parameters.Contains(name) => name,
        _ when name == period.OtherName && period.Others.Count > 1 => $"filter-{name}",
        _ => null,
    };

    private static PageError ErrorOf(Fault fault)
    {
        var name = fault.Pointer.TrimStart('?');
        var day = name == "from" ? "first" : "last";
        return new PageError(name, fault.Code switch
        {
            FaultCodes.WrongType when name == "size" => $"Enter how many cases as a number from 1 to {Domain.Reports.AuditSample.MostCases}",
            FaultCodes.EndBeforeStart => "The last day must not lie before the first day",
            FaultCodes.DateFormat => $"Enter the {day} day as a date between 1990 and 2100",
            _ => fault.Message.TrimEnd('.'),
        });
    }
}
