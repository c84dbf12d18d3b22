using IntegrationHub.Contracts.Reports;
using IntegrationHub.Domain.Calendar;
using IntegrationHub.Domain.Reports;
using IntegrationHub.Functions.Cases;

namespace IntegrationHub.Functions.Reports;

/// <summary><c>GET /hub/reports/data-quality</c>: what is wanting in the data of open cases, and which assessments are overdue or become due, by team.</summary>
internal static class DataQualityReport
{
    // Nobody who is still a child came into care earlier.
    private const int Years = 18;

    public static Report<DataQualityView> Report { get; } = new(new ReportKind("data-quality", ReportDefinitions.DataQuality) { Period = PeriodTo }, Begin, LinesOf)
    {
        ShownCases = view => [.. view.Cases.Select(one => one.CaseId)],
    };

    /// <summary>Everybody who may still be a child on its last day.</summary>
    public static ReportPeriod PeriodTo(DateOnly last) => new(last.AddYears(-Years), last);

    public static void Map(IEndpointRouteBuilder app) => ReportRun.Map(app, Report);

    private static Tally<DataQualityView> Begin(ReportRequest request, WorkingDays calendar)
    {
        var quality = new DataQuality(request.Period, request.Today, calendar);
        return new Tally<DataQualityView>(one => quality.Add(one.Id.Value, one.Figures), () => request.Suppress is { } least ? Published(quality, request, least) : ViewOf(quality, request));
    }

    private static DataQualityView ViewOf(DataQuality quality, ReportRequest request) => new(
        request.Head,
        RowOf(null, quality.Total, request),
        [.. quality.Problems.Select(problem => new ProblemRow(problem.Key, problem.Value, Behind(request, ("problem", problem.Key))))],
        [.. quality.Teams.Select(team => RowOf(team.Key.Length == 0 ? CaseFilter.NoTeam : team.Key, team.Value, request))],
        [.. quality.Cases.Select(one => new ProblemCase(one.CaseId, one.Team, one.Problems, $"/hub/cases/{one.CaseId}"))]);

    private static QualityRow RowOf(string? team, TeamQuality quality, ReportRequest request) => new(
        team, quality.OpenCases, quality.WithProblems, quality.Overdue, quality.BecomingDue,
        Behind(request, ("team", team), ("lookedAfterOn", ReportText.Day(request.Today))),
        Behind(request, ("team", team), ("problem", ComingAssessments.Overdue)),
        Behind(request, ("team", team), ("problem", ComingAssessments.BecomingDue)));

    private static string? Behind(ReportRequest request, params (string Name, string? Value)[] filter) => request.CasesBehind(
        [.. filter, ("becameLookedAfterFrom", ReportText.Day(request.Period.From)), ("becameLookedAfterTo", ReportText.Day(request.Period.To))]);

    /// <summary>Each count is shown when neither it nor what is left of the open cases is small; no team and no case.</summary>
    private static DataQualityView Published(DataQuality quality, ReportRequest request, int least)
    {
        var total = quality.Total;
        return new DataQualityView(
            request.Head,
            new QualityRow(null, Suppression.OfTotal([total.OpenCases], least) == Shown.All ? total.OpenCases : null, Of(total.WithProblems), Of(total.Overdue), Of(total.BecomingDue), null, null, null),
            [.. quality.Problems.Select(problem => new ProblemRow(problem.Key, Of(problem.Value), null))], [], []);

        int? Of(int count) => Suppression.OfTotal([count, total.OpenCases - count], least) == Shown.All ? count : null;
    }

    private static IEnumerable<ReportLine> LinesOf(DataQualityView view)
    {
        var isPublished = view.Report.SuppressedBelow is not null;
        return
        [
            .. LinesOf("total", view.Total, isPublished),
            .. view.Problems.Select(problem => new ReportLine("problem", problem.Problem, "count", ReportText.Number(problem.Count, isPublished), problem.Problem)),
            .. view.Teams.SelectMany(team => LinesOf("team", team, isPublished)),
            .. view.Cases.SelectMany(one => one.Problems.Select(problem => new ReportLine("case", one.CaseId, problem, "yes", problem))),
        ];
    }

    private static IEnumerable<ReportLine> LinesOf(string section, QualityRow row, bool isPublished) =>
        new (string Figure, int? Value)[] { ("openCases", row.OpenCases), ("withProblems", row.WithProblems), ("overdue", row.Overdue), ("becomingDue", row.BecomingDue) }
            .Select(figure => new ReportLine(section, row.Group ?? "", figure.Figure, ReportText.Number(figure.Value, isPublished), figure.Figure));
}
