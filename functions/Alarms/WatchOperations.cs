using IntegrationHub.Domain.Alarms;
using IntegrationHub.Functions.Hosting;

namespace IntegrationHub.Functions.Alarms;

/// <summary>
/// Raises an alarm, once, for what is absent or stuck, and resolves it when it is over. Killed anywhere, or run twice at once, it raises nothing twice:
/// alarms are put with a condition, and told from what is stored.
/// </summary>
public sealed class WatchOperations(OperationsReader reader, AlarmStore store, TellOperations delivery, TimeProvider time, ILogger<WatchOperations> log) : ITimerFunction
{
    public async Task<TriggerResult> Run(CancellationToken cancel)
    {
        var conditions = AlarmConditions.Of(await reader.Read(cancel));
        var latest = await store.Latest(cancel);
        var changes = AlarmLedger.Decide([.. latest.Select(stored => stored.Alarm)], conditions, time.GetUtcNow());
        foreach (var alarm in changes.Raised)
        {
            if (await store.TryPut(alarm, null, cancel) is not null)
            {
                log.LogWarning("Alarm {Alarm} raised: {Text}", alarm.AlarmId, alarm.Text);
            }
        }

        foreach (var alarm in changes.Resolved)
        {
            // When somebody acknowledges it at this moment, the next watch resolves it.
            await store.TryPut(alarm, latest.First(stored => stored.Alarm.AlarmId == alarm.AlarmId).ETag, cancel);
        }

        foreach (var stored in await store.Unsettled(cancel))
        {
            await delivery.Tell(stored, cancel);
        }

        return TriggerResult.Done($"raised {changes.Raised.Count}, resolved {changes.Resolved.Count}");
    }
}
