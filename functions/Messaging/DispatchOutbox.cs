using IntegrationHub.Functions.Hosting;
using IntegrationHub.Functions.Storage;

namespace IntegrationHub.Functions.Messaging;

/// <summary>Sends what a process that was killed, or a queue that was away, left in the outboxes.</summary>
public sealed class DispatchOutbox(CaseIndex index, OutboxDispatcher dispatcher) : ITimerFunction
{
    public async Task<TriggerResult> Run(CancellationToken cancel)
    {
        var seen = new HashSet<string>();
        await foreach (var entry in index.List("outbox/", cancel))
        {
            if (seen.Add(entry.CaseId.Value))
            {
                await dispatcher.Dispatch(entry.CaseId, cancel);
            }
        }

        return TriggerResult.Done($"dispatched {seen.Count}");
    }
}
