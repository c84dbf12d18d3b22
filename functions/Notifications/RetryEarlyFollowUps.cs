using IntegrationHub.Contracts;
using IntegrationHub.Functions.Hosting;
using IntegrationHub.Functions.Messaging;
using IntegrationHub.Functions.Storage;

namespace IntegrationHub.Functions.Notifications;

/// <summary>
/// Takes follow-ups to their case once it is there. What still has none after <see cref="EarlyFollowUps.LongestWait"/> is refused and parked. Each is put away only
/// when that is done: taken in twice it is a repeat.
/// </summary>
public sealed class RetryEarlyFollowUps(EarlyFollowUps early, NotificationQueue queue, ClaimCheck claims, ParkedStore parked, TimeProvider time, ILogger<RetryEarlyFollowUps> log) : ITimerFunction
{
    public async Task<TriggerResult> Run(CancellationToken cancel)
    {
        var (waiting, failed) = (0, 0);
        await foreach (var kept in early.List(cancel))
        {
            try
            {
                waiting += await Retry(kept, cancel) ? 0 : 1;
            }
            catch (Exception fault) when (!cancel.IsCancellationRequested)
            {
                failed++;
                log.LogError("A follow-up that waits could not be taken in: {Fault}", fault.GetType().Name);
            }
        }

        return failed == 0 ? TriggerResult.Done($"waiting {waiting}") : TriggerResult.Retry($"failed {failed}");
    }

    /// <returns>False when it goes on waiting.</returns>
    private async Task<bool> Retry(EarlyFollowUp kept, CancellationToken cancel)
    {
        var body = TriggerEnvelope.Parse(kept.Raw)?.Body ?? throw new InvalidOperationException("What was kept is no envelope.");
        var message = new TriggerMessage(Queues.LacNotifications, await claims.TakeUp(Queues.LacNotifications, body, cancel) ?? body, kept.MessageId, kept.DeliveryCount) { Raw = kept.Raw };
        var isLast = time.GetUtcNow() - kept.KeptAt > EarlyFollowUps.LongestWait;
        var result = await queue.Take(message, isLast ? WhenEarly.Refuse : WhenEarly.Retry, cancel);
        if (result.Kind == TriggerResultKind.Retry)
        {
            return false;
        }

        if (result.Kind == TriggerResultKind.Park)
        {
            await parked.Park(new ParkedMessage(message.Queue, message.MessageId, result.Reason, message.DeliveryCount, "", time.GetUtcNow(), kept.Raw), cancel);
        }

        await early.Remove(kept, cancel);
        return true;
    }
}
