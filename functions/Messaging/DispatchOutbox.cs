using IntegrationHub.Functions.Hosting;
using IntegrationHub.Functions.Storage;

namespace IntegrationHub.Functions.Messaging;

/// <summary>Sends what a process that was killed, or a queue that was away, left in the outboxes.</summary>
public sealed class DispatchOutbox(CaseIndex index, CaseStore cases, OutboxDispatcher dispatcher) : ITimerFunction
{
    public async Task<TriggerResult> Run(CancellationToken cancel)
    {
        var found = 0;
        await foreach (var entry in index.List("outbox/", cancel))
        {
            found++;
            await dispatcher.Dispatch(entry.CaseId, cancel);
            await index.RemoveIfLeftBehind(entry, (await cases.Load(entry.CaseId, cancel))?.Document, cancel);
        }

        return TriggerResult.Done($"dispatched {found}");
    }
}
