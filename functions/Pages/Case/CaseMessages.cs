using IntegrationHub.Contracts;
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
            .OrderByDescending(entry => entry.At)
            .Select(entry => new MessageModel(
                ChronologyEntry.Moment(entry.At), $"Notice of the alert of level {entry.Alert.Level}, {ChronologyEntry.KeyDateWords(entry.Alert.KeyDate)} ({entry.Delivery.Notice})",
                $"{Words.Plain(entry.Delivery.Role)}, by {Words.Plain(entry.Delivery.Channel).ToLowerInvariant()}",
                entry.Delivery.Outcome == DeliveryOutcomes.Delivered ? "Delivered" : entry.Delivery.Final ? "Refused for good" : "Failed, tried again")),
    ];

    private static string Partner(string queue) => queue == Queues.Escalations ? "People who must act" : "Social care";
}
