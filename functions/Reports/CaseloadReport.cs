using IntegrationHub.Contracts.Reports;
using IntegrationHub.Domain.Calendar;
using IntegrationHub.Domain.Reports;

namespace IntegrationHub.Functions.Reports;

/// <summary><c>GET /hub/reports/caseload</c>: who is looked after now, and who started and ceased in each month.</summary>
internal static class CaseloadReport
{
    public static Report<CaseloadView> Report { get; } = new(
        new ReportKind("caseload", ReportDefinitions.Caseload),
        Begin, LinesOf);

    public static void Map(IEndpointRouteBuilder app) => ReportRun.Map(app, Report);

    private static Tally<CaseloadView> Begin(ReportRequest request, WorkingDays calendar)
    {
        var caseload = new Caseload(request.Period, request.Today);
        return new Tally<CaseloadView>(one => caseload.Add(one.Figures), () => request.Suppress is { } least ? Published(caseload, request, least) : ViewOf(caseload, request));
    }

    private static CaseloadView ViewOf(Caseload caseload, ReportRequest request)
    {
        var months = caseload.Months();
        return new CaseloadView(
            request.Head, caseload.Now, caseload.OnShortBreaks, months.Sum(month => month.Started), months.Sum(month => month.Ceased),
            [.. months.Select(month => RowOf(month, request))], LookedAfterOn(request.Today, request));
    }

    private static CaseloadRow RowOf(CaseloadMonth month, ReportRequest request)
    {
        var days = request.Period.Within(month.Month);
        var (from, to) = (ReportText.Day(days.From), ReportText.Day(days.To));
        return new CaseloadRow(
            ReportText.Month(month.Month), month.Started, month.Ceased, month.AtEnd,
            request.CasesBehind(("becameLookedAfterFrom", from), ("becameLookedAfterTo", to), ("shortBreaks", "false")),
            request.CasesBehind(("ceasedFrom", from), ("ceasedTo", to), ("shortBreaks", "false")),
            LookedAfterOn(days.To, request));
    }

    private static string? LookedAfterOn(DateOnly day, ReportRequest request) => request.CasesBehind(("lookedAfterOn", ReportText.Day(day)), ("shortBreaks", "false"));

    /// <summary>Of a month both counts are shown or none; what was there before and at the end of each isn't, since it would give them away.</summary>
    private static CaseloadView Published(Caseload caseload, ReportRequest request, int least)
    {
        var months = caseload.Months();
        int[][] parts = [.. months.Select(month => new[] { month.Started, month.Ceased })];
        int[] total = [parts.Sum(month => month[0]), parts.Sum(month => month[1])];
        var (shown, all) = (Suppression.OfRows(parts, least), Suppression.OfTotal(total, least) == Shown.All);
        return new CaseloadView(
            request.Head, Unless(caseload.Now), Unless(caseload.OnShortBreaks), all ? total[0] : null, all ? total[1] : null,
            shown.All(how => how == Shown.Nothing) ? [] :
            [
                .. months.Select((month, i) => new CaseloadRow(
                    ReportText.Month(month.Month), shown[i] == Shown.All ? month.Started : null, shown[i] == Shown.All ? month.Ceased : null, null, null, null, null)),
            ],
            null);

        int? Unless(int count) => Suppression.OfTotal([count], least) == Shown.All ? count : null;
    }

    private static IEnumerable<ReportLine> LinesOf(CaseloadView view)
    {
        var isPublished = view.Report.SuppressedBelow is not null;
        return
        [
            Line("total", "", "lookedAfterNow", view.LookedAfterNow), Line("total", "", "onShortBreaks", view.OnShortBreaks),
            Line("total", "", "started", view.Started), Line("total", "", "ceased", view.Ceased),
            .. view.Months.SelectMany(month => new[]
            {
                Line("month", month.Month, "started", month.Started), Line("month", month.Month, "ceased", month.Ceased), Line("month", month.Month, "atEnd", month.AtEnd),
            }),
        ];

        ReportLine Line(string section, string group, string figure, int? value) => new(section, group, figure, ReportText.Number(value, isPublished), figure);
    }
}
