using Azure.Storage.Blobs.Models;
using IntegrationHub.Domain.Identifiers;

namespace IntegrationHub.Functions.Storage;

/// <summary>A commit on its way: whatever instant it gets, it is not before <paramref name="NotBefore"/>.</summary>
/// <param name="Commit">Id of the write, as in the facts' origin and in the endings of index entries.</param>
/// <param name="PutAt">By the store's clock.</param>
public sealed record PendingCommit(string Name, DateTimeOffset NotBefore, CaseId CaseId, string Commit, DateTimeOffset PutAt)
{
    // A write is given up after 10 seconds (CaseStore); the rest is room for what is still on the wire.
    public static readonly TimeSpan LongestWrite = TimeSpan.FromSeconds(20);

    /// <summary>False once its writer must have ended, in whichever way.</summary>
    public bool MayStillCommit(DateTimeOffset realNow) => realNow - PutAt < LongestWrite;
}

/// <summary>
/// Announces commits before they get their instant, as <c>pending/{provider}/{instant}_{caseId}.{commit}</c> in the index. So a
/// reader that lists these first knows how far back something may still appear, however slow its writer is.
/// </summary>
public sealed class PendingCommits(HubStorage storage, TimeProvider time)
{
    private const string Root = "pending/";

    /// <summary>Announces a commit to everybody it may concern; the commit's instant must be taken after this has ended.</summary>
    /// <returns>Names to withdraw once it is known what became of the commit.</returns>
    public async Task<IReadOnlyList<string>> Announce(IEnumerable<string> providers, CaseId caseId, string commit, CancellationToken cancel)
    {
        var instant = CaseIndex.SortableInstant(time.GetUtcNow());
        var names = providers.Where(provider => provider.Length > 0).Distinct().Select(provider => $"{Root}{provider}/{instant}_{caseId.Value}.{commit}").ToList();
        await Task.WhenAll(names.Select(name => storage.Index.GetBlobClient(name).UploadAsync(BinaryData.FromBytes(ReadOnlyMemory<byte>.Empty), overwrite: true, cancel)));
        return names;
    }

    /// <summary>The commits on their way that concern a provider, or anybody when it is null.</summary>
    public async Task<IReadOnlyList<PendingCommit>> List(string? provider, CancellationToken cancel)
    {
        var found = new List<PendingCommit>();
        await foreach (var blob in storage.Index.GetBlobsAsync(BlobTraits.None, BlobStates.None, provider is null ? Root : $"{Root}{provider}/", cancel))
        {
            if (Read(blob) is { } pending)
            {
                found.Add(pending);
            }
        }

        return found;
    }

    private static PendingCommit? Read(BlobItem blob)
    {
        var parts = blob.Name[(blob.Name.LastIndexOf('/') + 1)..].Split('_', '.');
        return parts is [var instant, var id, var commit] && CaseId.TryParse(id, out var caseId) && CaseIndex.TryReadInstant(instant, out var notBefore)
            ? new PendingCommit(blob.Name, notBefore, caseId, commit, blob.Properties.CreatedOn ?? DateTimeOffset.MaxValue)
            : null;
    }
}
