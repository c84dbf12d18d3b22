using IntegrationHub.Functions.Hosting;

namespace IntegrationHub.Functions.Storage;

/// <summary>
/// Removes what processes that were killed left in the index: search entries that no case names any more, and announcements of commits whose writers are
/// gone. Gives cases of before the search index their entries.
/// </summary>
public sealed class TidyIndex(CaseIndex index, CaseStore cases, PendingCommits pending, ILogger<TidyIndex> log) : ITimerFunction
{
    private const string BeforeSearch = "changed/";

    public async Task<TriggerResult> Run(CancellationToken cancel)
    {
        var now = TimeProvider.System.GetUtcNow();
        await foreach (var old in index.List(BeforeSearch, cancel))
        {
            await cases.Reindex(old.CaseId, cancel);
        }

        // Announcements last: while one stands, a search reads its case instead of trusting the entries.
        var gone = (await pending.List(null, cancel)).Where(commit => !commit.MayStillCommit(now)).ToList();
        var removed = await RemoveObsolete(gone.Select(commit => commit.CaseId.Value).ToHashSet(), now, cancel);
        await index.Remove(gone.Select(commit => commit.Name), cancel);
        if (removed + gone.Count > 0)
        {
            log.LogInformation("Index tidied: {Entries} entries, {Announcements} announcements.", removed, gone.Count);
        }

        return TriggerResult.Done($"removed {removed}");
    }

    private async Task<int> RemoveObsolete(HashSet<string> suspects, DateTimeOffset now, CancellationToken cancel)
    {
        var removed = 0;
        var byCase = (await index.ListSearch(CaseIndex.SearchRoot, cancel)).GroupBy(entry => entry.CaseId)
            .Where(entries => suspects.Contains(entries.Key.Value) || entries.Skip(1).Any());
        foreach (var entries in byCase)
        {
            var named = (await cases.Load(entries.Key, cancel))?.Document.IndexEntries ?? [];
            var obsolete = entries.Where(entry => !named.Contains(entry.Name) && now - entry.PutAt > PendingCommit.LongestWrite).Select(entry => entry.Name).ToList();
            await index.Remove(obsolete, cancel);
            removed += obsolete.Count;
        }

        return removed;
    }
}
