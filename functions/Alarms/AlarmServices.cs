using IntegrationHub.Functions.Escalations;
using IntegrationHub.Functions.Operations;
using IntegrationHub.Functions.Storage;

namespace IntegrationHub.Functions.Alarms;

/// <summary>What watching the hub's operation needs.</summary>
public static class AlarmServices
{
    public static IServiceCollection AddAlarms(this IServiceCollection services) =>
        services.AddSingleton<AlarmStore>().AddSingleton<LastCheck>().AddLastRun<StorageDamage>("last.json").AddLastRun<SweepStanding>("last-sweep.json").AddSingleton<HeardCouncils>().AddSingleton<AlertedCases>().AddSingleton<OperationsReader>().AddSingleton<TellOperations>().AddSingleton<WatchOperations>();
}
