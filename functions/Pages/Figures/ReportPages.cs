using IntegrationHub.Contracts.Reports;
using IntegrationHub.Functions.Hosting;
using IntegrationHub.Functions.Pages.Layout;
using IntegrationHub.Functions.Reports;
using IntegrationHub.Functions.Security;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Http.Features;

namespace IntegrationHub.Functions.Pages.Figures;

/// <summary>What pages of reports have in common.</summary>
internal static class ReportPages
{
    /// <summary>A page of a report. What was wrong with its form stands on top of it, and the form shows again what was typed.</summary>
    public static IResult Page<TPage>(HttpContext http, string title, AskedReport asked, object model)
        where TPage : IComponent =>
        PageAnswers.Ok<TPage>(new { Frame = PageFrame.Of(http, title) with { Errors = asked.Errors, Typed = asked.Errors.Count > 0 ? new FormCollection(http.Request.Query.ToDictionary()) : null }, Model = model }, asked.Errors.Count > 0 ? 422 : 200);

    /// <summary>The report's CSV, the same as the interface writes, for whoever is signed in to the pages.</summary>
    public static void MapCsv<TView>(IEndpointRouteBuilder app, string path, Report<TView> report)
        where TView : IReportView =>
        app.MapGet(path, async (HttpContext http, PageReports reports, CancellationToken cancel) =>
        {
            if (await reports.Ask(http, report.Kind, path, cancel) is not { Errors.Count: 0 } asked)
            {
                return ReportRequest.NotYours();
            }

            var view = await reports.Make(report, asked.Request, cancel);
            http.Features.GetRequiredFeature<RequestContext>().ShownCases = report.ShownCases?.Invoke(view);
            return report.Csv(http, view);
        }).WithMetadata(new Requires(Operation.ReadReports));
}
