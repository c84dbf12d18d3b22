using IntegrationHub.Contracts.Reports;
using IntegrationHub.Domain.Calendar;
using IntegrationHub.Domain.Reports;

namespace IntegrationHub.Functions.Reports;

/// <summary><c>GET /hub/reports/breach-reasons</c>: why key dates were missed, ranked, of the cases that became looked after in the period.</summary>
internal static class BreachReasonsReport
{
    public static Report<BreachReasonsView> Report { get; } = new(
        new ReportKind("breach-reasons", ReportDefinitions.BreachReasons),
        Begin, LinesOf);

    public static void Map(IEndpointRouteBuilder app) => ReportRun.Map(app, Report);

    private static Tally<BreachReasonsView> Begin(ReportRequest request, WorkingDays calendar)
    {
        var breaches = new BreachCounts();
        return new Tally<BreachReasonsView>(
            one =>
            {
                if (request.Period.Contains(one.Figures.DayZero))
                {
                    breaches.Add(one.Figures);
                }
            },
            () => new BreachReasonsView(request.Head, BreachReasonRows.Total(breaches, request.Suppress), BreachReasonRows.Of(breaches, request)));
    }

    private static IEnumerable<ReportLine> LinesOf(BreachReasonsView view)
    {
        var isPublished = view.Report.SuppressedBelow is not null;
        return BreachReasonRows.Lines(view.BreachReasons, isPublished).Prepend(new ReportLine("total", "", "count", ReportText.Number(view.Total, isPublished), "count"));
    }
}
