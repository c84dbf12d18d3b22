using IntegrationHub.Functions.Hosting;
using IntegrationHub.Functions.Pages.Figures;
using IntegrationHub.Functions.Reports;
using IntegrationHub.Functions.Security;

namespace IntegrationHub.Functions.Pages.Caseload;

/// <summary>The report of the caseload as a page and as CSV.</summary>
internal static class CaseloadPages
{
    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet(CaseloadModel.Path, Show).WithMetadata(new Requires(Operation.ReadReports));
        ReportPages.MapCsv(app, $"{CaseloadModel.Path}/csv", CaseloadReport.Report);
    }

    private static async Task<IResult> Show(HttpContext http, PageReports reports, CancellationToken cancel) =>
        await reports.Ask(http, CaseloadReport.Report.Kind, CaseloadModel.Path, cancel) is not { } asked
            ? ReportRequest.NotYours()
            : ReportPages.Page<CaseloadPage>(http, "Caseload", asked, new CaseloadModel(await reports.Make(CaseloadReport.Report, asked.Request, cancel), asked.Period, asked.Links));
}
