using IntegrationHub.Contracts.Reports;
using IntegrationHub.Domain.Calendar;
using IntegrationHub.Domain.Reports;

namespace IntegrationHub.Functions.Reports;

/// <summary><c>GET /hub/reports/breach-reasons</c>: why key dates were missed, ranked, of the cases that became looked after in the period.</summary>
internal static class BreachReasonsReport
{
    private static readonly ReportKind Kind = new("breach-reasons", ReportDefinitions.BreachReasons);

    public static void Map(IEndpointRouteBuilder app) => ReportRun.Map(app, Kind, Begin, LinesOf);

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
