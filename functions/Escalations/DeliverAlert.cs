using System.Diagnostics;
using System.Text;
using IntegrationHub.Contracts;
using IntegrationHub.Contracts.Alerts;
using IntegrationHub.Domain.Cases;
using IntegrationHub.Domain.Escalations;
using IntegrationHub.Domain.Identifiers;
using IntegrationHub.Domain.Policies;
using IntegrationHub.Functions.Escalations.Delivery;
using IntegrationHub.Functions.Escalations.Digests;
using IntegrationHub.Functions.Hosting;
using IntegrationHub.Functions.Messaging;
using IntegrationHub.Functions.Policies;
using IntegrationHub.Functions.Storage;

namespace IntegrationHub.Functions.Escalations;

/// <summary>
/// Hands an alert to its recipients. Each delivery and each failure is recorded on the case; a recipient who was reached is not sent the same notice
/// again; one who is told by digest finds it there (<see cref="SendDigests"/>). What a channel doesn't take now goes back into the case's outbox for later, as long as it still holds: queues give up after a few deliveries, the
/// outbox never does. It keeps the notice until all are told, so nothing is lost when the queue's message is (<see cref="WaitingNotices.AfterSending"/>).
/// </summary>
public sealed class DeliverAlert(
    CaseStore cases, CaseRules rules, LocalRecord record, NoticeDelivery delivery, DigestSpool digests, TimeProvider time, ILogger<DeliverAlert> log) : IQueueFunction
{
    private static readonly TimeSpan WhileAnotherDelivers = TimeSpan.FromSeconds(5);

    public async Task<TriggerResult> Handle(TriggerMessage message, CancellationToken cancel)
    {
        if (WaitingNotices.Read(message.Body.Span) is not { } alert || !CaseId.TryParse(alert.CaseId, out var caseId))
        {
            return TriggerResult.Park("not-an-alert");
        }

        if (await cases.Load(caseId, cancel) is not { } stored || stored.State.Alerts.All(known => known.Alert.AlertId != alert.AlertId))
        {
            return TriggerResult.Park("alert-not-known");
        }

        var sending = new Sending(alert, WaitingNotices.KeyOf(alert), caseId, Encoding.UTF8.GetString(message.Body.Span));
        if (NothingToDo(stored.State, sending) is { } done)
        {
            return done;
        }

        var now = time.GetUtcNow();
        var readyAt = QuietTime.ReadyAt(now, rules.For(stored.State).QuietHours, rules.Calendar);
        if (readyAt > now)
        {
            return await Postpone(sending, readyAt, "quiet time", cancel);
        }

        await digests.Add(alert, RecordDelivery.Outstanding(stored.State, sending.Key, sending.Roles), cancel);
        var alone = sending with { Alert = alert with { Recipients = [.. alert.Recipients.Where(recipient => recipient.Digest is null)] } };
        return alone.Alert.Recipients.Count == 0 ? TriggerResult.Done("left to a digest")
            : await DeliverAlone(alone, cancel) is { } result ? result
            : message.IsLastDelivery ? await Postpone(sending, now + WhileAnotherDelivers, "being delivered", cancel)
            : TriggerResult.Retry("being-delivered");
    }

    private static TriggerResult? NothingToDo(CaseState state, Sending sending) =>
        WaitingNotices.IsCalledFor(sending.Alert, state) ? null : TriggerResult.Done(sending.Key.Holds(state) ? "delivered before" : "no longer so");

    /// <summary>Null when somebody else is delivering the same notice.</summary>
    private async Task<TriggerResult?> DeliverAlone(Sending sending, CancellationToken cancel)
    {
        var notice = AlertNotice.Of(sending.Alert);
        await record.Deliver(notice, [], cancel);
        if (await record.Claim(notice, cancel) is not { } claim)
        {
            return null;
        }

        await using (claim)
        {
            // Read only now: whoever held the claim before has recorded what it did.
            var stored = await cases.Load(sending.CaseId, cancel) ?? throw new InvalidOperationException("A case was stored and is gone.");
            return NothingToDo(stored.State, sending) ?? await Deliver(stored, sending, notice, cancel);
        }
    }

    private async Task<TriggerResult> Deliver(StoredCase stored, Sending sending, Notice notice, CancellationToken cancel)
    {
        var roles = RecordDelivery.Outstanding(stored.State, sending.Key, sending.Roles);
        var recipients = sending.Alert.Recipients.Where(recipient => roles.Contains(recipient.Role)).DistinctBy(recipient => recipient.Role);
        var policy = rules.For(stored.State);
        var outcomes = await delivery.Deliver(
            notice, policy, [.. recipients.Select(recipient => new NoticeRecipient(recipient.Role, AddressOf(recipient, sending.Key, stored.State, policy)))], cancel);
        var result = await cases.Change(
            stored.Document.Header, Actor.Hub(nameof(DeliverAlert)),
            state => RecordDelivery.Decide(state, time.GetUtcNow(), [.. outcomes.Select(outcome => NoticeDelivery.FactOf(sending.Key, outcome))]), cancel);
        if (result is not { Refusal: null, Case.State: { } state })
        {
            return TriggerResult.Retry(result.Refusal?.Code ?? "not-recorded");
        }

        Tell(sending, outcomes);
        return outcomes.Any(outcome => outcome.Outcome.Kind == NoticeOutcomeKind.Failed)
            ? await Postpone(sending, NextAttempt(state, sending, outcomes), "a channel failed", cancel)
            : TriggerResult.Done("delivered");
    }

    /// <summary>
    /// Contacts and directory may have been corrected since the alert was raised: who is to act now is told. Its end is told to whom its raising was.
    /// </summary>
    private static string? AddressOf(AlertRecipient recipient, NoticeKey key, CaseState state, Policy policy)
    {
        var current = Escalation.AddressOf(recipient.Role, state, policy);
        return key.Kind == DeliveryOutcomes.Raised ? current ?? recipient.Address : recipient.Address ?? current;
    }

    private DateTimeOffset NextAttempt(CaseState state, Sending sending, IReadOnlyList<RecipientOutcome> outcomes)
    {
        var outstanding = RecordDelivery.Outstanding(state, sending.Key, sending.Roles);
        var now = time.GetUtcNow();
        var failedAt = sending.Key.Deliveries(state).Where(entry => outstanding.Contains(entry.Delivery.Role)).Select(entry => entry.At).Append(now).Min();
        var next = RedeliveryLadder.Default.NextAfter(failedAt, now, outcomes.Max(outcome => outcome.Outcome.RetryAfter));
        return QuietTime.ReadyAt(next, rules.For(state).QuietHours, rules.Calendar);
    }

    private async Task<TriggerResult> Postpone(Sending sending, DateTimeOffset until, string why, CancellationToken cancel)
    {
        await cases.Postpone(
            sending.CaseId, new OutgoingMessage(sending.Key.Id, Queues.Escalations, sending.Body, sending.Alert.RaisedAt, until) { TraceParent = Activity.Current?.Id },
            state => WaitingNotices.IsCalledFor(sending.Alert, state), cancel);
        return TriggerResult.Done($"put back: {why}");
    }

    /// <summary>Nobody but the operator can mend a refusal: it is an alarm, too (<see cref="Domain.Alarms.Reach.Refused"/>). Roles and reasons name no person.</summary>
    private void Tell(Sending sending, IReadOnlyList<RecipientOutcome> outcomes)
    {
        foreach (var refused in outcomes.Where(outcome => outcome.Outcome.Kind == NoticeOutcomeKind.Refused))
        {
            log.LogWarning(
                "Notice {Notice} can't be delivered to {Role} by {Channel}: {Reason}", sending.Key.Id, refused.Recipient.Role, refused.Channel, refused.Outcome.Reason);
        }
    }

    /// <param name="Body">The message as it came, to be put back unchanged.</param>
    private sealed record Sending(AlertMessage Alert, NoticeKey Key, CaseId CaseId, string Body)
    {
        public IEnumerable<string> Roles => Alert.Recipients.Select(recipient => recipient.Role);
    }
}
