using System.Text.Json;
using IntegrationHub.Contracts.Operations;
using IntegrationHub.Domain.Identifiers;
using IntegrationHub.Functions.Hosting;
using IntegrationHub.Functions.Storage;

namespace IntegrationHub.Functions.Operations;

/// <summary>
/// Compares everything that is stored: each case with the index entries and documents that it names, and all entries and documents with the cases. What writers
/// that were killed left behind is removed, what is missing is put back. It reads every case: once a night, and when somebody asks.
/// </summary>
public sealed class CheckStorage(HubStorage storage, CaseIndex index, CaseStore cases, DocumentStore documents, TidyIndex tidy, LastCheck last, RealTime realTime, ILogger<CheckStorage> log) : ITimerFunction
{
    private const int MostListed = 1000;
    private const string Announcements = "pending/";
    private static readonly TimeSpan UntilSettled = TimeSpan.FromMinutes(10);

    public async Task<TriggerResult> Run(CancellationToken cancel)
    {
        var report = await Check(mend: true, cancel);
        foreach (var finding in report.Findings.Where(finding => !finding.Mended))
        {
            log.LogError("Storage check: {Kind} of case {CaseId} can't be mended by the hub.", finding.Kind, finding.CaseId);
        }

        return TriggerResult.Done($"checked {report.Cases}, found {report.Found}, mended {report.Mended}");
    }

    /// <param name="mend">False to look only.</param>
    public async Task<StorageCheckView> Check(bool mend, CancellationToken cancel)
    {
        if (mend)
        {
            await tidy.Run(cancel);
        }

        // Listed before the cases are read: whatever a case names by then was put before.
        var entries = await index.List("", cancel).Where(entry => !entry.Name.StartsWith(Announcements, StringComparison.Ordinal)).ToListAsync(cancel);
        var contents = await documents.List(cancel);
        var findings = new List<StorageFinding>();
        var (entriesOf, contentsOf) = (entries.ToLookup(entry => entry.CaseId), contents.ToLookup(content => content.CaseId));
        var known = new HashSet<CaseId>();
        await foreach (var listed in CaseListing.Read(storage, null, cancel))
        {
            known.Add(listed.Id);
            if (CaseRemoval.IsMarked(listed.Metadata))
            {
                // What is left of it is retention's.
                continue;
            }

            findings.AddRange(await CheckCase(listed, [.. entriesOf[listed.Id]], [.. contentsOf[listed.Id]], mend, cancel));
        }

        foreach (var id in entriesOf.Select(entry => entry.Key).Union(contentsOf.Select(content => content.Key)).Where(id => !known.Contains(id)))
        {
            findings.AddRange(await CheckLeftOver(id, await cases.Load(id, cancel), [.. entriesOf[id]], [.. contentsOf[id]], mend, cancel));
        }

        await last.Keep(findings, cancel);
        return new StorageCheckView(
            known.Count, entries.Count, contents.Count, findings.Count, findings.Count(finding => finding.Mended), [.. findings.Take(MostListed)]);
    }

    private async Task<IReadOnlyList<StorageFinding>> CheckCase(
        UnreadCase listed, IReadOnlyList<IndexEntry> entries, IReadOnlyList<ListedContent> contents, bool mend, CancellationToken cancel)
    {
        var id = listed.Id;
        StoredCase? stored;
        try
        {
            stored = await cases.Load(id, cancel);
        }
        catch (JsonException)
        {
            return [new StorageFinding(StorageFindings.UnreadableCase, id.Value, "", false)];
        }

        var findings = new List<StorageFinding>();
        if (stored is not null)
        {
            findings.AddRange(await Missing(id, stored, entries, contents, mend, cancel));
            if (findings.Count == 0 && !await cases.IsIndexed(stored, listed.Metadata, cancel))
            {
                findings.Add(new StorageFinding(StorageFindings.StaleIndex, id.Value, "", mend && !await cases.Reindex(id, cancel, listed.Metadata)));
            }
        }

        // What a change makes obsolete, a search may still be listing: while the case moves, that is the writer's to remove.
        var hasMoved = realTime.Now - listed.LastModified < UntilSettled;
        findings.AddRange(await CheckLeftOver(id, stored, [.. entries.Where(entry => !hasMoved || !CaseIndex.IsForSearch(entry.Name))], contents, mend, cancel));
        return findings;
    }

    private async Task<IReadOnlyList<StorageFinding>> Missing(
        CaseId id, StoredCase stored, IReadOnlyList<IndexEntry> entries, IReadOnlyList<ListedContent> contents, bool mend, CancellationToken cancel)
    {
        var findings = new List<StorageFinding>();
        var listed = entries.Select(entry => entry.Name).ToHashSet();
        var missing = new HashSet<string>();
        foreach (var name in stored.Document.IndexEntries.Where(name => !listed.Contains(name)))
        {
            // Put after the listing, perhaps; or the case has moved on since.
            if (!await storage.Index.GetBlobClient(name).ExistsAsync(cancel) && (await cases.Load(id, cancel))?.Document.IndexEntries.Contains(name) == true)
            {
                missing.Add(name);
            }
        }

        var mended = mend && missing.Count > 0 && await cases.PutBack(id, missing, cancel);
        findings.AddRange(missing.Select(name => new StorageFinding(StorageFindings.MissingIndexEntry, id.Value, name, mended)));
        var kept = contents.Select(content => content.Sha256).ToHashSet();
        foreach (var sha256 in stored.NamedContents().Where(sha256 => !kept.Contains(sha256)))
        {
            if (await documents.Find(id, sha256, cancel) is null)
            {
                findings.Add(new StorageFinding(StorageFindings.MissingDocument, id.Value, sha256, false));
            }
        }

        return findings;
    }

    /// <summary>Entries and contents that the case doesn't name, and that nobody who is still alive can be about to name.</summary>
    private async Task<IReadOnlyList<StorageFinding>> CheckLeftOver(
        CaseId id, StoredCase? stored, IReadOnlyList<IndexEntry> entries, IReadOnlyList<ListedContent> contents, bool mend, CancellationToken cancel)
    {
        var findings = new List<StorageFinding>();

        // The earlier first: while a mark of a move stands, the entry that it denies may.
        foreach (var entry in entries.Where(entry => index.IsLeftBehind(entry, stored?.Document)).OrderBy(entry => entry.Name[(entry.Name.LastIndexOf('/') + 1)..], StringComparer.Ordinal))
        {
            if (mend)
            {
                await index.RemoveIfLeftBehind(entry, stored?.Document, cancel);
            }

            findings.Add(new StorageFinding(StorageFindings.OrphanIndexEntry, id.Value, entry.Name, mend));
        }

        var named = stored?.NamedContents().ToHashSet() ?? [];
        foreach (var content in contents.Where(content => !named.Contains(content.Sha256) && documents.IsOld(content)))
        {
            findings.Add(new StorageFinding(StorageFindings.OrphanDocument, id.Value, content.Sha256, mend && await documents.TryRemove(content, cancel)));
        }

        return findings;
    }
}
