using IntegrationHub.Contracts.Reports;
using IntegrationHub.Domain.Calendar;
using IntegrationHub.Functions.Hosting;
using IntegrationHub.Functions.Policies;
using IntegrationHub.Functions.Security;
using Microsoft.AspNetCore.Http.Features;

namespace IntegrationHub.Functions.Reports;

/// <summary>A report being made: each case of the listing goes in, then the report comes out.</summary>
/// <param name="Add">Counts a case.</param>
/// <param name="View">The report, once all cases are in.</param>
internal sealed record Tally<TView>(Action<ListedCase> Add, Func<TView> View);

/// <summary>The way of every report: read what is asked, go through the listing once, answer as JSON or CSV.</summary>
internal static class ReportRun
{
    /// <param name="begin">What counts the cases of a request.</param>
    /// <param name="lines">The report as lines of CSV.</param>
    /// <param name="shownCases">The ids of cases that it names, for the audit; null for none.</param>
    public static void Map<TView>(
        IEndpointRouteBuilder app, ReportKind kind, Func<ReportRequest, WorkingDays, Tally<TView>> begin, Func<TView, IEnumerable<ReportLine>> lines,
        Func<TView, IReadOnlyList<string>>? shownCases = null)
        where TView : IReportView =>
        app.MapGet($"/hub/reports/{kind.Name}", async (HttpContext http, ListedFigures listed, CaseRules rules, TimeProvider time, CancellationToken cancel) =>
        {
            if (ReportRequest.Read(http, kind, LondonTime.Today(time), out var refused) is not { } request)
            {
                return refused!;
            }

            var tally = begin(request, rules.Calendar);
            await foreach (var one in listed.Of(request.Scope, cancel))
            {
                tally.Add(one);
            }

            var view = tally.View();
            http.Features.GetRequiredFeature<RequestContext>().ShownCases = shownCases?.Invoke(view);
            return request.IsCsv ? ReportText.Csv(http, view.Report, lines(view)) : Answers.Ok(view);
        }).WithMetadata(new Requires(Operation.ReadReports));
}
