namespace IntegrationHub.Functions.Messaging;

/// <summary>Why a broker didn't take a message.</summary>
public enum SendFault
{
    /// <summary>It is away, busy or slow: another attempt, later, may come to something else.</summary>
    Away,

    /// <summary>It doesn't let the hub send there: no identity, no role, no such queue, or one that is full. The operator mends it while the hub runs.</summary>
    Misconfigured,

    /// <summary>It will never take this message.</summary>
    Refused,
}

/// <summary>A message that a broker didn't take. Nothing of the message stands in it.</summary>
/// <param name="fault">Whose fault it is.</param>
/// <param name="queue">Where it was to go.</param>
/// <param name="status">HTTP status of the last answer; 0 when there was none.</param>
/// <param name="reason">In words, for readiness and the log.</param>
public sealed class MessageNotSentException(SendFault fault, string queue, int status, string reason, Exception? inner = null) : Exception($"{queue}: {reason}", inner)
{
    public SendFault Fault { get; } = fault;

    public string Queue { get; } = queue;

    public int Status { get; } = status;

    public string Reason { get; } = reason;
}
