using System.Diagnostics;
using System.Text;
using IntegrationHub.Functions.Hosting;
using IntegrationHub.Functions.Messaging;
using IntegrationHub.Functions.Storage;

namespace IntegrationHub.Functions.Operations;

/// <summary>What came of replaying or discarding a parked message.</summary>
public enum SettleOutcome
{
    Done,
    NotKnown,

    /// <summary>It was discarded, and its content is gone.</summary>
    Discarded,

    /// <summary>It is being changed by somebody else.</summary>
    Busy,
}

/// <summary>
/// Sends a parked message to its queue once more, or puts it away for good. It is sent before that is recorded: killed in between it may be sent twice, never
/// not at all, and every handler takes the same message twice. One that fails again is parked anew, as a message of its own.
/// </summary>
public sealed class ReplayParked(ParkedStore parked, IMessageSender sender, TimeProvider time)
{
    private const int MaxAttempts = 5;

    /// <param name="who">Claim <c>sub</c>.</param>
    public Task<SettleOutcome> Replay(string id, string who, CancellationToken cancel) => Settle(id, async message =>
    {
        if (message.State == ParkedStates.Parked)
        {
            await sender.Send(Again(id, message), cancel);
        }

        return message.State switch
        {
            ParkedStates.Parked => message with { State = ParkedStates.Replayed, SettledAt = time.GetUtcNow(), SettledBy = who },
            _ => message,
        };
    }, cancel);

    /// <summary>The content is removed; that there was a message, and why it was put away, stays.</summary>
    /// <param name="who">Claim <c>sub</c>.</param>
    public Task<SettleOutcome> Discard(string id, string reason, string who, CancellationToken cancel) => Settle(id, message => Task.FromResult(
        message.State == ParkedStates.Discarded
            ? message
            : message with { State = ParkedStates.Discarded, Envelope = null, SettledAt = time.GetUtcNow(), SettledBy = who, DiscardReason = reason }), cancel, takesDiscarded: true);

    /// <summary>What is to be processed: out of the host's envelope, if it came in one.</summary>
    public static ReadOnlyMemory<byte> BodyOf(ParkedMessage message) =>
        !message.IsOutgoing && TriggerEnvelope.Parse(message.Envelope!) is { } envelope ? envelope.Body : Encoding.UTF8.GetBytes(message.Envelope!);

    /// <summary>The id is that of the parked message: under its first one a broker that detects duplicates would drop it.</summary>
    private static BrokerMessage Again(string id, ParkedMessage message) => new(message.Queue, BodyOf(message), $"replay-{id}") { TraceParent = Activity.Current?.Id };

    private async Task<SettleOutcome> Settle(string id, Func<ParkedMessage, Task<ParkedMessage>> settle, CancellationToken cancel, bool takesDiscarded = false)
    {
        for (var attempt = 1; attempt <= MaxAttempts; attempt++)
        {
            if (await parked.Find(id, cancel) is not { } stored)
            {
                return SettleOutcome.NotKnown;
            }

            if (stored.Message.State == ParkedStates.Discarded && !takesDiscarded)
            {
                return SettleOutcome.Discarded;
            }

            var settled = await settle(stored.Message);
            if (settled == stored.Message || await parked.TrySettle(stored, settled, cancel))
            {
                return SettleOutcome.Done;
            }
        }

        return SettleOutcome.Busy;
    }
}
