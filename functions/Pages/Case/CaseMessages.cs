using IntegrationHub.Contracts;
using IntegrationHub.Domain.Cases;
using IntegrationHub.Domain.Escalations;
using IntegrationHub.Functions.Storage;

namespace IntegrationHub.Functions.Pages.Case;

/// <summary>What came in about a case, and what went out or waits to.</summary>
internal static class CaseMessages
{
    /// <summary>Each message once, the latest first.</summary>
    public static IEnumerable<MessageModel> In(StoredCase stored) => stored.Document.Facts
        .Where(fact => fact.Origin.MessageId is not null)
        .GroupBy(fact => (fact.Origin.MessageSource, fact.Origin.MessageId))
        .OrderByDescending(facts => facts.First().Number)
        .Select(facts => new MessageModel(
            ChronologyEntry.Moment(facts.First().RecordedAt), string.Join(" ", facts.Select(fact => ChronologyEntry.Sentence(fact.Data))),
            facts.Key.MessageSource!, "Taken in"));

    /// <summary>What stands in the outbox, then what became of notices.</summary>
    public static IEnumerable<MessageModel> Out(StoredCase stored, DateTimeOffset now) =>
    [
        .. stored.Document.Outbox.Select(message => new MessageModel(
            ChronologyEntry.Moment(message.CreatedAt), message.Queue == Queues.Escalations ? "Notice of an alert" : "Event for social care's system", Partner(message.Queue),
            message.SentAt is not null ? "On its way" : message.IsWaiting(now) ? $"Waits until {ChronologyEntry.Moment(message.From)}" : "To be sent")),
        .. stored.State.Alerts.SelectMany(alert => alert.Deliveries.Select(delivery => (alert.Alert, delivery.Delivery, delivery.At)))
            .GroupBy(entry => (entry.Alert.AlertId, entry.Delivery.Notice, entry.Delivery.Round, State: StateOf(entry.Delivery)))
            .OrderByDescending(notices => notices.Max(entry => entry.At))
            .Select(notices => new MessageModel(
                ChronologyEntry.Moment(notices.Max(entry => entry.At)),
                $"Notice of the alert of level {notices.First().Alert.Level}, {ChronologyEntry.KeyDateWords(notices.First().Alert.KeyDate)} ({notices.Key.Notice})",
                Words.Plain(string.Join(", ", notices.Select(entry => $"{entry.Delivery.Role.Replace('-', ' ')} by {entry.Delivery.Channel.Replace('-', ' ')}").Distinct())),
                notices.Key.State)),
    ];

    private static string StateOf(AlertDelivered delivery) =>
        delivery.Outcome == DeliveryOutcomes.Delivered ? "Delivered" : delivery.Final ? "Refused for good" : "Failed, tried again";

    private static string Partner(string queue) => queue == Queues.Escalations ? "People who must act" : "Social care";
}
