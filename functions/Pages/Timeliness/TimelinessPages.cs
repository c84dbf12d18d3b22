using IntegrationHub.Functions.Hosting;
using IntegrationHub.Functions.Pages.Figures;
using IntegrationHub.Functions.Reports;
using IntegrationHub.Functions.Security;

namespace IntegrationHub.Functions.Pages.Timeliness;

/// <summary>The reports of timeliness and of reviews as a page, and as CSV for whoever is signed in.</summary>
internal static class TimelinessPages
{
    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet(TimelinessModel.Path, Show).WithMetadata(new Requires(Operation.ReadReports));
        ReportPages.MapCsv(app, $"{TimelinessModel.Path}/csv", TimelinessReport.Report);
        ReportPages.MapCsv(app, $"{TimelinessModel.Path}/reviews/csv", ReviewsReport.Report);
    }

    private static async Task<IResult> Show(HttpContext http, PageReports reports, CancellationToken cancel)
    {
        if (await reports.Ask(http, TimelinessReport.Report.Kind, TimelinessModel.Path, cancel) is not { } asked)
        {
            return ReportRequest.NotYours();
        }

        var model = new TimelinessModel(
            await reports.Make(TimelinessReport.Report, asked.Request, cancel), await reports.Make(ReviewsReport.Report, asked.Request, cancel), asked.Period, asked.Links,
            await reports.TeamsOf(http, asked.Request.Scope, cancel));
        return ReportPages.Page<TimelinessPage>(http, "Timeliness", asked, model);
    }
}
