using IntegrationHub.Contracts.Alerts;
using IntegrationHub.Domain.Cases;
using IntegrationHub.Domain.Escalations;
using IntegrationHub.Domain.Identifiers;
using IntegrationHub.Domain.Policies;
using IntegrationHub.Functions.Escalations.Delivery;
using IntegrationHub.Functions.Hosting;
using IntegrationHub.Functions.Messaging;
using IntegrationHub.Functions.Policies;
using IntegrationHub.Functions.Storage;

namespace IntegrationHub.Functions.Escalations.Digests;

/// <summary>
/// Sends a digest once nothing has been added to it for a while, and records it on every case. What is sent is fixed first, told under one id, noted as told,
/// recorded, and removed last: killed anywhere, the next run does the rest, and whoever was told already can tell the repeat by the id.
/// </summary>
public sealed class SendDigests(
    DigestSpool spool, CaseStore cases, CaseRules rules, LocalRecord record, NoticeDelivery delivery, HubSettings settings, TimeProvider time, ILogger<SendDigests> log) : ITimerFunction
{
    public async Task<TriggerResult> Run(CancellationToken cancel)
    {
        var sent = 0;
        var failed = 0;
        foreach (var digest in (await spool.List(cancel)).Where(digest => digest.IsReady))
        {
            try
            {
                sent += await Send(digest, cancel) ? 1 : 0;
            }
            catch (Exception fault) when (!cancel.IsCancellationRequested)
            {
                // One broken digest must not keep the others back.
                failed++;
                log.LogError("Digest {Digest} not sent: {Fault}", digest.DigestId, fault.GetType().Name);
            }
        }

        return failed == 0 ? TriggerResult.Done($"sent {sent}") : TriggerResult.Retry($"failed {failed}");
    }

    /// <returns>True when it is dealt with.</returns>
    private async Task<bool> Send(SpooledDigest digest, CancellationToken cancel)
    {
        var manifest = await spool.Begin(digest, cancel);
        var now = time.GetUtcNow();
        if (manifest.NotBefore > now)
        {
            return false;
        }

        var outstanding = await Outstanding(await spool.Read(manifest, cancel), cancel);
        if (outstanding.Count == 0)
        {
            await spool.Remove(digest.DigestId, manifest, cancel);
            return true;
        }

        // The planner put cases of one policy together.
        var policy = rules.For(outstanding[0].State);
        var alerts = outstanding.Select(entry => entry.Alert).ToList();
        if (manifest.Told is { } told)
        {
            return await Settle(digest.DigestId, manifest, alerts, OutcomeOf(told), cancel);
        }

        var readyAt = QuietTime.ReadyAt(now, policy.QuietHours, rules.Calendar);
        if (readyAt > now)
        {
            await spool.Update(digest.DigestId, manifest with { NotBefore = readyAt }, cancel);
            return false;
        }

        return await Tell(digest.DigestId, DigestNotice.Of(manifest.NoticeId, alerts, $"{settings.PublicUrl}/hub/cases"), alerts, policy, cancel);
    }

    /// <returns>True when it is dealt with.</returns>
    private async Task<bool> Tell(string digestId, Notice notice, IReadOnlyList<AlertMessage> alerts, Policy policy, CancellationToken cancel)
    {
        await record.Deliver(notice, [], cancel);
        if (await record.Claim(notice, cancel) is not { } claim)
        {
            return false;
        }

        await using (claim)
        {
            // Read only now: whoever held the claim before has written what became of it.
            if (await spool.Find(digestId, cancel) is not { Told: null } manifest || manifest.NotBefore > time.GetUtcNow())
            {
                return false;
            }

            var recipient = alerts[0].Recipients[0];
            var address = recipient.Address ?? policy.RoleAddresses.GetValueOrDefault(recipient.Role);
            var told = (await delivery.Deliver(notice, policy, [new NoticeRecipient(recipient.Role, address)], cancel))[0];

            // Before anything is recorded on many cases: that may take longer than the claim lasts, or be cut off, and what is left of it would be another text.
            manifest = After(manifest, told);
            await spool.Update(digestId, manifest, cancel);
            return await Settle(digestId, manifest, alerts, told, cancel);
        }
    }

    /// <summary>Alerts that still hold and of which the recipient was not told.</summary>
    private async Task<IReadOnlyList<(AlertMessage Alert, CaseState State)>> Outstanding(IReadOnlyList<AlertMessage> alerts, CancellationToken cancel)
    {
        var outstanding = new List<(AlertMessage, CaseState)>();
        foreach (var alert in alerts)
        {
            var key = WaitingNotices.KeyOf(alert);
            if (CaseId.TryParse(alert.CaseId, out var id) && await cases.Load(id, cancel) is { State: { } state } && key.Holds(state)
                && RecordDelivery.Outstanding(state, key, [alert.Recipients[0].Role]).Count > 0)
            {
                outstanding.Add((alert, state));
            }
        }

        return outstanding;
    }

    private async Task Record(IReadOnlyList<AlertMessage> alerts, RecipientOutcome told, CancellationToken cancel)
    {
        foreach (var ofCase in alerts.GroupBy(alert => alert.CaseId))
        {
            if (!CaseId.TryParse(ofCase.Key, out var id) || await cases.Load(id, cancel) is not { } stored)
            {
                continue;
            }

            var facts = ofCase.Select(alert => NoticeDelivery.FactOf(WaitingNotices.KeyOf(alert), told)).ToList();
            var result = await cases.Change(
                stored.Document.Header, Actor.Hub(nameof(SendDigests)), state => RecordDelivery.Decide(state, time.GetUtcNow(), facts), cancel);
            if (result.Refusal is not null)
            {
                throw new TimeoutException("A digest could not be recorded on a case: it is being changed by too many at once.");
            }
        }
    }

    private DigestManifest After(DigestManifest manifest, RecipientOutcome told)
    {
        if (told.Outcome.Kind != NoticeOutcomeKind.Failed)
        {
            return manifest with { Told = new DigestTold(told.Recipient.Role, told.Channel, told.Outcome.Reason) };
        }

        var now = time.GetUtcNow();
        var firstFailedAt = manifest.FirstFailedAt ?? now;
        return manifest with { FirstFailedAt = firstFailedAt, NotBefore = RedeliveryLadder.Default.NextAfter(firstFailedAt, now, told.Outcome.RetryAfter) };
    }

    private static RecipientOutcome OutcomeOf(DigestTold told) => new(
        new NoticeRecipient(told.Role, null), told.Channel, told.Reason is { } reason ? NoticeOutcome.Refused(reason) : NoticeOutcome.Delivered);

    /// <returns>True when it is dealt with.</returns>
    private async Task<bool> Settle(string digestId, DigestManifest manifest, IReadOnlyList<AlertMessage> alerts, RecipientOutcome told, CancellationToken cancel)
    {
        await Record(alerts, told, cancel);
        if (told.Outcome.Kind == NoticeOutcomeKind.Failed)
        {
            return false;
        }

        await spool.Remove(digestId, manifest, cancel);
        return true;
    }
}
