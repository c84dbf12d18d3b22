using System.Globalization;
using Azure;
using Azure.Storage.Blobs.Models;
using IntegrationHub.Domain.Cases;
using IntegrationHub.Domain.Escalations;
using IntegrationHub.Domain.Identifiers;
using IntegrationHub.Functions.Hosting;
using IntegrationHub.Functions.Policies;

namespace IntegrationHub.Functions.Storage;

/// <summary>An index entry read back: whose case it points to, and the part of the name that sorts.</summary>
public sealed record IndexEntry(string Name, string SortKey, CaseId CaseId, DateTimeOffset? PutAt);

/// <summary>
/// Look-ups by the sorted names of empty blobs. Entries are put before the case is committed and removed after, so
/// the index is always a superset: nothing is ever missing, and a reader checks against the case. Each name ends in the id of the
/// write that made it and is never used again, so that a slow removal can't take an entry that a later write needs.
/// </summary>
public sealed class CaseIndex(HubStorage storage, NhsNumberHash nhsNumberHash, SearchMetadata search, CaseRules rules, TimeProvider time, RealTime realTime)
{
    public const string SearchRoot = "search/";

    private const string OutboxRoot = "outbox/";

    // Names of before this part was there, outbox/{caseId}, begin with the digits of a council and so sort before it: they are listed first.
    private const string From = "from-";
    private const int Together = 8;
    private const string InstantFormat = "yyyyMMdd'T'HHmmssfff'Z'";

    // No request lives longer, by the store's real clock.
    private static readonly TimeSpan Grace = TimeSpan.FromMinutes(6);

    /// <summary>The entries a case calls for, without the ending that makes them unique.</summary>
    public async Task<IReadOnlyList<string>> EntriesFor(StoredCase stored, CancellationToken cancel)
    {
        var state = stored.State;
        var policy = rules.For(state);
        var entries = new List<string>();
        foreach (var view in ViewsOf(stored))
        {
            entries.AddRange(Homes(view).Select(home => $"{home}{SortableInstant(view.LastUpdated)}_{state.Header.CaseId}"));
        }

        if (CalledFor.NextOn(state, time.GetUtcNow(), policy, rules.Calendar) is { } next)
        {
            entries.Add($"due/{next:yyyy-MM-dd}/{state.Header.CaseId}");
        }

        if (stored.Document.Outbox.Count > 0)
        {
            entries.Add($"{OutboxRoot}{From}{SortableInstant(stored.Document.Outbox.Min(message => message.From))}/{state.Header.CaseId}");
        }

        await nhsNumberHash.Load(cancel);
        if (NhsNumber.TryParse(state.Child.NhsNumber, out var number))
        {
            entries.Add(ChildPrefix(nhsNumberHash.Of(number)) + state.Header.CaseId);
        }

        return entries;
    }

    /// <summary>The cases of the child with an NHS number.</summary>
    public static string ChildPrefix(string nhsNumberHash) => $"child/{nhsNumberHash}/";

    /// <summary>What a provider's referrals can be found by, by status and month of the last change.</summary>
    public static string SearchPrefix(string provider, string taskStatus, DateTimeOffset month) =>
        $"{SearchPrefix(provider)}{taskStatus}/{month.UtcDateTime.ToString("yyyy-MM", CultureInfo.InvariantCulture)}/";

    /// <summary>What a provider's referrals can be found by.</summary>
    public static string SearchPrefix(string provider) => $"{SearchRoot}{provider}/";

    /// <summary>UTC instant as text that sorts.</summary>
    public static string SortableInstant(DateTimeOffset instant) => instant.UtcDateTime.ToString(InstantFormat, CultureInfo.InvariantCulture);

    public static bool TryReadInstant(string text, out DateTimeOffset instant) => DateTimeOffset.TryParseExact(
        text, InstantFormat, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out instant);

    /// <summary>True for entries that are removed a while after they became obsolete, so that a search which is listing still meets them.</summary>
    public static bool IsForSearch(string name) => IsSearchEntry(name) || name.StartsWith("child/", StringComparison.Ordinal);

    private static bool IsSearchEntry(string name) => name.StartsWith(SearchRoot, StringComparison.Ordinal);

    /// <summary>
    /// Marks for the places that a case moves away from, under the instant of the change: who lists only there must not take the obsolete entry for the
    /// latest.
    /// </summary>
    public static IReadOnlyList<string> MovedMarks(IEnumerable<string> obsolete, IReadOnlyList<string> added)
    {
        var arrived = added.Where(IsSearchEntry).GroupBy(ProviderOf).ToDictionary(entries => entries.Key, entries => NameIn(entries.First()));
        return
        [
            .. obsolete.Where(other => IsSearchEntry(other) && arrived.ContainsKey(ProviderOf(other)))
                .Select(other => $"{other[..(other.LastIndexOf('/') + 1)]}{arrived[ProviderOf(other)]}").Except(added).Distinct(),
        ];
    }

    private static string ProviderOf(string name) => name.Split('/')[1];

    private static string NameIn(string name) => name[(name.LastIndexOf('/') + 1)..];

    /// <summary>What stands behind the last full stop of a name: the write attempt that put it.</summary>
    public static string EndingOf(string name) => name[(name.LastIndexOf('.') + 1)..];

