using System.Text.Json;
using IntegrationHub.Contracts.Alerts;
using IntegrationHub.Domain.Cases;
using IntegrationHub.Domain.Escalations;
using IntegrationHub.Domain.Identifiers;
using IntegrationHub.Functions.Hosting;
using IntegrationHub.Functions.Messaging;
using IntegrationHub.Functions.Storage;

namespace IntegrationHub.Functions.Escalations;

/// <summary>
/// Hands an alert to its recipients: always to the local record and, if one is configured, to a webhook. Each delivery and each failure is
/// recorded on the case; a recipient who was reached is not sent the same notice again.
/// </summary>
public sealed class DeliverAlert(CaseStore cases, LocalRecord record, AlertWebhook webhook, TimeProvider time) : IQueueFunction
{
    public async Task<TriggerResult> Handle(TriggerMessage message, CancellationToken cancel)
    {
        if (Read(message.Body) is not { } alert || !CaseId.TryParse(alert.CaseId, out var caseId))
        {
            return TriggerResult.Park("not-an-alert");
        }

        if (await cases.Load(caseId, cancel) is not { } stored || stored.State.Alerts.All(known => known.Alert.AlertId != alert.AlertId))
        {
            return TriggerResult.Park("alert-not-known");
        }

        var outstanding = RecordDelivery.Outstanding(stored.State, alert.AlertId, alert.State, alert.Recipients.Select(recipient => recipient.Role));
        if (outstanding.Count == 0)
        {
            return TriggerResult.Done("delivered before");
        }

        await record.Write(alert, cancel);
        var failure = await webhook.Post(alert, cancel);
        var recorded = await Record(stored, alert, outstanding, failure, cancel);
        return recorded.Refusal is { } refusal ? TriggerResult.Retry(refusal.Code)
            : failure is null ? TriggerResult.Done("delivered") : TriggerResult.Retry("webhook-failed");
    }

    private Task<ChangeResult> Record(StoredCase stored, AlertMessage alert, IReadOnlyList<string> roles, string? failure, CancellationToken cancel)
    {
        var channel = webhook.IsConfigured ? "webhook" : "local-record";
        var outcome = failure is null ? DeliveryOutcomes.Delivered : DeliveryOutcomes.Failed;
        var facts = roles.Select(role => new AlertDelivered(alert.AlertId, alert.State, role, channel, outcome, failure)).ToList();
        return cases.Change(
            stored.Document.Header, Actor.Hub(nameof(DeliverAlert)), state => RecordDelivery.Decide(state, time.GetUtcNow(), facts), cancel);
    }

    private static AlertMessage? Read(ReadOnlyMemory<byte> body)
    {
        try
        {
            var alert = JsonSerializer.Deserialize<AlertMessage>(body.Span, OutgoingMessages.Json);
            return alert is { AlertId: not null, CaseId: not null, State: DeliveryOutcomes.Raised or DeliveryOutcomes.Resolved, Recipients: not null } ? alert : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
