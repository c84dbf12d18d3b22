using IntegrationHub.Functions.Hosting;

namespace IntegrationHub.Functions.Subscriptions;

/// <summary>
/// Notifies subscribers right after a commit, and at the moment a retry is due, so that nobody waits for the timer. Commits that come
/// together are told together.
/// </summary>
internal sealed class SubscriberWorker(
    SubscriberSignal signal, NotifySubscribers notify, StorageStartup startup, TimeProvider time, RealTime realTime, ILogger<SubscriberWorker> log) : BackgroundService
{
    private static readonly TimeSpan Burst = TimeSpan.FromMilliseconds(200);

    // A search shows nothing newer than its horizon, and that may lag behind a commit while another is being written.
    private static readonly TimeSpan[] UntilTheHorizonPasses =
        [TimeSpan.FromMilliseconds(250), TimeSpan.FromMilliseconds(500), TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(10)];

    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        while (!startup.IsReady)
        {
            await Task.Delay(Burst, stoppingToken);
        }

        DateTimeOffset? dueAt = realTime.Now;
        DateTimeOffset? committed = null;
        var looked = 0;
        while (!stoppingToken.IsCancellationRequested)
        {
            if (await signal.Wait(WaitFor(dueAt), stoppingToken))
            {
                await Task.Delay(Burst, stoppingToken);
                signal.Clear();
                (committed, looked) = (time.GetUtcNow(), 0);
            }

            var run = await RunOnce(stoppingToken);
            dueAt = run?.DueAt;
            if (run?.FoundUpTo < committed && looked < UntilTheHorizonPasses.Length)
            {
                var again = realTime.Now + UntilTheHorizonPasses[looked++];
                dueAt = dueAt < again ? dueAt : again;
            }
        }
    }

    private TimeSpan WaitFor(DateTimeOffset? dueAt)
    {
        var wait = dueAt - realTime.Now ?? Longest;
        return wait < TimeSpan.Zero ? TimeSpan.Zero : wait > Longest ? Longest : wait;
    }

    private async Task<SubscribersRun?> RunOnce(CancellationToken cancel)
    {
        try
        {
            return await notify.RunOnce(cancel);
        }
        catch (Exception fault) when (!cancel.IsCancellationRequested)
        {
            log.LogWarning("Subscribers not notified: {Fault}. The timer NotifySubscribers tries again.", fault.GetType().Name);
            return null;
        }
    }
}
