using IntegrationHub.Functions.Calendar;
using IntegrationHub.Functions.Storage;

namespace IntegrationHub.Functions.Hosting;

/// <summary>Makes sure that containers and queues exist, and that the kept bank holidays count, after the port is up: the host waits for the port, not for storage.</summary>
public sealed class StorageStartup(HubStorage storage, KeptCalendar calendar, IHostApplicationLifetime lifetime, ILogger<StorageStartup> log) : BackgroundService
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);

    // A role that is missing stays missing until somebody notices: by then the log isn't full of it.
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(15);

    /// <summary>True once everything was found or made.</summary>
    public bool IsReady { get; private set; }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // Some forty requests: before the port is up they would only make it later.
        await Task.Delay(Timeout.InfiniteTimeSpan, lifetime.ApplicationStarted).WaitAsync(stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        stoppingToken.ThrowIfCancellationRequested();
        for (var pause = FirstPause; !IsReady; pause = pause * 2 < LongestPause ? pause * 2 : LongestPause)
        {
            try
            {
                await storage.EnsureExists(stoppingToken);
                await calendar.Load(stoppingToken);
                IsReady = true;
            }
            catch (Exception fault) when (!stoppingToken.IsCancellationRequested)
            {
                // Whatever it is, the hub can't do without storage, and readiness says that it isn't there.
                log.LogWarning("Storage is not there yet: {Fault}", StorageFaults.Describe(fault));
                await Task.Delay(pause, stoppingToken);
            }
        }
    }
}
