using IntegrationHub.Contracts.Reports;
using IntegrationHub.Domain.Calendar;
using IntegrationHub.Domain.KeyDates;
using IntegrationHub.Domain.Reports;
using IntegrationHub.Functions.Cases;

namespace IntegrationHub.Functions.Reports;

/// <summary>
/// <c>GET /hub/reports/timeliness</c>: how many Initial Health Assessments were back within 20 working days, by month, pathway and team, the legs between key dates, and
/// why dates were missed.
/// </summary>
internal static class TimelinessReport
{
    public static Report<TimelinessView> Report { get; } = new(
        new ReportKind("timeliness", ReportDefinitions.Timeliness),
        Begin, TimelinessLines.Of);

    public static void Map(IEndpointRouteBuilder app) => ReportRun.Map(app, Report);

    private static Tally<TimelinessView> Begin(ReportRequest request, WorkingDays calendar)
    {
        var timeliness = new Timeliness(request.Period, request.Today, calendar);
        return new Tally<TimelinessView>(one => timeliness.Add(one.Figures), () => ViewOf(timeliness, request));
    }

    private static TimelinessView ViewOf(Timeliness timeliness, ReportRequest request) => new(
        request.Head,
        Timeliness.AmbitionPercent,
        TimelinessRows.Total(timeliness.Total, request),
        TimelinessRows.Of([.. timeliness.Months.OrderBy(month => month.Key).Select(month => MonthOf(month.Key, month.Value, request))], request),
        TimelinessRows.Of([.. timeliness.Pathways.Select(pathway => new TimelinessGroup(pathway.Key, pathway.Value, request.Period, ("pathway", pathway.Key)))], request),
        TimelinessRows.Of([.. timeliness.Teams.Select(team => TeamOf(team.Key, team.Value, request))], request),
        [.. timeliness.Legs.Select(leg => ViewOf(leg, request.Suppress))],
        BreachReasonRows.Of(timeliness.Breaches, request));

    private static TimelinessGroup MonthOf(DateOnly month, IhaCounts counts, ReportRequest request) =>
        new(ReportText.Month(month), counts, request.Period.Within(month));

    private static TimelinessGroup TeamOf(string team, IhaCounts counts, ReportRequest request)
    {
        var name = team.Length == 0 ? CaseFilter.NoTeam : team;
        return new TimelinessGroup(name, counts, request.Period, ("team", name));
    }

    /// <summary>For publication no leg says how many it is of, and none of few says how long they took: the 90th percentile of less than ten is one child's.</summary>
    private static LegView ViewOf(LegSpread leg, int? suppress)
    {
        var isShown = suppress is null || leg.CalendarDays.Count >= 2 * suppress;
        return new LegView(
            leg.Leg.From.Name(), leg.Leg.To.Name(), suppress is null ? leg.CalendarDays.Count : null,
            isShown ? new DaysView(leg.WorkingDays.Median, leg.WorkingDays.Ninetieth) : new DaysView(null, null),
            isShown ? new DaysView(leg.CalendarDays.Median, leg.CalendarDays.Ninetieth) : new DaysView(null, null));
    }
}