    /// <summary>Whether a certain write put an entry.</summary>
    public static bool IsOfCommit(string name, string commit) => name.AsSpan(name.LastIndexOf('.') + 1).StartsWith(commit, StringComparison.Ordinal);

    /// <summary>Lists entries under a prefix in the order of their names.</summary>
    public async IAsyncEnumerable<IndexEntry> List(string prefix, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancel)
    {
        await foreach (var blob in storage.Index.GetBlobsAsync(BlobTraits.None, BlobStates.None, prefix, cancel))
        {
            var rest = blob.Name[prefix.Length..];
            var ending = rest.LastIndexOf('.');
            var start = rest.LastIndexOfAny(['_', '/'], ending < 0 ? rest.Length - 1 : ending) + 1;
            if (ending > start && CaseId.TryParse(rest[start..ending], out var caseId))
            {
                yield return new IndexEntry(blob.Name, rest[..Math.Max(0, start - 1)], caseId, blob.Properties.CreatedOn);
            }
        }
    }

    /// <summary>Cases with something in the outbox that may be sent at <paramref name="now"/>, the longest due first; not those where all of it waits for later.</summary>
    public async IAsyncEnumerable<IndexEntry> OutboxDue(DateTimeOffset now, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancel)
    {
        await foreach (var entry in List(OutboxRoot, cancel))
        {
            if (OutboxFrom(entry) > now)
            {
                break;
            }

            yield return entry;
        }
    }

    /// <summary>Since when something in the outbox of a case may go out, by an entry of <see cref="OutboxDue"/>; null when its name is of before names told.</summary>
    public static DateTimeOffset? OutboxFrom(IndexEntry entry) => TryReadInstant(entry.SortKey.Replace(From, "", StringComparison.Ordinal), out var from) ? from : null;

    /// <summary>
    /// Removes an entry that a writer which was killed left behind: the case doesn't name it, and the writer is known to
    /// have committed, or can't be alive any more.
    /// </summary>
    public Task RemoveIfLeftBehind(IndexEntry entry, CaseDocument? document, CancellationToken cancel) =>
        IsLeftBehind(entry, document) ? Remove([entry.Name], cancel) : Task.CompletedTask;

    /// <summary>Whether the case doesn't name an entry, and nobody who is still alive can be about to.</summary>
    public bool IsLeftBehind(IndexEntry entry, CaseDocument? document)
    {
        var writer = entry.Name[(entry.Name.LastIndexOf('.') + 1)..];
        var committed = document?.Facts.Any(fact => writer.StartsWith(fact.Origin.Commit, StringComparison.Ordinal)) == true;
        var isOld = realTime.Now - entry.PutAt > Grace;
        return document?.IndexEntries.Contains(entry.Name) != true && (committed || isOld);
    }

    /// <summary>Lists what cases can be found by, under a prefix of <see cref="SearchPrefix(string)"/>.</summary>
    public async Task<IReadOnlyList<SearchEntry>> ListSearch(string prefix, CancellationToken cancel)
    {
        var entries = new List<SearchEntry>();
        await foreach (var blob in storage.Index.GetBlobsAsync(BlobTraits.Metadata, BlobStates.None, prefix, cancel))
        {
            if (SearchEntry.Read(blob) is { } entry)
            {
                entries.Add(entry);
            }
        }

        return entries;
    }

    /// <param name="stored">The case that the entries point to, with what is about to be committed.</param>
    public Task Put(IEnumerable<string> names, StoredCase stored, CancellationToken cancel) =>
        ForEach(names, name => storage.Index.GetBlobClient(name).UploadAsync(
            BinaryData.FromBytes(ReadOnlyMemory<byte>.Empty),
            new BlobUploadOptions { Metadata = IsSearchEntry(name) ? MetadataOf(name, stored) : null }, cancel));

    private IDictionary<string, string> MetadataOf(string name, StoredCase stored)
    {
        var view = ViewsOf(stored).First(view => name.StartsWith(SearchPrefix(view.SeenBy!), StringComparison.Ordinal));
        return Homes(view).Any(home => name.StartsWith(home, StringComparison.Ordinal))
            ? search(view, nhsNumberHash.Keyed)
            : new Dictionary<string, string> { [SearchEntry.MovedKey] = "true" };
    }

    /// <summary>The case as each provider sees it who was ever asked.</summary>
    private static IEnumerable<StoredCase> ViewsOf(StoredCase stored) =>
        stored.State.Referrals.Select(referral => referral.Provider).Distinct().Select(provider => stored.AsSeenBy(provider)!);

    /// <summary>Where a provider finds the case: under the status of each of its Tasks.</summary>
    private IEnumerable<string> Homes(StoredCase view)
    {
        var policy = rules.For(view.State);
        return view.Referrals.Select(referral => CaseStatus.TaskStatus(view.State, policy, referral)).Distinct()
            .Select(status => SearchPrefix(view.SeenBy!, status, view.LastUpdated));
    }

    public Task Remove(IEnumerable<string> names, CancellationToken cancel) =>
        ForEach(names, name => storage.Index.DeleteBlobIfExistsAsync(name, cancellationToken: cancel));

    private static async Task ForEach<T>(IEnumerable<string> names, Func<string, Task<Response<T>>> act)
    {
        foreach (var some in names.Chunk(Together))
        {
            await Task.WhenAll(some.Select(act));
        }
    }
}
