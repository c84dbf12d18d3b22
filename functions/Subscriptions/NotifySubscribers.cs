using IntegrationHub.Functions.Hosting;

namespace IntegrationHub.Functions.Subscriptions;

/// <summary>What a run over all subscriptions came to.</summary>
/// <param name="Seen">Subscriptions that may be sent something.</param>
/// <param name="Failed">Those that could not be looked at; a receiver that fails is not among them.</param>
/// <param name="DueAt">Real time of the earliest retry; null for none.</param>
/// <param name="FoundUpTo">Business time up to which all of them have been found; null when nothing was searched.</param>
internal sealed record SubscribersRun(int Seen, int Failed, DateTimeOffset? DueAt, DateTimeOffset? FoundUpTo);

/// <summary>Sends what subscribers wait for: each minute, and right after a commit by <see cref="SubscriberWorker"/>.</summary>
internal sealed class NotifySubscribers(SubscriptionStore store, SubscriptionDelivery delivery, ILogger<NotifySubscribers> log) : ITimerFunction
{
    /// <summary>A receiver that is slow holds up one of these places, for ten seconds at most.</summary>
    private const int Together = 16;

    private static readonly string[] Resting = ["deleted", "off", "paused"];

    public async Task<TriggerResult> Run(CancellationToken cancel)
    {
        var run = await RunOnce(cancel);
        return run.Failed == 0 ? TriggerResult.Done($"seen {run.Seen}") : TriggerResult.Retry($"failed {run.Failed} of {run.Seen}");
    }

    public async Task<SubscribersRun> RunOnce(CancellationToken cancel)
    {
        var entries = await store.All(cancel).Where(entry => !Resting.Contains(entry.State)).ToListAsync(cancel);
        var progress = new DeliveryProgress?[entries.Count];
        await Parallel.ForAsync(0, entries.Count, new ParallelOptions { MaxDegreeOfParallelism = Together, CancellationToken = cancel }, async (i, token) =>
            progress[i] = await Advance(entries[i], token));
        return new SubscribersRun(
            entries.Count, progress.Count(one => one is null), progress.Min(one => one?.DueAt), progress.Min(one => one?.FoundUpTo));
    }

    private async Task<DeliveryProgress?> Advance(SubscriptionEntry entry, CancellationToken cancel)
    {
        try
        {
            return await delivery.Advance(entry.Organisation, entry.Id, cancel);
        }
        catch (Exception fault) when (!cancel.IsCancellationRequested)
        {
            // Whatever it is, it is this subscription's alone: the others' notifications must go out.
            log.LogWarning("Subscription {Id} not looked at: {Fault}", entry.Id, fault.GetType().Name);
            return null;
        }
    }
}
