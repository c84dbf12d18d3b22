using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using IntegrationHub.Domain.Cases;
using IntegrationHub.Domain.Identifiers;
using IntegrationHub.Functions.Messaging;
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
    HubStorage storage, CaseIndex index, CaseCommit commit, OutboxSignal signal, SubscriberSignal subscribers, HubMetrics metrics, TimeProvider time)
{
    // 16 writers at once need at most 16 rounds; the rest is room for bad luck.
    private const int MaxAttempts = 60;

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
    /// <param name="actor">Who changes it.</param>
    /// <param name="decide">Decides on the case as it stands.</param>
    /// <param name="cancel">Gives up.</param>
    /// <param name="beforeCommit">Runs before each attempt to commit, once the decision is to record something; may refuse.</param>
    /// <param name="read">The case as it was read a moment ago; null to read it.</param>
    public Task<ChangeResult> Change(
        CaseHeader header, Actor actor, Func<CaseState, Decision> decide, CancellationToken cancel, Func<Task<Refusal?>>? beforeCommit = null, StoredCase? read = null) =>
        ChangeStored(header, actor, stored => decide(stored.State), beforeCommit, read, cancel);

    /// <summary>Begins a case that is presumed not to be there. Nothing is read: the store takes the case on the condition that there never was one of its name.</summary>
    /// <param name="header">Whose case.</param>
    /// <param name="actor">Who begins it.</param>
    /// <param name="decide">Decides on a case without facts.</param>
    /// <param name="beforeCommit">Runs once the decision is to record something; false calls it off.</param>
    /// <param name="cancel">Gives up.</param>
    /// <returns>Null when nothing was recorded: the decision is against it, or there is, or was, such a case.</returns>
    public async Task<ChangeResult?> TryBegin(
        CaseHeader header, Actor actor, Func<CaseState, Decision> decide, Func<Task<bool>> beforeCommit, CancellationToken cancel)
    {
        var id = IdOf(header);
        using var activity = HubTraces.Source.StartActivity("commit case")?.SetTag(HubTraces.CaseIdKey, id.Value).SetTag("hub.commit.attempts", 1);
        var none = new StoredCase(CaseDocument.Empty(header), null);
        var decision = decide(none.State);
        if (decision.Refusal is not null || decision.Facts.Count == 0 || !await beforeCommit())
        {
            return null;
        }

        var writing = CaseWriting.Begin();
        if (await commit.Try(id, none, actor, decision.Facts, 1, writing) is { } begun)
        {
            metrics.Committed(none.State, begun.State, begun.Document.Facts[^1].RecordedAt);
            return await Finished(new ChangeResult(null, begun, true), begun, writing);
        }

        var stored = await Load(id, cancel) ?? none;
        var result = new ChangeResult(null, stored, IsBy(writing, stored));
        return await Finished(result, stored, writing) is { Changed: true } ? result : null;
    }

    /// <summary>Several decisions in order, each on the state that those before it lead to; all are committed at once, or none.</summary>
    public Task<ChangeResult> Change(CaseHeader header, Actor actor, IReadOnlyList<Func<CaseState, Decision>> decisions, CancellationToken cancel) =>
        ChangeStored(header, actor, stored => Decide(stored, actor, decisions), null, null, cancel);

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
            facts = CaseCommit.Append(facts, decision.Facts, origin, commit.Now(stored.Document));
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
        CaseHeader header, Actor actor, Func<StoredCase, Decision> decide, Func<Task<Refusal?>>? beforeCommit, StoredCase? read, CancellationToken cancel)
    {
        var id = IdOf(header);
        using var activity = HubTraces.Source.StartActivity("commit case")?.SetTag(HubTraces.CaseIdKey, id.Value);
        var writing = CaseWriting.Begin();
        for (var attempt = 1; attempt <= MaxAttempts; attempt++)
        {
            activity?.SetTag("hub.commit.attempts", attempt);
            var stored = (attempt == 1 ? read : null) ?? await Load(id, cancel) ?? new StoredCase(CaseDocument.Empty(header), null);
            if (IsBy(writing, stored))
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

            if (await commit.Try(id, stored, actor, decision.Facts, attempt, writing) is { } committed)
            {
                metrics.Committed(stored.State, committed.State, committed.Document.Facts[^1].RecordedAt);
                return await Finished(new ChangeResult(null, committed, true), committed, writing);
            }

            await Task.Delay(TimeSpan.FromMilliseconds(Random.Shared.Next(5, 20 + (10 * Math.Min(attempt, 10)))), cancel);
        }

        if (await Load(id, cancel) is { } known)
        {
            await commit.Tidy(known, writing);
        }

        return new ChangeResult(
            new Refusal(RefusalKind.Busy, Contracts.Problems.ProblemCodes.NotificationInProgress, "The case is being changed by too many at once. Try again."), null, false);
    }

    /// <summary>
    /// Removes messages from the outbox once they are sent, or keeps them there for as long as <see cref="WaitingNotices.AfterSending"/> says; one that was put
    /// back in the meantime stays as it is. What leaves the outbox is recorded as sent by the same put.
    /// </summary>
    /// <param name="setAside">Ids of those that no queue will ever take, and that were parked.</param>
    public Task ConfirmSent(CaseId id, IReadOnlyCollection<OutgoingMessage> sent, IReadOnlySet<string> setAside, CancellationToken cancel) =>
        ChangeOutbox(id, stored => SentMessages.AfterSending(stored, sent, setAside, time.GetUtcNow()), cancel);

    /// <summary>Puts a message back into the outbox for later, in the place of one with the same id; nothing when it isn't wanted any more.</summary>
    public Task Postpone(CaseId id, OutgoingMessage message, Func<CaseState, bool> isWanted, CancellationToken cancel) =>
        ChangeOutbox(
            id,
            stored => isWanted(stored.State) ? stored.Document with { Outbox = PutBack(stored.Document.Outbox, message) } : stored.Document,
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

        var writing = CaseWriting.Begin();
        if (await commit.Put(id, stored, stored, writing.Commit, writing, cancel) is { } done)
        {
            await commit.Tidy(done, writing);
        }

        return false;
    }

    /// <summary>Whether a case names the index entries that it calls for, and is listed with the metadata that it calls for.</summary>
    /// <param name="listed">The metadata as they were listed; null to leave them out of it.</param>
    public async Task<bool> IsIndexed(StoredCase stored, IDictionary<string, string>? listed, CancellationToken cancel) =>
        commit.IsListedAs(stored, listed)
        && (await index.EntriesFor(stored, cancel)).All(wanted => stored.Document.IndexEntries.Select(CaseCommit.WithoutEnding).Contains(wanted));

    /// <summary>Puts entries anew that a case names and that are gone.</summary>
    /// <returns>False when the case changed meanwhile.</returns>
    public async Task<bool> PutBack(CaseId id, IReadOnlySet<string> gone, CancellationToken cancel)
    {
        if (await Load(id, cancel) is not { } stored)
        {
            return false;
        }

        var writing = CaseWriting.Begin();
        var without = stored with { Document = stored.Document with { IndexEntries = [.. stored.Document.IndexEntries.Where(name => !gone.Contains(name))] } };
        if (await commit.Put(id, without, without, writing.Commit, writing, cancel) is not { } done)
        {
            return false;
        }

        await commit.Tidy(done, writing);
        return true;
    }

    private async Task ChangeOutbox(CaseId id, Func<StoredCase, CaseDocument> change, CancellationToken cancel)
    {
        for (var attempt = 1; attempt <= MaxAttempts; attempt++)
        {
            if (await Load(id, cancel) is not { } stored || change(stored) is not { } next || next.Outbox.SequenceEqual(stored.Document.Outbox))
            {
                return;
            }

            var writing = CaseWriting.Begin();
            if (await commit.Put(id, stored, stored with { Document = next }, writing.Commit, writing, cancel) is { } changed)
            {
                await commit.Tidy(changed, writing);
                return;
            }
        }

        throw new TimeoutException("The outbox could not be changed: the case is being changed by too many at once.");
    }

    /// <summary>Once it is known what is stored: what stands in the outbox is sent, and entries that nobody names are removed.</summary>
    private async Task<ChangeResult> Finished(ChangeResult result, StoredCase known, CaseWriting writing)
    {
        if (result.Changed && known.Document.Outbox.Any(message => !message.IsWaiting(time.GetUtcNow())))
        {
            signal.Raise(result.Case!.State.CaseId);
        }

        await commit.Tidy(known, writing);

        // Only now: before, a search would wait for this commit to be withdrawn.
        if (result.Changed)
        {
            subscribers.Raise();
        }

        return result;
    }

    private static CaseId IdOf(CaseHeader header) => CaseId.TryParse(header.CaseId, out var id) ? id : throw new ArgumentException("Not a case id.", nameof(header));

    private static bool IsBy(CaseWriting writing, StoredCase stored) => stored.Document.Facts.Any(fact => fact.Origin.Commit == writing.Commit);

    private BlobClient Blob(CaseId id) => storage.Cases.GetBlobClient($"{id.LocalAuthority}/{id.Value}.json");
}
