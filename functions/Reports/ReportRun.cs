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

/// <summary>A report, the same for systems and for pages.</summary>
/// <param name="Begin">What counts the cases of a request.</param>
/// <param name="Lines">The report as lines of CSV.</param>
internal sealed record Report<TView>(ReportKind Kind, Func<ReportRequest, WorkingDays, Tally<TView>> Begin, Func<TView, IEnumerable<ReportLine>> Lines)
    where TView : IReportView
{
    /// <summary>The ids of cases that it names, for the audit.</summary>
    public Func<TView, IReadOnlyList<string>>? ShownCases { get; init; }

    public IResult Csv(HttpContext http, TView view) => ReportText.Csv(http, view.Report, Lines(view));
}

/// <summary>The way of every report: read what is asked, go through the listing once, answer as JSON or CSV.</summary>
internal static class ReportRun
{
    public static void Map<TView>(IEndpointRouteBuilder app, Report<TView> report)
        where TView : IReportView =>
        app.MapGet($"/hub/reports/{report.Kind.Name}", async (HttpContext http, ListedFigures listed, CaseRules rules, TimeProvider time, CancellationToken cancel) =>
        {
            if (ReportRequest.Read(http, report.Kind, LondonTime.Today(time), out var refused) is not { } request)
            {
                return refused!;
            }

            var tally = report.Begin(request, rules.Calendar);
            await foreach (var one in listed.Of(request.Scope, cancel))
            {
                tally.Add(one);
            }

            var view = tally.View();
            http.Features.GetRequiredFeature<RequestContext>().ShownCases = report.ShownCases?.Invoke(view);
            return request.IsCsv ? report.Csv(http, view) : Answers.Ok(view);
        }).WithMetadata(new Requires(Operation.ReadReports));
}
