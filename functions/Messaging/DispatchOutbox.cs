using IntegrationHub.Functions.Hosting;
using IntegrationHub.Functions.Storage;

namespace IntegrationHub.Functions.Messaging;

/// <summary>
/// Sends what a process that was killed, or a queue that was away, left in the outboxes, and what has waited there long enough. Cases where all of it waits
/// for later are not read.
/// </summary>
public sealed class DispatchOutbox(CaseIndex index, CaseStore cases, OutboxDispatcher dispatcher, TimeProvider time, ILogger<DispatchOutbox> log) : ITimerFunction
{
    public async Task<TriggerResult> Run(CancellationToken cancel)
    {
        var found = 0;
        var failed = 0;
        await foreach (var entry in index.OutboxDue(time.GetUtcNow(), cancel))
        {
            found++;
            try
            {
                await dispatcher.Dispatch(entry.CaseId, cancel);
                if (entry.SortKey.Length == 0)
                {
                    // A name of before names told since when: the case gets one that does.
                    await cases.Reindex(entry.CaseId, cancel);
                }

                await index.RemoveIfLeftBehind(entry, (await cases.Load(entry.CaseId, cancel))?.Document, cancel);
            }
            catch (Exception fault) when (!cancel.IsCancellationRequested)
            {
                // One broken case must not keep the others' messages back.
                failed++;
                log.LogError("Outbox of case {CaseId} not sent: {Fault}", entry.CaseId, StorageFaults.Describe(fault));
            }
        }

        return failed == 0 ? TriggerResult.Done($"dispatched {found}") : TriggerResult.Retry($"failed {failed} of {found}");
    }
}
