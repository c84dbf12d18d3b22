using IntegrationHub.Functions.Escalations;
using IntegrationHub.Functions.Operations;

namespace IntegrationHub.Functions.Alarms;

/// <summary>What watching the hub's operation needs.</summary>
public static class AlarmServices
{
    public static IServiceCollection AddAlarms(this IServiceCollection services) =>
        services.AddSingleton<AlarmStore>().AddSingleton<LastCheck>().AddSingleton<LastSweep>().AddSingleton<HeardCouncils>().AddSingleton<AlertedCases>().AddSingleton<OperationsReader>().AddSingleton<TellOperations>().AddSingleton<WatchOperations>();
}
