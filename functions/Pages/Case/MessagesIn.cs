using IntegrationHub.Functions.Storage;

namespace IntegrationHub.Functions.Pages.Case;

/// <summary>What came in about a case.</summary>
internal static class MessagesIn
{
    /// <summary>Each message once, the latest first.</summary>
    public static IEnumerable<MessageModel> Of(StoredCase stored) => stored.Document.Facts
        .Where(fact => fact.Origin.MessageId is not null)
        .GroupBy(fact => (fact.Origin.MessageSource, fact.Origin.MessageId))
        .OrderByDescending(facts => facts.First().Number)
        .Select(facts => new MessageModel(
            ChronologyEntry.Moment(facts.First().RecordedAt), string.Join(" ", facts.Select(fact => ChronologyEntry.Sentence(fact.Data))),
            ChronologyEntry.Sender(facts.Key.MessageSource!), "Taken in"));
}
