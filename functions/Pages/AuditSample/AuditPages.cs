using System.Globalization;
using System.Security.Cryptography;
using IntegrationHub.Domain.Identifiers;
using IntegrationHub.Functions.Cases;
using IntegrationHub.Functions.Hosting;
using IntegrationHub.Functions.Pages.CasesBehind;
using IntegrationHub.Functions.Pages.Figures;
using IntegrationHub.Functions.Reports;
using IntegrationHub.Functions.Security;

namespace IntegrationHub.Functions.Pages.AuditSample;

/// <summary>
/// The sample for an audit as a page and as CSV. Drawing leads to an address with the seed: the page, its CSV and its print are of the same cases, and who has the address
/// can draw them again.
/// </summary>
internal static class AuditPages
{
    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet(AuditModel.Path, Show).WithMetadata(new Requires(Operation.ReadReports));
        ReportPages.MapCsv(app, $"{AuditModel.Path}/csv", AuditSampleReport.Report);
    }

    private static async Task<IResult> Show(HttpContext http, PageReports reports, BehindRows rows, CancellationToken cancel)
    {
        if (await reports.Ask(http, AuditSampleReport.Report.Kind, AuditModel.Path, cancel) is not { } asked)
        {
            return ReportRequest.NotYours();
        }

        var (request, canOpen) = (asked.Request, Access.MayAsk(VisibleCases.CallerOf(http), Operation.SeeCase));
        var model = new AuditModel(null, [], asked.Period, request.Size, canOpen);
        if (asked.Errors.Count == 0 && request.Seed is null && http.Request.Query.ContainsKey("draw"))
        {
            return Results.LocalRedirect(string.Create(
                CultureInfo.InvariantCulture, $"{AuditModel.Path}{asked.Period.Query()}&size={request.Size}&seed={RandomNumberGenerator.GetInt32(int.MaxValue)}"));
        }

        if (asked.Errors.Count == 0 && request.Seed is not null)
        {
            var view = await reports.Make(AuditSampleReport.Report, request, cancel);
            var ids = view.Cases.Select(one => CaseId.TryParse(one.CaseId, out var id) ? id : default).ToList();
            model = model with { View = view, Rows = await rows.Read(http, ids, false, cancel) };
        }

        return ReportPages.Page<AuditPage>(http, "Audit sample", asked, model);
    }
}
