using IntegrationHub.Functions.Hosting;

namespace IntegrationHub.Functions.Storage;

/// <summary>
/// Removes what processes that ended left in the index: search entries that no case names any more, and announcements of commits whose writers are
/// gone. Gives cases of before the search index their entries.
/// </summary>
public sealed class TidyIndex(CaseIndex index, CaseStore cases, PendingCommits pending, RealTime realTime, ILogger<TidyIndex> log) : ITimerFunction
{
    private const string BeforeSearch = "changed/";

    public async Task<TriggerResult> Run(CancellationToken cancel)
    {
        await foreach (var old in index.List(BeforeSearch, cancel))
        {
            await cases.Reindex(old.CaseId, cancel);
        }

        // Announcements are listed first and withdrawn last: while one stands, a search reads its case instead of trusting the entries.
        var announced = (await pending.List(null, cancel)).ToLookup(commit => commit.CaseId);
        var byCase = (await index.ListSearch(CaseIndex.SearchRoot, cancel)).ToLookup(entry => entry.CaseId);
        var removed = 0;
        foreach (var id in byCase.Where(entries => entries.Skip(1).Any()).Select(entries => entries.Key).Union(announced.Select(commits => commits.Key)))
        {
            removed += await Tidy(await cases.Load(id, cancel), [.. byCase[id]], [.. announced[id]], cancel);
        }

        if (removed > 0)
        {
            log.LogInformation("Index tidied: {Entries} entries removed.", removed);
        }

        return TriggerResult.Done($"removed {removed}");
    }

    private async Task<int> Tidy(StoredCase? stored, List<SearchEntry> entries, List<PendingCommit> announced, CancellationToken cancel)
    {
        var now = realTime.Now;
        var gone = announced.Where(commit => !commit.MayStillCommit(now)).ToList();
        if (gone.Count < announced.Count)
        {
            return 0;
        }

        // Everybody who wrote has ended: an entry is the case's, of a commit that never came, or of one that another has followed.
        var named = stored?.Document.IndexEntries ?? [];
        var committed = stored?.Document.Facts.Select(fact => fact.Origin.Commit).ToHashSet() ?? [];
        var since = entries.Where(entry => named.Contains(entry.Name)).Max(entry => entry.PutAt);
        var isSettled = stored is null || now - since > PendingCommit.LongestWrite + IndexTidying.Delay;
        var obsolete = entries
            .Where(entry => !named.Contains(entry.Name) && (isSettled || gone.Exists(commit => CaseIndex.IsOfCommit(entry.Name, commit.Commit) && !committed.Contains(commit.Commit))))
            .Where(entry => now - entry.PutAt > PendingCommit.LongestWrite)
            .OrderBy(entry => entry.LastUpdated).Select(entry => entry.Name).ToList();
        foreach (var name in obsolete)
        {
            // One by one: while a mark stands, the entry that it denies may.
            await index.Remove([name], cancel);
        }

        await index.Remove(gone.Where(commit => entries.TrueForAll(entry =>
            named.Contains(entry.Name) || obsolete.Contains(entry.Name) || committed.Contains(commit.Commit) || !CaseIndex.IsOfCommit(entry.Name, commit.Commit))).Select(commit => commit.Name), cancel);
        return obsolete.Count;
    }
}
