using IntegrationHub.Contracts;
using IntegrationHub.Contracts.Events;
using IntegrationHub.Domain.Cases;
using IntegrationHub.Domain.Escalations;
using IntegrationHub.Functions.Messaging;
using IntegrationHub.Functions.Storage;

namespace IntegrationHub.Functions.Pages.Case;

/// <summary>What went out about a case, or waits to, and how it stands.</summary>
internal static class MessagesOut
{
    /// <summary>What isn't done with first, then what was sent, the latest first.</summary>
    public static IEnumerable<MessageModel> Of(StoredCase stored, DateTimeOffset now) => Events(stored, now).Concat(Notices(stored, now))
        .OrderBy(row => row.IsDone).ThenByDescending(row => row.CalledForAt).Select(row => row.Message);

    private static IEnumerable<Row> Events(StoredCase stored, DateTimeOffset now) =>
    [
        .. stored.Document.Outbox.Where(message => message.Queue != Queues.Escalations)
            .Select(message => EventRow(SentMessages.KindOf(message), message.CreatedAt, StateOf(message, null, now), isDone: false)),
        .. stored.Document.Sent.Where(message => message.Queue != Queues.Escalations)
            .Select(message => EventRow(message.Kind, message.CalledForAt, StateOf(null, message, now), isDone: true)),
    ];

    private static Row EventRow(string? kind, DateTimeOffset calledForAt, string state, bool isDone) =>
        new(calledForAt, isDone, new MessageModel(ChronologyEntry.Moment(calledForAt), EventWords(kind), "Social care's system", state));

    private static IEnumerable<Row> Notices(StoredCase stored, DateTimeOffset now) =>
        from alert in stored.State.Alerts
        from kind in new[] { DeliveryOutcomes.Raised, DeliveryOutcomes.Resolved }
        from round in Enumerable.Range(1, Math.Max(1, alert.Alert.Round))
        let row = NoticeRow(stored, alert.Alert, new NoticeKey(alert.Alert.AlertId, kind, round), now)
        where row is not null
        select row;

    private static Row? NoticeRow(StoredCase stored, AlertRaised alert, NoticeKey key, DateTimeOffset now)
    {
        var waiting = stored.Document.Outbox.FirstOrDefault(message => message.MessageId == key.Id);
        var sent = stored.Document.Sent.FirstOrDefault(message => message.MessageId == key.Id);
        var deliveries = key.Deliveries(stored.State).ToList();
        if (waiting is null && sent is null && deliveries.Count == 0)
        {
            return null;
        }

        var calledForAt = waiting?.CreatedAt ?? sent?.CalledForAt ?? deliveries.Min(delivery => delivery.At);
        var roles = deliveries.Select(delivery => delivery.Delivery.Role).Concat(key.Kind == DeliveryOutcomes.Raised ? alert.Recipients.Select(recipient => recipient.Role) : []).Distinct().ToList();
        return new Row(calledForAt, waiting is null, new MessageModel(
            ChronologyEntry.Moment(calledForAt), NoticeWords(key.Kind, alert),
            roles.Count > 0 ? Words.Plain(Names(roles)) : "Those who were told of the alert",
            StateOf(waiting, sent, now))
        {
            Details = [.. Deliveries(deliveries, roles.Count)],
        });
    }

    private static string StateOf(OutgoingMessage? waiting, SentMessage? sent, DateTimeOffset now) => (waiting, sent) switch
    {
        ({ SentAt: { } at }, _) => $"On its way since {ChronologyEntry.Moment(at)}",
        ({ } message, _) when message.IsWaiting(now) => $"Waits until {ChronologyEntry.Moment(message.From)}",
        ({ }, _) => "Waits to be sent",
        (_, { IsSetAside: true, SentAt: var at }) => $"Not sent: set aside on {ChronologyEntry.Moment(at)} for those who run the hub",
        (_, { SentAt: var at }) => $"Sent on {ChronologyEntry.Moment(at)}",
        _ => "Sent",
    };

    /// <summary>A line for each channel, outcome and minute; it says to whom, unless that is everybody.</summary>
    private static IEnumerable<string> Deliveries(IEnumerable<(AlertDelivered Delivery, DateTimeOffset At)> deliveries, int roles) => deliveries
        .OrderBy(entry => entry.At)
        .GroupBy(entry => $"{OutcomeOf(entry.Delivery)} by {entry.Delivery.Channel.Replace('-', ' ')} on {ChronologyEntry.Moment(entry.At)}", entry => entry.Delivery.Role)
        .Select(told => told.Distinct().Count() == roles ? told.Key : $"{told.Key}: {Names(told.Distinct())}");

    private static string OutcomeOf(AlertDelivered delivery) =>
        delivery.Outcome == DeliveryOutcomes.Delivered ? "Delivered" : delivery.Final ? "Refused for good" : "Failed, tried again,";

    private static string Names(IEnumerable<string> roles) => string.Join(", ", roles.Select(Words.Role));

    private static string NoticeWords(string kind, AlertRaised alert) => kind == DeliveryOutcomes.Raised
        ? $"Notice of the alert of level {alert.Level}: {ChronologyEntry.KeyDateWords(alert.KeyDate)}"
        : $"Notice that it is no longer outstanding: {ChronologyEntry.KeyDateWords(alert.KeyDate)} (level {alert.Level})";

    private static string EventWords(string? kind) => kind switch
    {
        SocialCareEventTypes.ReferralReceived => "The health team received the referral",
        SocialCareEventTypes.ReferralAccepted => "The health team accepted the referral",
        SocialCareEventTypes.ReferralRejected => "The provider rejected the referral",
        SocialCareEventTypes.AppointmentBooked => "An appointment is booked",
        SocialCareEventTypes.AppointmentAttended => "The child was seen",
        SocialCareEventTypes.AppointmentNotAttended => "The child was not brought to the appointment",
        SocialCareEventTypes.AppointmentCancelled => "The appointment was cancelled",
        SocialCareEventTypes.AssessmentReturned => "The summary and the plan are back, with links to them",
        SocialCareEventTypes.ReferralRerouted => "Another provider is asked",
        SocialCareEventTypes.ReviewDue => "A review comes due",
        SocialCareEventTypes.CehaSignedOff => "The Care Entry Health Assessment is signed off, with links to its documents",
        SocialCareEventTypes.HealthPassportIssued => "The health passport is issued, with links to it",
        _ => "News of the case",
    };

    private sealed record Row(DateTimeOffset CalledForAt, bool IsDone, MessageModel Message);
}
