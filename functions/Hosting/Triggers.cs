namespace IntegrationHub.Functions.Hosting;

/// <summary>A message as a queue trigger delivers it.</summary>
/// <param name="Queue">Where it came from.</param>
/// <param name="Body">Its content.</param>
/// <param name="MessageId">The broker's id of it.</param>
/// <param name="DeliveryCount">1 for the first delivery.</param>
public sealed record TriggerMessage(string Queue, ReadOnlyMemory<byte> Body, string MessageId, int DeliveryCount)
{
    /// <summary>
    /// Storage queues deliver five times before the host moves a message to the poison queue (host.json, maxDequeueCount); the
    /// last but one delivery is where the hub still parks it itself. Of Service Bus the queue's maxDeliveryCount must be more than this.
    /// </summary>
    public const int LastDelivery = 4;

    /// <summary>What the host handed over, as it was.</summary>
    public string Raw { get; init; } = "";

    public bool IsLastDelivery => DeliveryCount >= LastDelivery;
}

/// <summary>What a trigger's function says became of its message.</summary>
/// <param name="Kind">What the host is to do.</param>
/// <param name="Reason">Stable code, without personal data.</param>
public sealed record TriggerResult(TriggerResultKind Kind, string Reason)
{
    /// <summary>The message is dealt with.</summary>
    public static TriggerResult Done(string note) => new(TriggerResultKind.Done, note);

    /// <summary>A transient fault: let the broker deliver it again.</summary>
    public static TriggerResult Retry(string reason) => new(TriggerResultKind.Retry, reason);

    /// <summary>A permanent fault: keep it aside for a person.</summary>
    public static TriggerResult Park(string reason) => new(TriggerResultKind.Park, reason);
}

/// <summary>Kinds of <see cref="TriggerResult"/>.</summary>
public enum TriggerResultKind
{
    Done,
    Retry,
    Park,
}

/// <summary>A function that a queue triggers.</summary>
public interface IQueueFunction
{
    Task<TriggerResult> Handle(TriggerMessage message, CancellationToken cancel);
}

/// <summary>A function that a timer triggers.</summary>
public interface ITimerFunction
{
    Task<TriggerResult> Run(CancellationToken cancel);
}
