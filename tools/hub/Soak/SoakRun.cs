using Azure.Storage.Queues;
using IntegrationHub.Tools.Hub.Local;

namespace IntegrationHub.Tools.Hub.Soak;

/// <summary>
/// A hub under load from several senders, killed (SIGKILL) and started again at random moments, its storage stopped and started too; then quiet, and the question whether
/// what was promised holds.
/// </summary>
internal static class SoakRun
{
    private const int Senders = 6;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    /// <param name="settings">Free ports and an empty folder.</param>
    /// <param name="seed">Of the children and of the moments.</param>
    /// <param name="length">How long it is disturbed.</param>
    /// <param name="show">Seconds gone, of all.</param>
    public static async Task<SoakResult> PlayAsync(LocalSettings settings, int seed, TimeSpan length, Action<int, int> show, CancellationToken stop)
    {
        var now = new DateTimeOffset(2026, 11, 16, 10, 0, 0, TimeSpan.Zero);
        await using var local = await LocalHub.StartAsync(settings, [new("HUB_NOW", Json.Instant(now))], stop);
        using var hub = new HubClient(local.Address, settings.DataFolder);
        var queues = new QueueServiceClient(local.StorageConnectionString, new QueueClientOptions { MessageEncoding = QueueMessageEncoding.Base64 });
        var ledger = new SoakLedger();
        await SoakCheck.UntilReadyAsync(hub, stop);

        using var enough = CancellationTokenSource.CreateLinkedTokenSource(stop);
        using var giveUp = CancellationTokenSource.CreateLinkedTokenSource(stop);
        enough.CancelAfter(length);
        var next = 0;
        var sending = Enumerable.Range(0, Senders).Select(async _ =>
        {
            while (!enough.IsCancellationRequested)
            {
                var number = Interlocked.Increment(ref next);
                await new SoakChild(number, new Random(seed + number), Json.DateOf(now), now, hub, queues, ledger).LiveAsync(giveUp.Token);
            }
        }).ToList();
        await DisturbAsync(local, new Random(seed), ledger, length, show, enough.Token, stop);

        // Who has not been answered by now gives up: what it sent is there, or it is not.
        giveUp.CancelAfter(Patience);
        await Task.WhenAll(sending.Select(async sender =>
        {
            try
            {
                await sender;
            }
            catch (OperationCanceledException) when (!stop.IsCancellationRequested)
            {
                // Gave up.
            }
        }));
        return await SoakCheck.RunAsync(hub, queues, ledger, stop);
    }

    private static async Task DisturbAsync(
        LocalHub local, Random random, SoakLedger ledger, TimeSpan length, Action<int, int> show, CancellationToken enough, CancellationToken stop)
    {
        var since = TimeProvider.System.GetTimestamp();
        while (!enough.IsCancellationRequested)
        {
            await Task.WhenAny(Task.Delay(TimeSpan.FromMilliseconds(random.Next(500, 4000)), enough));
            if (random.Next(5) == 0)
            {
                await local.StopStorageAsync();
                ledger.CountStorageStop();
                await Task.Delay(TimeSpan.FromMilliseconds(random.Next(200, 3000)), stop);
                await local.StartStorageAsync(stop);
            }
            else
            {
                local.KillHub();
                ledger.CountKill();
                await local.RestartAsync([], stop);
            }
            show((int)Math.Min(TimeProvider.System.GetElapsedTime(since).TotalSeconds, length.TotalSeconds), (int)length.TotalSeconds);
        }
    }
}
