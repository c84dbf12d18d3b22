using IntegrationHub.Functions.Alarms;
using IntegrationHub.Functions.Assessments;
using IntegrationHub.Functions.Calendar;
using IntegrationHub.Functions.Cases;
using IntegrationHub.Functions.Escalations;
using IntegrationHub.Functions.Escalations.Delivery;
using IntegrationHub.Functions.Hosting;
using IntegrationHub.Functions.Indicators;
using IntegrationHub.Functions.Messaging;
using IntegrationHub.Functions.Notifications;
using IntegrationHub.Functions.Passports;
using IntegrationHub.Functions.Policies;
using IntegrationHub.Functions.Referrals;
using IntegrationHub.Functions.Referrals.Interactions;
using IntegrationHub.Functions.Referrals.Search;
using IntegrationHub.Functions.Referrals.Terminology;
using IntegrationHub.Functions.Reports;
using IntegrationHub.Functions.Security;
using IntegrationHub.Functions.Storage;
using IntegrationHub.Functions.Subscriptions;

if (await PolicyCommand.Run(args) is { } exitCode)
{
    return exitCode;
}

var (settings, faults) = HubSettings.Read(Environment.GetEnvironmentVariable);
var (terminology, mappingFaults) = TerminologyMapping.Load(Environment.GetEnvironmentVariable(HubSettings.TerminologyFile));
var storage = settings is null ? null : HubStorage.Connect(settings);
var (policies, policyFaults) = await PolicySource.Load(
    Environment.GetEnvironmentVariable(HubSettings.PolicyFiles), storage is null ? null : storage.Container, CancellationToken.None);
if (settings is null || storage is null || terminology is null || policies is null)
{
    foreach (var fault in faults.Concat(mappingFaults).Concat(policyFaults))
    {
        await Console.Error.WriteLineAsync(fault);
    }

    // Not 0: the Functions host doesn't restart a handler that ends in peace.
    return 1;
}

var builder = WebApplication.CreateSlimBuilder(args);

// The address is set here alone: ASPNETCORE_URLS in the environment is meant for the Functions host.
builder.WebHost.ConfigureKestrel(kestrel =>
{
    kestrel.Listen(System.Net.IPAddress.Loopback, settings.Port);
    kestrel.Limits.MaxRequestBodySize = 100 * 1024 * 1024;
    kestrel.AddServerHeader = false;
});
builder.Logging.ClearProviders().AddJsonConsole().AddFilter("Microsoft", LogLevel.Warning).AddFilter("System", LogLevel.Warning);

var services = builder.Services;
services.AddSingleton(settings).AddSingleton(storage).AddHttpClient();
services.AddSingleton(policies).AddSingleton<CaseRules>();
services.AddCalendar().AddAlarms();

var clock = new BusinessClock(TimeProvider.System, settings.StartsAt);
services.AddSingleton(clock).AddSingleton<TimeProvider>(clock);
services.AddSingleton(provider => ActivatorUtilities.CreateInstance<SigningKeys>(provider, TimeProvider.System)).AddSingleton<TokenValidator>().AddSingleton<AuditTrail>().AddSingleton<AuditFilter>();
services.AddSingleton<NhsNumberHash>().AddSingleton<PendingCommits>().AddSingleton<CaseIndex>().AddSingleton<CaseStore>().AddSingleton<DocumentStore>().AddSingleton<ParkedStore>();
services.AddSingleton(provider => ActivatorUtilities.CreateInstance<MessageKeys>(provider, TimeProvider.System));
services.AddSingleton<OutgoingMessages>().AddSingleton<OutboxSignal>().AddSingleton<OutboxDispatcher>().AddSingleton<QueueSender>();
services.AddSingleton<CheckPolicy>().AddSingleton<CaseViews>().AddSingleton<VisibleCases>().AddSingleton<ReceiveNotification>();
services.AddReferrals().AddTerminology(terminology).AddSubscriptions().AddPassports().AddDelivery(settings.Alerts);

// Over TLS too. BREACH guesses a secret that stands beside text of the attacker's in one compressed answer: the hub's answers hold no
// secret (no cookie, no token, no anti-forgery value), they repeat nothing that was sent, and no browser sends a bearer token by itself.
services.AddResponseCompression(compression =>
{
    compression.EnableForHttps = true;
    compression.MimeTypes = ["application/fhir+json", "application/json", "application/problem+json"];
});
services.AddSingleton<NotificationQueue>().AddSingleton<AssessmentQueue>();
services.AddSingleton<SweepKeyDates>().AddSingleton<DispatchOutbox>().AddSingleton<TidyIndex>();
services.AddSingleton<IndexTidying>().AddHostedService(provider => provider.GetRequiredService<IndexTidying>());
services.AddSingleton<StorageStartup>().AddHostedService(provider => provider.GetRequiredService<StorageStartup>());
services.AddHostedService<OutboxWorker>();
if (settings.IsLocal)
{
    services.AddSingleton(provider => ActivatorUtilities.CreateInstance<LocalTriggers>(provider, TimeProvider.System));
    services.AddHostedService(provider => provider.GetRequiredService<LocalTriggers>());
}

var app = builder.Build();
app.UseResponseCompression();
app.UseRouting();
app.UseMiddleware<Gate>();
app.UseMiddleware<FhirNegotiation>();
TriggerEndpoints.Map(app);
var hub = app.MapGroup("").AddEndpointFilter(app.Services.GetRequiredService<AuditFilter>());
HealthEndpoints.Map(hub);
NotificationEndpoints.Map(hub);
CaseEndpoints.Map(hub);
CaseDocumentEndpoints.Map(hub);
ReadPassport.Map(hub);
HealthIndicatorEndpoints.Map(hub);
Oc2Report.Map(hub);
FhirEndpoints.Map(hub);
SearchEndpoints.Map(hub);
TerminologyEndpoints.Map(hub);
SubscriptionEndpoints.Map(hub);
AlarmEndpoints.Map(hub);
PolicyEndpoints.Map(hub);
if (settings.IsLocal)
{
    LocalClockEndpoints.Map(hub);
}

return await HubRun.UntilStopped(app);
