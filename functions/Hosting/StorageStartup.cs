using IntegrationHub.Functions.Calendar;
using IntegrationHub.Functions.Storage;

namespace IntegrationHub.Functions.Hosting;

/// <summary>Makes sure that containers and queues exist, and that the kept bank holidays count, after the port is up: the host waits for the port, not for storage.</summary>
public sealed class StorageStartup(HubStorage storage, KeptCalendar calendar, ILogger<StorageStartup> log) : BackgroundService
{
    /// <summary>True once everything was found or made.</summary>
    public bool IsReady { get; private set; }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        while (!IsReady)
        {
            try
            {
                await storage.EnsureExists(stoppingToken);
                await calendar.Load(stoppingToken);
                IsReady = true;
            }
            catch (Exception fault) when (StorageFaults.IsStorageAway(fault))
            {
                log.LogWarning("Storage is not there yet: {Fault}", fault.GetType().Name);
                await Task.Delay(TimeSpan.FromSeconds(1), stoppingToken);
            }
        }
    }
}
