using System.Text.Json;
using IntegrationHub.Contracts;
using IntegrationHub.Domain.Cases;
using IntegrationHub.Functions.Storage;

namespace IntegrationHub.Functions.Messaging;

/// <summary>Keeps in the case that a message was sent, in the very put that takes the message out of the outbox.</summary>
public static class SentMessages
{
    /// <summary>
    /// The latest are kept. Some 25 reviews, a whole childhood in care, call for about a dozen messages each; so many take up 100 KB of a case that every reader
    /// reads whole. What each was sent for stays in the chronology.
    /// </summary>
    public const int MostKept = 500;

    /// <summary>The case once messages lie on their queues: without those that need not stay in the outbox, and with the record of them.</summary>
    /// <param name="sent">As they stood in the outbox when they were sent; one that was put back in the meantime stays as it is.</param>
    /// <param name="setAside">Ids of those that were parked instead.</param>
    public static CaseDocument AfterSending(StoredCase stored, IReadOnlyCollection<OutgoingMessage> sent, IReadOnlySet<string> setAside, DateTimeOffset now)
    {
        var (kept, gone) = (new List<OutgoingMessage>(), new List<SentMessage>());
        foreach (var message in stored.Document.Outbox)
        {
            List<OutgoingMessage> stays = sent.Contains(message) ? [.. WaitingNotices.AfterSending(message, stored.State, now)] : [message];
            kept.AddRange(stays);
            if (stays.Count == 0)
            {
                gone.Add(RecordOf(message, now) with { IsSetAside = setAside.Contains(message.MessageId) });
            }
        }

        return With(stored.Document with { Outbox = kept }, gone);
    }

    /// <summary>The case with another outbox after new facts, and the record of notices that these took out of it after they had been sent.</summary>
    /// <param name="after">The case with the new facts, and the outbox as it was.</param>
    /// <param name="outbox">The outbox as it is to be.</param>
    public static CaseDocument AfterFacts(StoredCase after, IReadOnlyList<OutgoingMessage> outbox)
    {
        var gone = after.Document.Outbox.ExceptBy(outbox.Select(message => message.MessageId), message => message.MessageId)
            .Select(message => SentAt(message, after.State) is { } at ? RecordOf(message, at) : null).OfType<SentMessage>();
        return With(after.Document with { Outbox = outbox }, [.. gone]);
    }

    /// <summary>What a message is, by its body: see <see cref="SentMessage.Kind"/>.</summary>
    public static string? KindOf(OutgoingMessage message)
    {
        try
        {
            using var body = JsonDocument.Parse(message.Body);
            return body.RootElement.TryGetProperty(message.Queue == Queues.Escalations ? "state" : "type", out var kind) ? kind.GetString() : null;
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>
    /// Whoever delivered a notice may have been faster than whoever confirms that it was sent, or it was put back since: then what became of it tells. Null when it was
    /// never sent, or nobody knows.
    /// </summary>
    private static DateTimeOffset? SentAt(OutgoingMessage message, CaseState state) =>
        message.SentAt ?? (WaitingNotices.NoticeIn(message) is { } alert
            ? WaitingNotices.KeyOf(alert).Deliveries(state).Select(delivery => (DateTimeOffset?)delivery.At).Min()
            : null);

    private static SentMessage RecordOf(OutgoingMessage message, DateTimeOffset sentAt) =>
        new(message.MessageId, message.Queue, KindOf(message), message.CreatedAt, sentAt);

    /// <summary>Each message once, however often it was sent.</summary>
    private static CaseDocument With(CaseDocument document, IReadOnlyList<SentMessage> gone)
    {
        var known = document.Sent.Select(message => message.MessageId).ToHashSet();
        var added = gone.Where(message => known.Add(message.MessageId)).ToList();
        return added.Count == 0 ? document : document with { Sent = [.. document.Sent.Concat(added).TakeLast(MostKept)] };
    }
}
