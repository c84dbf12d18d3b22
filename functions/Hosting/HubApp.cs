using IntegrationHub.Domain.Policies;
using IntegrationHub.Functions.Alarms;
using IntegrationHub.Functions.Assessments;
using IntegrationHub.Functions.Calendar;
using IntegrationHub.Functions.Cases;
using IntegrationHub.Functions.Escalations;
using IntegrationHub.Functions.Escalations.Delivery;
using IntegrationHub.Functions.Exports;
using IntegrationHub.Functions.Imports;
using IntegrationHub.Functions.Indicators;
using IntegrationHub.Functions.Messaging;
using IntegrationHub.Functions.Notifications;
using IntegrationHub.Functions.Operations;
using IntegrationHub.Functions.Pages;
using IntegrationHub.Functions.Passports;
using IntegrationHub.Functions.Policies;
using IntegrationHub.Functions.Referrals;
using IntegrationHub.Functions.Referrals.Interactions;
using IntegrationHub.Functions.Referrals.Search;
using IntegrationHub.Functions.Referrals.Terminology;
using IntegrationHub.Functions.Reports;
using IntegrationHub.Functions.Retention;
using IntegrationHub.Functions.Scanning;
using IntegrationHub.Functions.Security;
using IntegrationHub.Functions.Storage;
using IntegrationHub.Functions.Subscriptions;
using IntegrationHub.Functions.Telemetry;

namespace IntegrationHub.Functions.Hosting;

/// <summary>What the app is made of before its own parts: what was read and connected to at start.</summary>
internal sealed record HubParts(HubSettings Settings, HubStorage Storage, PolicyBook Policies, TerminologyMapping Terminology)
{
    /// <summary>By which things in storage are old.</summary>
    public RealTime RealTime { get; init; } = new(TimeProvider.System);
}

/// <summary>The app: every service and every address, built from what was read at start.</summary>
internal static class HubApp
{
    // No file is watched for changes: settings are read once, and a watcher looks through every folder below the current one at each start.
    private const string NothingIsWatched = "--hostBuilder:reloadConfigOnChange=false";

    /// <summary>What needs no settings yet.</summary>
    public static WebApplicationBuilder NewBuilder(string[] args)
    {
        var builder = WebApplication.CreateSlimBuilder([NothingIsWatched, .. args]);
        builder.Logging.AddHubLogs();
        return builder;
    }

