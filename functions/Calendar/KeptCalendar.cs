using IntegrationHub.Functions.Storage;

namespace IntegrationHub.Functions.Calendar;

/// <summary>Brings what is kept into this process's calendar: at start, every few minutes, and before each sweep of the key dates.</summary>
public sealed class KeptCalendar(CalendarStore store, HubCalendar calendar, TimeProvider realTime, ILogger<KeptCalendar> log) : BackgroundService
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromMinutes(3);

    private readonly SemaphoreSlim gate = new(1, 1);
    private KeptHolidays seen = KeptHolidays.None;

    /// <summary>Looks whether something newer is kept.</summary>
    public async Task Load(CancellationToken cancel)
    {
        await gate.WaitAsync(cancel);
        try
        {
            if (await store.Read(seen.ETag, cancel) is { } kept)
            {
                Use(kept);
            }
        }
        finally
        {
            gate.Release();
        }
    }

    /// <summary>Counts by what was just read or kept.</summary>
    public void Use(KeptHolidays kept)
    {
        if (kept is { ETag: not null, Holidays: null })
        {
            log.LogWarning("The kept bank holidays can't be read; those that ship with the hub count until the next refresh.");
        }

        seen = kept;
        calendar.Use(kept.Effective);
    }

    public override void Dispose()
    {
        gate.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(LookEvery, realTime);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await Load(stoppingToken);
            }
            catch (Exception fault) when (!stoppingToken.IsCancellationRequested)
            {
                // Those known so far go on to count; the next look tries again.
                log.LogWarning("The kept bank holidays could not be read: {Fault}", StorageFaults.Describe(fault));
            }
        }
    }
}
