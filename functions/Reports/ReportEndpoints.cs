using IntegrationHub.Functions.Reports.Weekly;

namespace IntegrationHub.Functions.Reports;

/// <summary>What managers and boards look at, as data.</summary>
internal static class ReportEndpoints
{
    public static IServiceCollection AddReports(this IServiceCollection services) => services.AddSingleton<StreamedListing>().AddSingleton<ListedFigures>().AddSingleton<TeamNames>()
        .AddSingleton<CouncilQuality>().AddSingleton<QualityStandings>().AddSingleton<SendDataQuality>();

    public static void Map(IEndpointRouteBuilder app)
    {
        Oc2Report.Map(app);
        TimelinessReport.Map(app);
        BreachReasonsReport.Map(app);
        CaseloadReport.Map(app);
        ReviewsReport.Map(app);
        DataQualityReport.Map(app);
        AuditSampleReport.Map(app);
        TeamsReport.Map(app);
    }
}
