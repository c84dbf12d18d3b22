using IntegrationHub.Domain.Cases;
using IntegrationHub.Domain.Identifiers;
using IntegrationHub.Functions.Hosting;
using IntegrationHub.Functions.Storage;

namespace IntegrationHub.Functions.Retention;

/// <summary>Once a night: removes the closed cases whose time is up, unless they are held, and brings to an end what an earlier run had begun.</summary>
public sealed class ApplyRetention(HubSettings settings, HubStorage storage, CaseIndex index, RemoveCase remove, ILogger<ApplyRetention> log) : ITimerFunction
{
    public async Task<TriggerResult> Run(CancellationToken cancel)
    {
        var candidates = await Candidates(cancel).ToListAsync(cancel);
        if (candidates.Count == 0)
        {
            return TriggerResult.Done("removed 0");
        }

        var entries = await index.List("", cancel).ToLookupAsync(entry => entry.CaseId, cancellationToken: cancel);
        var (removed, failed) = (0, 0);
        foreach (var id in candidates)
        {
            try
            {
                removed += await remove.Run(id, settings.Retention, entries[id], cancel) ? 1 : 0;
            }
            catch (Exception fault) when (!cancel.IsCancellationRequested)
            {
                // One case that can't be removed must not keep the others.
                failed++;
                log.LogError("Case {CaseId} could not be removed: {Fault}", id, StorageFaults.Describe(fault));
            }
        }

        log.LogInformation("Retention: {Removed} cases removed, {Failed} failed.", removed, failed);
        return failed == 0 ? TriggerResult.Done($"removed {removed}") : TriggerResult.Retry($"removed {removed}, failed {failed}");
    }

    /// <summary>Closed cases, where there is a rule; and those whose removal was cut off.</summary>
    private async IAsyncEnumerable<CaseId> Candidates([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancel)
    {
        await foreach (var listed in CaseListing.Read(storage, null, cancel))
        {
            var isClosed = settings.Retention is not null && CaseMetadata.StatusOf(listed.Metadata) == CaseStatus.Closed;
            if (isClosed || CaseRemoval.IsMarked(listed.Metadata))
            {
                yield return listed.Id;
            }
        }
    }
}
