using IntegrationHub.Contracts.Reports;
using IntegrationHub.Domain.Reports;
using IntegrationHub.Functions.Hosting;
using IntegrationHub.Functions.Security;

namespace IntegrationHub.Functions.Reports;

/// <summary><c>GET /hub/reports/breach-reasons</c>: why key dates were missed, ranked, of the cases that became looked after in the period.</summary>
internal static class BreachReasonsReport
{
    private const string Name = "breach-reasons";

    public static void Map(IEndpointRouteBuilder app) => app.MapGet($"/hub/reports/{Name}", Get).WithMetadata(new Requires(Operation.ReadReports));

    private static async Task<IResult> Get(HttpContext http, ListedFigures listed, TimeProvider time, CancellationToken cancel)
    {
        if (ReportRequest.Read(http, time, out var refused) is not { } request)
        {
            return refused!;
        }

        var breaches = new BreachCounts();
        await foreach (var one in listed.Of(request.Scope, cancel))
        {
            if (request.Period.Contains(one.Figures.DayZero))
            {
                breaches.Add(one.Figures);
            }
        }

        var view = new BreachReasonsView(request.Head(Name, ReportDefinitions.BreachReasons), BreachReasonRows.Total(breaches, request.Suppress), BreachReasonRows.Of(breaches, request));
        return request.IsCsv ? ReportText.Csv(http, view.Report, LinesOf(view)) : Answers.Ok(view);
    }

    private static IEnumerable<ReportLine> LinesOf(BreachReasonsView view)
    {
        var isPublished = view.Report.SuppressedBelow is not null;
        return BreachReasonRows.Lines(view.BreachReasons, isPublished).Prepend(new ReportLine("total", "", "count", ReportText.Number(view.Total, isPublished), "count"));
    }
}