    /// <param name="adjust">Runs when all services are registered.</param>
    public static WebApplication Build(WebApplicationBuilder builder, HubParts parts, Action<IServiceCollection>? adjust = null)
    {
        // The address is set here alone: ASPNETCORE_URLS in the environment is meant for the Functions host.
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(System.Net.IPAddress.Loopback, parts.Settings.Port);
            HubLimits.Apply(kestrel.Limits);
            kestrel.AddServerHeader = false;
        });
        builder.Configuration.AddInMemoryCollection(parts.Settings.Telemetry?.ForSdk());
        AddServices(builder.Services, parts);
        adjust?.Invoke(builder.Services);
        var app = builder.Build();

        // What works in the background stands on half of the hub: it is made beside the addresses, on another thread.
        var workers = Task.Run(() => app.Services.GetServices<IHostedService>().Count());
        Map(app, parts.Settings);
        workers.GetAwaiter().GetResult();

        // They measure from the first request to storage on, asked for or not.
        _ = (app.Services.GetRequiredService<HubMetrics>(), app.Services.GetRequiredService<HubGauges>());
        return app;
    }

    private static void AddServices(IServiceCollection services, HubParts parts)
    {
        services.AddSingleton(parts.Settings).AddSingleton(parts.Storage).AddTelemetry(parts.Settings.Telemetry).AddHttpClient();
        services.AddSingleton(parts.Policies).AddSingleton<CaseRules>();
        services.AddCalendar().AddAlarms();

        var clock = new BusinessClock(TimeProvider.System, parts.Settings.StartsAt);
        services.AddSingleton(clock).AddSingleton<TimeProvider>(clock);
        services.AddSingleton(provider => ActivatorUtilities.CreateInstance<SigningKeys>(provider, TimeProvider.System)).AddSingleton<TokenValidator>().AddSingleton<AuditTrail>().AddSingleton<AuditFilter>();
        services.AddSingleton(parts.RealTime).AddSingleton<NhsNumberHash>().AddSingleton<PendingCommits>().AddSingleton<CaseIndex>().AddSingleton<CaseCommit>().AddSingleton<CaseStore>().AddSingleton<DocumentStore>().AddSingleton<ParkedStore>().AddSingleton<MessageKeys>();
        services.AddMessaging(parts.Settings).AddSingleton<BrokerReadiness>().AddSingleton(new RedeliveryPause(parts.Settings, TimeProvider.System));
        services.AddSingleton<CheckPolicy>().AddSingleton<CaseViews>().AddSingleton<VisibleCases>().AddSingleton<ReceiveNotification>();
        services.AddSingleton<RateLimits>().AddScanning(parts.Settings.Scanner);
        services.AddReferrals().AddTerminology(parts.Terminology).AddSubscriptions().AddPassports().AddDelivery(parts.Settings.Alerts);

        // Over TLS too. BREACH guesses a secret that stands beside text of the attacker's in one compressed answer: the APIs' answers hold no
        // secret (no cookie, no token), they repeat nothing that was sent, and no browser sends a bearer token by itself. A page holds the
        // anti-forgery value, which is encrypted anew for each answer: there is nothing that stays the same to guess.
        services.AddResponseCompression(compression =>
        {
            compression.EnableForHttps = true;
            compression.MimeTypes = ["application/fhir+json", "application/json", "application/problem+json", "text/html", "text/css", "text/csv", "image/svg+xml"];
        });
        services.AddSingleton<ReplayParked>().AddSingleton<CollectPoison>().AddSingleton<CheckStorage>().AddSingleton<AuditReader>();
        services.AddRetention().AddExports().AddImports().AddReports().AddPages();
        services.AddSingleton<EarlyFollowUps>().AddSingleton<RetryEarlyFollowUps>();
        services.AddSingleton<NotificationQueue>().AddSingleton<AssessmentQueue>();
        services.AddSingleton<SweepKeyDates>().AddSingleton<TidyIndex>();
        services.AddSingleton<IndexTidying>().AddHostedService(provider => provider.GetRequiredService<IndexTidying>());
        services.AddSingleton<StorageStartup>().AddHostedService(provider => provider.GetRequiredService<StorageStartup>());
        services.AddHostedService<OutboxWorker>();
        if (parts.Settings.IsLocal)
        {
            services.AddSingleton(provider => ActivatorUtilities.CreateInstance<LocalTriggers>(provider, TimeProvider.System));
            services.AddHostedService(provider => provider.GetRequiredService<LocalTriggers>());
        }
    }

    private static void Map(WebApplication app, HubSettings settings)
    {
        HealthEndpoints.AnswerLiveFirst(app);
        app.UseResponseCompression();
        app.UseRouting();
        app.UseMiddleware<Gate>();
        app.UseMiddleware<FhirNegotiation>();
        TriggerEndpoints.Map(app);
        var hub = app.MapGroup("").AddEndpointFilter(app.Services.GetRequiredService<AuditFilter>());
        HealthEndpoints.Map(hub);
        NotificationEndpoints.Map(hub);
        ImportEndpoints.Map(hub);
        CaseEndpoints.Map(hub);
        CaseDocumentEndpoints.Map(hub);
        ReadPassport.Map(hub);
        HealthIndicatorEndpoints.Map(hub);
        ReportEndpoints.Map(hub);
        FhirEndpoints.Map(hub);
        SearchEndpoints.Map(hub);
        TerminologyEndpoints.Map(hub);
        SubscriptionEndpoints.Map(hub);
        AlarmEndpoints.Map(hub);
        PolicyEndpoints.Map(hub);
        ParkedEndpoints.Map(hub);
        OperationsEndpoints.Map(hub);
        ExportCase.Map(hub);
        LegalHoldEndpoints.Map(hub);
        if (settings.HasPages)
        {
            PageEndpoints.Map(hub, settings);
        }

        if (settings.IsLocal)
        {
            LocalClockEndpoints.Map(hub);
        }
    }
}
