using System.Text.Json;
using IntegrationHub.Contracts;
using IntegrationHub.Contracts.Alerts;
using IntegrationHub.Domain.Cases;
using IntegrationHub.Domain.Escalations;
using IntegrationHub.Functions.Storage;

namespace IntegrationHub.Functions.Messaging;

/// <summary>
/// Notices that wait in an outbox: for the end of a quiet time, or for a channel that is down. One that has become untrue meanwhile is never sent.
/// </summary>
public static class WaitingNotices
{
    /// <summary>The alert in a message of the queue <c>escalations</c>; null when it is none.</summary>
    public static AlertMessage? Read(ReadOnlySpan<byte> body)
    {
        try
        {
            var alert = JsonSerializer.Deserialize<AlertMessage>(body, OutgoingMessages.Json);
            return alert is { AlertId: not null, CaseId: not null, State: DeliveryOutcomes.Raised or DeliveryOutcomes.Resolved, Recipients: not null } ? alert : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Which notice a message is.</summary>
    public static NoticeKey KeyOf(AlertMessage alert) => new(alert.AlertId, alert.State, alert.Round);

    /// <summary>The outbox without waiting notices that no longer hold: the alert was resolved or raised again, or care has ended.</summary>
    public static IEnumerable<OutgoingMessage> StillCalledFor(StoredCase stored, DateTimeOffset now) =>
        stored.Document.Outbox.Where(message => !message.IsWaiting(now) || KeyOf(message) is not { } notice || notice.Holds(stored.State));

    /// <summary>The roles that were told that the alerts were raised, or are being told: whose notice of it waits neither in the outbox nor for a digest.</summary>
    /// <param name="stored">The case with the outbox as it was before the alerts were resolved.</param>
    public static IReadOnlySet<string> Told(StoredCase stored, AlertResolved resolved, DateTimeOffset now)
    {
        var waiting = stored.Document.Outbox.Where(message => message.IsWaiting(now)).Select(message => message.MessageId).ToHashSet();
        return stored.State.Alerts
            .Where(alert => resolved.AlertIds.Contains(alert.Alert.AlertId))
            .Select(alert => (alert.Alert, Notice: new NoticeKey(alert.Alert.AlertId, DeliveryOutcomes.Raised, alert.Alert.Round)))
            .SelectMany(alert =>
            {
                var reached = RecordDelivery.Reached(stored.State, alert.Notice);
                return alert.Alert.Recipients
                    .Where(recipient => reached.Contains(recipient.Role) || (recipient.Digest is null && !waiting.Contains(alert.Notice.Id)))
                    .Select(recipient => recipient.Role);
            })
            .ToHashSet();
    }

    private static NoticeKey? KeyOf(OutgoingMessage message) =>
        message.Queue == Queues.Escalations && Read(System.Text.Encoding.UTF8.GetBytes(message.Body)) is { } alert ? KeyOf(alert) : null;
}
