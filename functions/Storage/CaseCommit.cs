using System.Diagnostics;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using IntegrationHub.Domain.Cases;
using IntegrationHub.Domain.Escalations;
using IntegrationHub.Domain.Identifiers;
using IntegrationHub.Functions.Messaging;
using IntegrationHub.Functions.Policies;

namespace IntegrationHub.Functions.Storage;

/// <summary>What one writer leaves in the index until it knows what is stored.</summary>
/// <param name="Commit">Id of the write, as in the facts' origin and in the endings of index entries.</param>
public sealed record CaseWriting(string Commit)
{
    /// <summary>Entries that its attempts put, and those that they make obsolete.</summary>
    public HashSet<string> Touched { get; } = [];

    /// <summary>Announcements that are to be withdrawn.</summary>
    public List<string> Announced { get; } = [];

    public static CaseWriting Begin() => new(Guid.CreateVersion7().ToString("N"));
}

/// <summary>
/// Writes a case once: the announcement, the index entries, then the conditional put that is the commit; and what is left to be done in the index when it is known
/// what became of it.
/// </summary>
public sealed class CaseCommit(
    HubStorage storage, CaseIndex index, IndexTidying tidying, PendingCommits pending, OutgoingMessages outgoing, CaseRules rules, TimeProvider time)
{
    // A writer that takes longer gives up: PendingCommit relies on it.
    private static readonly TimeSpan LongestAttempt = TimeSpan.FromSeconds(10);

    /// <summary>Commits what was decided, with the alerts that it calls for or ends.</summary>
    /// <returns>What was stored; null when somebody else was faster, or the answer to our own success was lost.</returns>
    public async Task<StoredCase?> Try(
        CaseId id, StoredCase stored, Actor actor, IReadOnlyList<NewFact> decided, int attempt, CaseWriting writing)
    {
        // Not the caller's to cancel: who hangs up now must not leave searches waiting for what became of the commit.
        using var bound = new CancellationTokenSource(LongestAttempt);
        try
        {
            return await CommitWithin(id, stored, actor, decided, attempt, writing, bound.Token);
        }
        catch (OperationCanceledException)
        {
            throw new TaskCanceledException("Storage took too long.", new TimeoutException());
        }
    }

    private async Task<StoredCase?> CommitWithin(
        CaseId id, StoredCase stored, Actor actor, IReadOnlyList<NewFact> decided, int attempt, CaseWriting writing, CancellationToken cancel)
    {
        var origin = new Origin(
            actor.Organisation, actor.Subject, actor.MessageSource, actor.MessageId, actor.ContentHash, writing.Commit, Activity.Current?.TraceId.ToString() ?? "");
        var byHub = origin with { Organisation = "hub", MessageSource = null, MessageId = null, ContentHash = null };
        var after = CaseFold.Fold(stored.Document.Header, Append(stored.Document.Facts, decided, origin, Now(stored.Document)));
        var called = FollowUps.Decide(after, Now(stored.Document), rules.For(after));
        if (decided.Concat(called).Any(fact => fact.Data.ShowsInFhir))
        {
            // Before the commit gets its instant: a search that doesn't see the commit sees that it is on its way.
            string[] providers = [stored.State.HealthProvider, after.HealthProvider, .. called.Select(fact => fact.Data).OfType<ReferralRaised>().Select(raised => raised.Provider)];
            writing.Announced.AddRange(await pending.Announce(providers, id, writing.Commit, cancel));
        }

        var now = Now(stored.Document);
        var facts = Append(Append(stored.Document.Facts, decided, origin, now), called, byHub with { Actor = "follow-up" }, now);
        var state = CaseFold.Fold(stored.Document.Header, facts);
        facts = Append(facts, Escalation.Decide(state, now, rules.For(state), rules.Calendar), byHub with { Actor = "escalation" }, now);

        var next = new StoredCase(stored.Document with { Facts = facts, TraceParent = Activity.Current?.Id }, null);
        next = next with { Document = outgoing.WithMessages(next, stored.State, [.. facts.Skip(stored.Document.Facts.Count)], now) };
        return await Put(id, stored, next, $"{writing.Commit}{attempt:x2}", writing, cancel);
    }

    /// <summary>
    /// Removes entries that this writer put, or made obsolete, and that the stored case does not name; those that a search may
    /// be listing, a while later. Only then the commit is no longer on its way. A writer that doesn't know what is stored (an exception, a caller gone)
    /// removes nothing: the index is then a superset, which is harmless.
    /// </summary>
    public async Task Tidy(StoredCase known, CaseWriting writing)
    {
        try
        {
            // What a failed attempt put must not be believed for a moment longer; what the commit made obsolete, a search may still be listing.
            var succeeded = known.Document.IndexEntries.Select(CaseIndex.EndingOf).ToHashSet();
            var unnamed = writing.Touched.Except(known.Document.IndexEntries)
                .ToLookup(name => CaseIndex.IsForSearch(name) && (!CaseIndex.IsOfCommit(name, writing.Commit) || succeeded.Contains(CaseIndex.EndingOf(name))));
            await index.Remove(unnamed[false], CancellationToken.None);
            tidying.RemoveLater(unnamed[true]);
            await index.Remove(writing.Announced, CancellationToken.None);
        }
        catch (Exception fault) when (StorageFaults.IsStorageAway(fault, CancellationToken.None))
        {
            // The case is committed; what is left of the index is superfluous, not wrong.
        }
    }

    /// <summary>One attempt to put a case with its index entries, on the condition that it still is as it was read.</summary>
    /// <param name="next">The case as it is to be; its index entries are found here.</param>
    /// <param name="writing">Gets the entries that this attempt puts and those that it makes obsolete.</param>
    /// <returns>What was stored; null when somebody else was faster, or the answer to our own success was lost.</returns>
    public async Task<StoredCase?> Put(CaseId id, StoredCase stored, StoredCase next, string uniqueEnding, CaseWriting writing, CancellationToken cancel)
    {
        // Before anything is counted: when the rules change meanwhile, the case still has the old ones' name and is counted anew.
        var countedBy = rules.Fingerprint;
        var wanted = await index.EntriesFor(next, cancel);
        var kept = stored.Document.IndexEntries.Where(name => wanted.Contains(WithoutEnding(name))).ToList();
        var added = wanted.Except(kept.Select(WithoutEnding)).Select(name => $"{name}.{uniqueEnding}").ToList();
        var obsolete = stored.Document.IndexEntries.Except(kept).ToList();
        var moved = CaseIndex.MovedMarks(obsolete, added);
        writing.Touched.UnionWith([.. added, .. obsolete, .. moved]);
        await index.Put([.. added, .. moved], next, cancel);

        next = next with { Document = next.Document with { IndexEntries = [.. kept, .. added] } };
        return await CommitBlob(id, stored.ETag, next, countedBy, cancel) is { } etag ? next with { ETag = etag } : null;
    }

    private async Task<ETag?> CommitBlob(CaseId id, ETag? read, StoredCase next, string countedBy, CancellationToken cancel)
    {
        var options = new BlobUploadOptions
        {
            Conditions = read is { } etag ? new BlobRequestConditions { IfMatch = etag } : new BlobRequestConditions { IfNoneMatch = ETag.All },
            Metadata = MetadataOf(next.State, countedBy),
            HttpHeaders = new BlobHttpHeaders { ContentType = "application/json" },
        };
        try
        {
            return (await Blob(id).UploadAsync(next.Document.Write(), options, cancel)).Value.ETag;
        }
        catch (RequestFailedException conflict) when (conflict.Status is 409 or 412)
        {
            return null;
        }
    }

    private Dictionary<string, string> MetadataOf(CaseState state, string countedBy) =>
        new(CaseMetadata.Of(state, rules.For(state), rules.Calendar)) { [CaseMetadata.CountedBy] = countedBy };

    /// <summary>Whether a case is listed with the metadata that it calls for.</summary>
    /// <param name="stored">The case.</param>
    /// <param name="listed">The metadata as they were listed; null to leave them out of it.</param>
    public bool IsListedAs(StoredCase stored, IDictionary<string, string>? listed)
    {
        var metadata = MetadataOf(stored.State, rules.Fingerprint);
        return listed is null || (listed.Count == metadata.Count && metadata.All(entry => listed.TryGetValue(entry.Key, out var value) && value == entry.Value));
    }

    private BlobClient Blob(CaseId id) => storage.Cases.GetBlobClient($"{id.LocalAuthority}/{id.Value}.json");

    /// <summary>
    /// Milliseconds suffice and survive every format. A case's time always moves on, so that whoever pulled what changed up to one commit finds the
    /// next by <c>gt</c>.
    /// </summary>
    public DateTimeOffset Now(CaseDocument document)
    {
        var now = InMilliseconds(time.GetUtcNow());
        return document.Facts.Count > 0 && document.Facts[^1].RecordedAt >= now ? document.Facts[^1].RecordedAt.AddMilliseconds(1) : now;
    }

    /// <summary>Facts with those that were decided, numbered on.</summary>
    public static List<Fact> Append(IReadOnlyList<Fact> facts, IReadOnlyList<NewFact> added, Origin origin, DateTimeOffset now) =>
        [.. facts, .. added.Select((fact, i) => new Fact(facts.Count + i + 1, InMilliseconds(fact.OccurredAt), now, origin, fact.Data))];

    private static DateTimeOffset InMilliseconds(DateTimeOffset instant) =>
        instant.ToUniversalTime().AddTicks(-(instant.Ticks % TimeSpan.TicksPerMillisecond));

    /// <summary>An index entry's name without the write attempt that put it.</summary>
    public static string WithoutEnding(string name) => name[..name.LastIndexOf('.')];
}
