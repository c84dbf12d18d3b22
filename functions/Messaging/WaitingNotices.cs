using System.Text.Json;
using IntegrationHub.Contracts;
using IntegrationHub.Contracts.Alerts;
using IntegrationHub.Domain.Cases;
using IntegrationHub.Domain.Escalations;
using IntegrationHub.Functions.Storage;

namespace IntegrationHub.Functions.Messaging;

/// <summary>
/// Notices that wait in an outbox: for the end of a quiet time, for a channel that is down, or, on their way, until it is recorded that they were
/// delivered. One that has become untrue meanwhile is never sent.
/// </summary>
public static class WaitingNotices
{
    /// <summary>
    /// So long after it was sent a notice is sent again, unless it was delivered, or put back for another moment: the queue gives a message up after four
    /// deliveries, some two minutes apart from the first. A notice that only waits behind others is sent twice and told once.
    /// </summary>
    public static readonly TimeSpan UntilSentAgain = TimeSpan.FromMinutes(30);

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

    /// <summary>Whether a notice still says how things stand, and somebody is still to be told.</summary>
    public static bool IsCalledFor(AlertMessage alert, CaseState state) => KeyOf(alert) is var key && key.Holds(state)
        && RecordDelivery.Outstanding(state, key, alert.Recipients.Select(recipient => recipient.Role)).Count > 0;

    /// <summary>
    /// The outbox without notices that are not called for any more: everybody was told, the alert was resolved or raised again, or care has ended.
    /// </summary>
    public static IEnumerable<OutgoingMessage> StillCalledFor(StoredCase stored) =>
        stored.Document.Outbox.Where(message => NoticeIn(message) is not { } alert || IsCalledFor(alert, stored.State));

    /// <summary>
    /// What stays in the outbox of a message that lies on its queue: nothing of an event; a notice that is called for, until its delivery is recorded. So
    /// whatever becomes of the queue's message (storage is away for all its deliveries, say), the notice is sent again.
    /// </summary>
    public static IEnumerable<OutgoingMessage> AfterSending(OutgoingMessage message, CaseState state, DateTimeOffset now) =>
        NoticeIn(message) is { } alert && IsCalledFor(alert, state)
            ? [message with { NotBefore = now + UntilSentAgain, Attempt = message.Attempt + 1, SentAt = now }]
            : [];

    /// <summary>The roles that were told that the alerts were raised, or are being told: whose notice of it waits neither in the outbox nor for a digest.</summary>
    /// <param name="stored">The case with the outbox as it was before the alerts were resolved.</param>
    public static IReadOnlySet<string> Told(StoredCase stored, AlertResolved resolved, DateTimeOffset now)
    {
        var waiting = stored.Document.Outbox.Where(message => message.IsWaiting(now) && message.SentAt is null).Select(message => message.MessageId).ToHashSet();
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

    /// <summary>The notice that a message of an outbox is; null when it is something else.</summary>
    public static AlertMessage? NoticeIn(OutgoingMessage message) =>
        message.Queue == Queues.Escalations ? Read(System.Text.Encoding.UTF8.GetBytes(message.Body)) : null;
}
