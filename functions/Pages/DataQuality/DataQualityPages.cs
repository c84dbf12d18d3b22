using IntegrationHub.Functions.Hosting;
using IntegrationHub.Functions.Pages.Figures;
using IntegrationHub.Functions.Reports;
using IntegrationHub.Functions.Security;

namespace IntegrationHub.Functions.Pages.DataQuality;

/// <summary>The report of data quality as a page and as CSV.</summary>
internal static class DataQualityPages
{
    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet(DataQualityModel.Path, Show).WithMetadata(new Requires(Operation.ReadReports));
        ReportPages.MapCsv(app, $"{DataQualityModel.Path}/csv", DataQualityReport.Report);
    }

    private static async Task<IResult> Show(HttpContext http, PageReports reports, CancellationToken cancel)
    {
        if (await reports.Ask(http, DataQualityReport.Report.Kind, DataQualityModel.Path, cancel) is not { } asked)
        {
            return ReportRequest.NotYours();
        }

        var view = await reports.Make(DataQualityReport.Report, asked.Request, cancel);
        return ReportPages.Page<DataQualityPage>(http, "Data quality", asked, new DataQualityModel(view, asked.Period, asked.Links, await reports.TeamsOf(http, asked.Request.Scope, cancel)));
    }
}
