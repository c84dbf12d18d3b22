namespace IntegrationHub.Functions.Messaging;

/// <summary>A message on its way to the broker.</summary>
/// <param name="Queue">One of <see cref="Contracts.Queues"/>.</param>
/// <param name="Body">Its content, JSON as a rule.</param>
/// <param name="MessageId">
/// The same each time that the same message is sent, another for every other one, at most <see cref="MostIdCharacters"/>: duplicate detection drops what it has seen.
/// </param>
public sealed record BrokerMessage(string Queue, ReadOnlyMemory<byte> Body, string MessageId)
{
    /// <summary>What Service Bus allows.</summary>
    public const int MostIdCharacters = 128;

    /// <summary>W3C trace context of what called for it; null when there is none.</summary>
    public string? TraceParent { get; init; }

    /// <summary>Media type of <see cref="Body"/>; null for what the queue's messages are.</summary>
    public string? ContentType { get; init; }
}

/// <summary>Sends to one broker. Which one is used is the setting <c>HUB_BROKER</c>.</summary>
public interface IMessageSender
{
    /// <summary>Sends, with a few retries while the broker is away. Past the broker's size limit the body goes into a blob and a claim to it is sent (<see cref="ClaimCheck"/>).</summary>
    /// <exception cref="MessageNotSentException">It was not taken, or nobody knows whether it was: sent again it keeps its id.</exception>
    Task Send(BrokerMessage message, CancellationToken cancel);

    /// <summary>About how many messages stand on a queue; null where the broker doesn't tell this hub.</summary>
    Task<int?> DepthOf(string queue, CancellationToken cancel);

    /// <summary>Since when the oldest message on a queue has been ready to be taken, by the broker's clock; <see cref="DateTimeOffset.MaxValue"/> when there is none, null where the broker doesn't tell this hub.</summary>
    Task<DateTimeOffset?> OldestOf(string queue, CancellationToken cancel);

    /// <summary>About how many the broker gave up on, not collected yet; null where the broker doesn't tell this hub.</summary>
    Task<int?> DeadLettersOf(string queue, CancellationToken cancel);
}
