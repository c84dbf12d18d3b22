using System.Diagnostics;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using IntegrationHub.Domain.Cases;
using IntegrationHub.Domain.Escalations;
using IntegrationHub.Domain.Identifiers;
using IntegrationHub.Functions.Messaging;
using IntegrationHub.Functions.Policies;
using IntegrationHub.Functions.Subscriptions;
using IntegrationHub.Functions.Telemetry;

namespace IntegrationHub.Functions.Storage;

/// <summary>Who changes a case, and by which message.</summary>
public sealed record Actor(string Organisation, string Subject, string? MessageSource = null, string? MessageId = null, string? ContentHash = null)
{
    /// <summary>The hub itself, by one of its timers or queues.</summary>
    public static Actor Hub(string function) => new("hub", function);
}

/// <summary>What became of a change.</summary>
/// <param name="Refusal">Why not; null when it was done, or was done already.</param>
/// <param name="Case">The case afterwards; null when refused and there is none.</param>
/// <param name="Changed">False when nothing was to be recorded.</param>
public sealed record ChangeResult(Refusal? Refusal, StoredCase? Case, bool Changed);

/// <summary>
/// Reads and changes cases. One conditional put is the commit: facts and outbox become durable together, or neither.
/// </summary>
public sealed class CaseStore(
    HubStorage storage, CaseIndex index, IndexTidying tidying, PendingCommits pending, OutgoingMessages outgoing, OutboxSignal signal,
    SubscriberSignal subscribers, CaseRules rules, HubMetrics metrics, TimeProvider time)
{
    // 16 writers at once need at most 16 rounds; the rest is room for bad luck.
    private const int MaxAttempts = 60;

    // A writer that takes longer gives up: PendingCommit relies on it.
    private static readonly TimeSpan LongestAttempt = TimeSpan.FromSeconds(10);

    /// <summary>Loads a case; null when there is none, or it is being removed.</summary>
    public async Task<StoredCase?> Load(CaseId id, CancellationToken cancel)
    {
        try
        {
            var blob = (await Blob(id).DownloadContentAsync(cancel)).Value;
            return CaseRemoval.IsMarked(blob.Details.Metadata) ? null : new StoredCase(CaseDocument.Read(blob.Content), blob.Details.ETag);
        }
        catch (RequestFailedException missing) when (missing.ErrorCode == BlobErrorCode.BlobNotFound)
        {
            return null;
        }
    }

    /// <summary>
    /// Decides and commits; when somebody else was faster, reads again and decides again. Alerts that the change calls
    /// for, or ends, are part of the same commit.
    /// </summary>
    /// <param name="header">Whose case; it is made when the decision records facts and there is none.</param>
    /// <param name="beforeCommit">Runs before each attempt to commit, once the decision is to record something; may refuse.</param>
    public Task<ChangeResult> Change(
        CaseHeader header, Actor actor, Func<CaseState, Decision> decide, CancellationToken cancel, Func<Task<Refusal?>>? beforeCommit = null) =>
        ChangeStored(header, actor, stored => decide(stored.State), beforeCommit, cancel);

    /// <summary>Several decisions in order, each on the state that those before it lead to; all are committed at once, or none.</summary>
    public Task<ChangeResult> Change(CaseHeader header, Actor actor, IReadOnlyList<Func<CaseState, Decision>> decisions, CancellationToken cancel) =>
        ChangeStored(header, actor, stored => Decide(stored, actor, decisions), null, cancel);

    /// <summary>What several decisions in order come to, with every refusal among them; nothing is kept.</summary>
    public Decision Decide(StoredCase stored, Actor actor, IReadOnlyList<Func<CaseState, Decision>> decisions)
    {
        var origin = new Origin(actor.Organisation, actor.Subject, actor.MessageSource, actor.MessageId, actor.ContentHash, "", "");
        var (facts, decided, refusals) = (stored.Document.Facts, new List<NewFact>(), new List<Refusal>());
        foreach (var decide in decisions)
        {
            var decision = decide(CaseFold.Fold(stored.Document.Header, facts));
            refusals.AddRange(decision.Refusal is { } refusal ? [refusal] : []);
            decided.AddRange(decision.Facts);
            facts = Append(facts, decision.Facts, origin, Now(stored.Document));
        }

        var first = refusals.Find(refusal => refusal.Kind != RefusalKind.Invalid) ?? refusals.FirstOrDefault();
        return first switch
        {
            null => Decision.Record(decided),
            { Kind: RefusalKind.Invalid } => Decision.Refuse(first with { Faults = [.. refusals.SelectMany(refusal => refusal.Faults)] }),
            _ => Decision.Refuse(first),
        };
    }

    private async Task<ChangeResult> ChangeStored(
        CaseHeader header, Actor actor, Func<StoredCase, Decision> decide, Func<Task<Refusal?>>? beforeCommit, CancellationToken cancel)
    {
        var id = CaseId.TryParse(header.CaseId, out var parsed) ? parsed : throw new ArgumentException("Not a case id.", nameof(header));
        using var activity = HubTraces.Source.StartActivity("commit case")?.SetTag(HubTraces.CaseIdKey, id.Value);
        var writing = new Writing(Guid.CreateVersion7().ToString("N"));
        for (var attempt = 1; attempt <= MaxAttempts; attempt++)
        {
            activity?.SetTag("hub.commit.attempts", attempt);
            var stored = await Load(id, cancel) ?? new StoredCase(CaseDocument.Empty(header), null);
            if (stored.Document.Facts.Any(fact => fact.Origin.Commit == writing.Commit))
            {
                // Our own write took effect although its answer was lost.
                return await Finished(new ChangeResult(null, stored, true), stored, writing);
            }

            var decision = decide(stored);
            var refusal = decision.Refusal ?? (decision.Facts.Count > 0 && beforeCommit is not null ? await beforeCommit() : null);
            if (refusal is not null || decision.Facts.Count == 0)
            {
                return await Finished(new ChangeResult(refusal, stored.ETag is null ? null : stored, false), stored, writing);
            }

            if (await TryCommit(id, stored, actor, decision.Facts, attempt, writing) is { } committed)
            {
                metrics.Committed(stored.State, committed.State, committed.Document.Facts[^1].RecordedAt);
                return await Finished(new ChangeResult(null, committed, true), committed, writing);
            }

            await Task.Delay(TimeSpan.FromMilliseconds(Random.Shared.Next(5, 20 + (10 * Math.Min(attempt, 10)))), cancel);
        }

        if (await Load(id, cancel) is { } known)
        {
            await Tidy(known, writing);
        }

        return new ChangeResult(
            new Refusal(RefusalKind.Busy, Contracts.Problems.ProblemCodes.NotificationInProgress, "The case is being changed by too many at once. Try again."), null, false);
    }

    /// <summary>
    /// Removes messages from the outbox once they are sent, or keeps them there for as long as <see cref="WaitingNotices.AfterSending"/> says; one that was put
    /// back in the meantime stays as it is.
    /// </summary>
    public Task ConfirmSent(CaseId id, IReadOnlyCollection<OutgoingMessage> sent, CancellationToken cancel) => ChangeOutbox(
        id,
        stored => [.. stored.Document.Outbox.SelectMany(message => sent.Contains(message) ? WaitingNotices.AfterSending(message, stored.State, time.GetUtcNow()) : [message])],
        cancel);

    /// <summary>Puts a message back into the outbox for later, in the place of one with the same id; nothing when it isn't wanted any more.</summary>
    public Task Postpone(CaseId id, OutgoingMessage message, Func<CaseState, bool> isWanted, CancellationToken cancel) =>
        ChangeOutbox(
            id,
            stored => isWanted(stored.State) ? PutBack(stored.Document.Outbox, message) : stored.Document.Outbox,
            cancel);

    private static List<OutgoingMessage> PutBack(IReadOnlyList<OutgoingMessage> outbox, OutgoingMessage message)
    {
        var others = outbox.Where(other => other.MessageId != message.MessageId).ToList();
        var attempt = outbox.Except(others).Append(message).Max(known => known.Attempt) + 1;
        return [.. others, message with { Attempt = attempt, SentAt = null }];
    }

    /// <summary>Puts the index entries that a case calls for and doesn't have, and its metadata if they aren't those; true when all was there.</summary>
    /// <param name="listed">The metadata as they were listed; null to leave them out of it.</param>
    public async Task<bool> Reindex(CaseId id, CancellationToken cancel, IDictionary<string, string>? listed = null)
    {
        if (await Load(id, cancel) is not { } stored || await IsIndexed(stored, listed, cancel))
        {
            return true;
        }

        var writing = new Writing(Guid.CreateVersion7().ToString("N"));
        if (await Put(id, stored, stored.Document, writing.Commit, writing, cancel) is { } done)
        {
            await Tidy(done, writing);
        }

        return false;
    }

    /// <summary>Whether a case names the index entries that it calls for, and is listed with the metadata that it calls for.</summary>
    /// <param name="listed">The metadata as they were listed; null to leave them out of it.</param>
    public async Task<bool> IsIndexed(StoredCase stored, IDictionary<string, string>? listed, CancellationToken cancel) =>
        IsListedAs(stored, listed)
        && (await index.EntriesFor(stored, cancel)).All(wanted => stored.Document.IndexEntries.Select(WithoutEnding).Contains(wanted));

    /// <summary>Puts entries anew that a case names and that are gone.</summary>
    /// <returns>False when the case changed meanwhile.</returns>
    public async Task<bool> PutBack(CaseId id, IReadOnlySet<string> gone, CancellationToken cancel)
    {
        if (await Load(id, cancel) is not { } stored)
        {
            return false;
        }

        var writing = new Writing(Guid.CreateVersion7().ToString("N"));
        var without = stored with { Document = stored.Document with { IndexEntries = [.. stored.Document.IndexEntries.Where(name => !gone.Contains(name))] } };
        if (await Put(id, without, without.Document, writing.Commit, writing, cancel) is not { } done)
        {
            return false;
        }

        await Tidy(done, writing);
        return true;
    }

    private async Task ChangeOutbox(CaseId id, Func<StoredCase, IReadOnlyList<OutgoingMessage>> change, CancellationToken cancel)
    {
        for (var attempt = 1; attempt <= MaxAttempts; attempt++)
        {
            if (await Load(id, cancel) is not { } stored || change(stored) is not { } outbox || outbox.SequenceEqual(stored.Document.Outbox))
            {
                return;
            }

            var writing = new Writing(Guid.CreateVersion7().ToString("N"));
            if (await Put(id, stored, stored.Document with { Outbox = outbox }, writing.Commit, writing, cancel) is { } changed)
            {
                await Tidy(changed, writing);
                return;
            }
        }

        throw new TimeoutException("The outbox could not be changed: the case is being changed by too many at once.");
    }

    private async Task<StoredCase?> TryCommit(
        CaseId id, StoredCase stored, Actor actor, IReadOnlyList<NewFact> decided, int attempt, Writing writing)
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
        CaseId id, StoredCase stored, Actor actor, IReadOnlyList<NewFact> decided, int attempt, Writing writing, CancellationToken cancel)
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

        var next = stored.Document with { Facts = facts, TraceParent = Activity.Current?.Id };
        var outbox = outgoing.OutboxOf(new StoredCase(next, null), stored.State, [.. facts.Skip(stored.Document.Facts.Count)], now);
        return await Put(id, stored, next with { Outbox = outbox }, $"{writing.Commit}{attempt:x2}", writing, cancel);
    }

    /// <summary>Once it is known what is stored: what stands in the outbox is sent, and entries that nobody names are removed.</summary>
    private async Task<ChangeResult> Finished(ChangeResult result, StoredCase known, Writing writing)
    {
        if (result.Changed && known.Document.Outbox.Any(message => !message.IsWaiting(time.GetUtcNow())))
        {
            signal.Raise(result.Case!.State.CaseId);
        }

        await Tidy(known, writing);

        // Only now: before, a search would wait for this commit to be withdrawn.
        if (result.Changed)
        {
            subscribers.Raise();
        }

        return result;
    }

    /// <summary>
    /// Removes entries that this writer put, or made obsolete, and that the stored case does not name; those that a search may
    /// be listing, a while later. Only then the commit is no longer on its way. A writer that doesn't know what is stored (an exception, a caller gone)
    /// removes nothing: the index is then a superset, which is harmless.
    /// </summary>
    private async Task Tidy(StoredCase known, Writing writing)
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

    /// <param name="writing">Gets the entries that this attempt puts and those that it makes obsolete.</param>
    /// <returns>What was stored; null when somebody else was faster, or the answer to our own success was lost.</returns>
    private async Task<StoredCase?> Put(CaseId id, StoredCase stored, CaseDocument next, string uniqueEnding, Writing writing, CancellationToken cancel)
    {
        // Before anything is counted: when the rules change meanwhile, the case still has the old ones' name and is counted anew.
        var countedBy = rules.Fingerprint;
        var wanted = await index.EntriesFor(new StoredCase(next, null), cancel);
        var kept = stored.Document.IndexEntries.Where(name => wanted.Contains(WithoutEnding(name))).ToList();
        var added = wanted.Except(kept.Select(WithoutEnding)).Select(name => $"{name}.{uniqueEnding}").ToList();
        var obsolete = stored.Document.IndexEntries.Except(kept).ToList();
        var moved = CaseIndex.MovedMarks(obsolete, added);
        writing.Touched.UnionWith([.. added, .. obsolete, .. moved]);
        await index.Put([.. added, .. moved], new StoredCase(next, null), cancel);

        next = next with { IndexEntries = [.. kept, .. added] };
        return await CommitBlob(id, stored.ETag, next, countedBy, cancel) is { } etag ? new StoredCase(next, etag) : null;
    }

    private async Task<ETag?> CommitBlob(CaseId id, ETag? read, CaseDocument next, string countedBy, CancellationToken cancel)
    {
        var options = new BlobUploadOptions
        {
            Conditions = read is { } etag ? new BlobRequestConditions { IfMatch = etag } : new BlobRequestConditions { IfNoneMatch = ETag.All },
            Metadata = MetadataOf(new StoredCase(next, null).State, countedBy),
            HttpHeaders = new BlobHttpHeaders { ContentType = "application/json" },
        };
        try
        {
            return (await Blob(id).UploadAsync(next.Write(), options, cancel)).Value.ETag;
        }
        catch (RequestFailedException conflict) when (conflict.Status is 409 or 412)
        {
            return null;
        }
    }

    private Dictionary<string, string> MetadataOf(CaseState state, string countedBy) =>
        new(CaseMetadata.Of(state, rules.For(state), rules.Calendar)) { [CaseMetadata.CountedBy] = countedBy };

    private bool IsListedAs(StoredCase stored, IDictionary<string, string>? listed)
    {
        var metadata = MetadataOf(stored.State, rules.Fingerprint);
        return listed is null || (listed.Count == metadata.Count && metadata.All(entry => listed.TryGetValue(entry.Key, out var value) && value == entry.Value));
    }

    private BlobClient Blob(CaseId id) => storage.Cases.GetBlobClient($"{id.LocalAuthority}/{id.Value}.json");

    /// <summary>
    /// Milliseconds suffice and survive every format. A case's time always moves on, so that whoever pulled what changed up to one commit finds the
    /// next by <c>gt</c>.
    /// </summary>
    private DateTimeOffset Now(CaseDocument document)
    {
        var now = InMilliseconds(time.GetUtcNow());
        return document.Facts.Count > 0 && document.Facts[^1].RecordedAt >= now ? document.Facts[^1].RecordedAt.AddMilliseconds(1) : now;
    }

    private static List<Fact> Append(IReadOnlyList<Fact> facts, IReadOnlyList<NewFact> added, Origin origin, DateTimeOffset now) =>
        [.. facts, .. added.Select((fact, i) => new Fact(facts.Count + i + 1, InMilliseconds(fact.OccurredAt), now, origin, fact.Data))];

    private static DateTimeOffset InMilliseconds(DateTimeOffset instant) =>
        instant.ToUniversalTime().AddTicks(-(instant.Ticks % TimeSpan.TicksPerMillisecond));

    private static string WithoutEnding(string name) => name[..name.LastIndexOf('.')];

    /// <summary>What one writer leaves in the index until it knows what is stored.</summary>
    private sealed record Writing(string Commit)
    {
        public HashSet<string> Touched { get; } = [];

        public List<string> Announced { get; } = [];
    }
}
