using System.Diagnostics;
using IntegrationHub.Contracts.Operations;
using IntegrationHub.Domain.Calendar;
using IntegrationHub.Domain.Identifiers;
using IntegrationHub.Domain.Retention;
using IntegrationHub.Functions.Escalations.Delivery;
using IntegrationHub.Functions.Operations;
using IntegrationHub.Functions.Security;
using IntegrationHub.Functions.Storage;

namespace IntegrationHub.Functions.Retention;

/// <summary>
/// Removes one case whose time is up, with all that belongs to it. The order is such that it may be killed at any instruction and begun again: the case is taken
/// from everybody's sight; a hold is looked for once more; what goes is written down; it goes; the proof is appended to the audit; the case itself goes last.
/// </summary>
public sealed class RemoveCase(
    CaseRemoval removal, RemovalRecords records, LegalHolds holds, DocumentStore documents, DeliveryRecords deliveries, CaseIndex index, ParkedAbout about,
    ReplayParked settle, AuditTrail audit, TimeProvider time)
{
    private const string WhoRemoves = "retention";

    /// <param name="rule">Null when nothing is to be removed any more: what had begun is still brought to its end.</param>
    /// <param name="entries">The index entries that point to the case.</param>
    /// <returns>True when the case is gone.</returns>
    public async Task<bool> Run(CaseId id, RetentionRule? rule, IEnumerable<IndexEntry> entries, CancellationToken cancel)
    {
        if (await removal.Find(id, cancel) is not { } found)
        {
            return false;
        }

        if (found.Phase != RemovalPhase.Begun)
        {
            if (await Begin(found, rule, cancel) is not { } begun)
            {
                return false;
            }

            found = begun;
        }

        var proof = (await records.Find(id, cancel))!.Proof!;
        await RemoveWhatBelongs(found, proof, entries, cancel);
        await audit.Append(
            new AuditEntry(time.GetUtcNow(), nameof(ApplyRetention), "TIMER", "", 200, null, null, "hub", id.Value, null, Activity.Current?.TraceId.ToString() ?? "") { Removed = proof },
            cancel);
        await removal.Remove(id, cancel);
        return true;
    }

    /// <returns>The case, which nothing saves any more; null when it stays.</returns>
    private async Task<RemovableCase?> Begin(RemovableCase found, RetentionRule? rule, CancellationToken cancel)
    {
        var id = found.Case.State.CaseId;
        if (rule is null || !IsDue(found.Case, rule) || await holds.IsHeld(id, cancel))
        {
            await CallOff(found, cancel);
            return null;
        }

        if (found.Phase == RemovalPhase.None)
        {
            // First, so that a message which meets the marked case finds out why it is not there.
            await records.Put(id, null, cancel);
            if (await removal.TryMark(found, RemovalPhase.Judged, cancel) is not { } judged)
            {
                return null;
            }

            found = judged;
            if (await holds.IsHeld(id, cancel))
            {
                await CallOff(found, cancel);
                return null;
            }
        }

        await records.Put(id, await ProofOf(found, rule, cancel), cancel);
        return await removal.TryMark(found, RemovalPhase.Begun, cancel);
    }

    private Task CallOff(RemovableCase found, CancellationToken cancel) =>
        found.Phase == RemovalPhase.None ? Task.CompletedTask : removal.TryMark(found, RemovalPhase.None, cancel);

    private bool IsDue(StoredCase stored, RetentionRule rule) =>
        stored.Document.Outbox.Count == 0 && rule.IsPast(stored.State, stored.Document.Facts, LondonTime.Today(time));

    private async Task<RemovalProof> ProofOf(RemovableCase found, RetentionRule rule, CancellationToken cancel)
    {
        var id = found.Case.State.CaseId;
        var contents = await documents.List(id, cancel);
        var records = (await deliveries.Of(id, cancel)).Count + (await deliveries.DigestsOf(id, cancel)).Count;
        return new RemovalProof(
            rule.InWords, time.GetUtcNow(), found.Case.Document.Facts.Count, contents.Count, records, await Parked(found.Case, cancel).CountAsync(cancel), found.Sha256,
            [.. contents.Select(content => content.Sha256)]);
    }

    private async Task RemoveWhatBelongs(RemovableCase found, RemovalProof proof, IEnumerable<IndexEntry> entries, CancellationToken cancel)
    {
        var id = found.Case.State.CaseId;
        foreach (var content in await documents.List(id, cancel))
        {
            await documents.TryRemove(content, cancel);
        }

        await deliveries.Remove(id, [.. await deliveries.Of(id, cancel), .. await deliveries.DigestsOf(id, cancel)], cancel);
        foreach (var message in await Parked(found.Case, cancel).ToListAsync(cancel))
        {
            await settle.Discard(message.Parked.Id, proof.Rule, WhoRemoves, cancel);
        }

        await holds.Remove(id, cancel);
        await index.Remove([.. found.Case.Document.IndexEntries.Union(entries.Select(entry => entry.Name))], cancel);
    }

    /// <summary>
    /// Parked messages about the case. One that names the child only may be about a later episode: it counts when it was parked before the
    /// last entry of this case's chronology.
    /// </summary>
    private IAsyncEnumerable<AboutCase> Parked(StoredCase stored, CancellationToken cancel)
    {
        var last = stored.Document.Facts[^1].RecordedAt;
        return about.Of(stored.Document.Header, cancel).Where(message => message.NamesCase || message.Parked.Message.ParkedAt <= last);
    }
}
