using IntegrationHub.Contracts.Reports;
using IntegrationHub.Domain.Calendar;
using IntegrationHub.Domain.Reports;
using IntegrationHub.Functions.Cases;

namespace IntegrationHub.Functions.Reports;

/// <summary><c>GET /hub/reports/reviews</c>: review health assessments that are due in the period, done, late and not done, by month and team.</summary>
internal static class ReviewsReport
{
    public static Report<ReviewsView> Report { get; } = new(
        new ReportKind("reviews", ReportDefinitions.Reviews),
        Begin, LinesOf);

    public static void Map(IEndpointRouteBuilder app) => ReportRun.Map(app, Report);

    private static Tally<ReviewsView> Begin(ReportRequest request, WorkingDays calendar)
    {
        var reviews = new ReviewTimeliness(request.Period, request.Today);
        return new Tally<ReviewsView>(one => reviews.Add(one.Figures), () => ViewOf(reviews, request));
    }

    private static ReviewsView ViewOf(ReviewTimeliness reviews, ReportRequest request) => new(
        request.Head,
        request.Suppress is { } least ? Published(null, reviews.Total, Suppression.OfTotal(PartsOf(reviews.Total), least)) : RowOf(null, reviews.Total, request.Period, request),
        Rows([.. reviews.Months.OrderBy(month => month.Key).Select(month => (ReportText.Month(month.Key), month.Value, request.Period.Within(month.Key), (string?)null))], request),
        Rows([.. reviews.Teams.Select(team => (team.Key.Length == 0 ? CaseFilter.NoTeam : team.Key, team.Value, request.Period, (string?)(team.Key.Length == 0 ? CaseFilter.NoTeam : team.Key)))], request));

    private static IReadOnlyList<ReviewRow> Rows(IReadOnlyList<(string Group, ReviewCounts Counts, ReportPeriod Period, string? Team)> groups, ReportRequest request)
    {
        if (request.Suppress is not { } least)
        {
            return [.. groups.Select(group => RowOf(group.Group, group.Counts, group.Period, request, group.Team))];
        }

        var shown = Suppression.OfRows([.. groups.Select(group => PartsOf(group.Counts))], least);
        return shown.All(how => how == Shown.Nothing) ? [] : [.. groups.Select((group, i) => Published(group.Group, group.Counts, shown[i]))];
    }

    private static int[] PartsOf(ReviewCounts counts) => [counts[ReviewResult.InTime], counts.NotInTime];

    private static ReviewRow RowOf(string? group, ReviewCounts counts, ReportPeriod period, ReportRequest request, string? team = null) => new(
        group, counts.Due, counts.Decided, counts[ReviewResult.InTime], counts.NotInTime, counts[ReviewResult.Late], counts[ReviewResult.NotDone],
        counts[ReviewResult.NotYetDue], counts[ReviewResult.Refused], counts[ReviewResult.Ended], counts.Done,
        ReportText.Percent(counts[ReviewResult.InTime], counts.Decided), ReportText.Percent(counts.Done, counts.Decided), false,
        request.CasesBehind(("reviewDueFrom", ReportText.Day(period.From)), ("reviewDueTo", ReportText.Day(period.To)), ("team", team)));

    private static ReviewRow Published(string? group, ReviewCounts counts, Shown shown)
    {
        int? decided = shown == Shown.Nothing ? null : counts.Decided;
        int? inTime = shown == Shown.All ? counts[ReviewResult.InTime] : null;
        return new ReviewRow(
            group, null, decided, inTime, decided - inTime, null, null, null, null, null, null, ReportText.Percent(inTime, decided), null, shown != Shown.All, null);
    }

    private static IEnumerable<ReportLine> LinesOf(ReviewsView view)
    {
        var isPublished = view.Report.SuppressedBelow is not null;
        return
        [
            .. LinesOf("total", view.Total, isPublished),
            .. view.Months.SelectMany(row => LinesOf("month", row, isPublished)),
            .. view.Teams.SelectMany(row => LinesOf("team", row, isPublished)),
        ];
    }

    private static IEnumerable<ReportLine> LinesOf(string section, ReviewRow row, bool isPublished) =>
        new (string Figure, decimal? Value)[]
        {
            ("due", row.Due), ("decided", row.Decided), ("inTime", row.InTime), ("notInTime", row.NotInTime), ("late", row.Late), ("notDone", row.NotDone),
            ("notYetDue", row.NotYetDue), ("refused", row.Refused), ("ended", row.Ended), ("done", row.Done), ("inTimePercent", row.InTimePercent), ("donePercent", row.DonePercent),
        }.Select(figure => new ReportLine(section, row.Group ?? "", figure.Figure, ReportText.Number(figure.Value, isPublished), figure.Figure));
}
