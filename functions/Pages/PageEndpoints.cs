using IntegrationHub.Functions.Hosting;
using IntegrationHub.Functions.Pages.Actions;
using IntegrationHub.Functions.Pages.Assets;
using IntegrationHub.Functions.Pages.AuditSample;
using IntegrationHub.Functions.Pages.Case;
using IntegrationHub.Functions.Pages.Caseload;
using IntegrationHub.Functions.Pages.CasesBehind;
using IntegrationHub.Functions.Pages.DataQuality;
using IntegrationHub.Functions.Pages.Figures;
using IntegrationHub.Functions.Pages.Lists;
using IntegrationHub.Functions.Pages.Operations;
using IntegrationHub.Functions.Pages.SignIn;
using IntegrationHub.Functions.Pages.Timeliness;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.Extensions.Options;

namespace IntegrationHub.Functions.Pages;

/// <summary>The pages under <c>/hub</c>: HTML rendered here, plain links and forms. Each passes the gate, the audit and the rate limits like everything else.</summary>
internal static class PageEndpoints
{
    /// <summary>Leads to the first page of one's role. The Functions host routes no address without a segment of its own: <c>/hub</c> is there in local mode only.</summary>
    public const string Start = "/hub/start";

    public static IServiceCollection AddPages(this IServiceCollection services)
    {
        services.AddRazorComponents();
        services.AddSingleton<PageSessions>().AddSingleton<CaseList>().AddSingleton<CaseFinder>().AddSingleton<CaseRows>().AddSingleton<CaseModels>().AddSingleton<CasePages.Parts>();
        services.AddSingleton<HubRequests>().AddSingleton<HealthActions>().AddSingleton<CouncilActions>().AddSingleton<OperationsReading>();
        services.AddSingleton<PageReports>().AddSingleton<BehindRows>();
        return services.AddFormProtection();
    }

    public static void Map(IEndpointRouteBuilder app, HubSettings settings)
    {
        var pages = app.MapGroup("").AddEndpointFilter(new PageFilter()).WithMetadata(new Page());
        PageAssets.Map(app);
        SignInEndpoints.Map(pages, settings);
        ListEndpoints.Map(pages);
        CasePages.Map(pages);
        TimelinessPages.Map(pages);
        CaseloadPages.Map(pages);
        DataQualityPages.Map(pages);
        AuditPages.Map(pages);
        BehindPages.Map(pages);
        ActionEndpoints.Map(pages);
        OperationsPages.Map(pages);
    }

    /// <summary>What keeps forms from being sent by another site. Its keys are in storage, for all instances.</summary>
    private static IServiceCollection AddFormProtection(this IServiceCollection services)
    {
        services.AddAntiforgery(forms =>
        {
            forms.Cookie.Name = "hub-forms";
            forms.Cookie.HttpOnly = true;
            forms.Cookie.SameSite = SameSiteMode.Strict;
            forms.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
            forms.FormFieldName = "form-token";
            forms.HeaderName = null;
            forms.SuppressXFrameOptionsHeader = true;
        });

        // That keys lie in storage as they are is meant: it is encrypted, and nobody but the app reads that container.
        services.AddLogging(logging => logging.AddFilter("Microsoft.AspNetCore.DataProtection", LogLevel.Error));
        services.AddDataProtection().SetApplicationName("IntegrationHub");
        services.AddSingleton<PageKeys>().AddSingleton<IConfigureOptions<KeyManagementOptions>>(provider =>
            new ConfigureOptions<KeyManagementOptions>(keys => keys.XmlRepository = provider.GetRequiredService<PageKeys>()));

        // It would fetch the keys before the hub starts, for requests that may never come.
        foreach (var early in services.Where(service => service.ImplementationType?.Name == "DataProtectionHostedService").ToList())
        {
            services.Remove(early);
        }

        return services;
    }
}
