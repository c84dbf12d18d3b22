using System.Collections.Concurrent;

namespace IntegrationHub.Functions.Messaging;

/// <summary>How sending to a queue went when it was last tried.</summary>
/// <param name="Fault">Null when the message was taken.</param>
/// <param name="Reason">In words; null when the message was taken.</param>
/// <param name="Since">Since when none was taken, real time, UTC.</param>
/// <param name="SeenAt">When that was, real time, UTC.</param>
public sealed record QueueStanding(SendFault? Fault, string? Reason, DateTimeOffset Since, DateTimeOffset SeenAt);

/// <summary>What this process knows of the broker, for readiness. A message refused for good says nothing about the broker.</summary>
public sealed class BrokerHealth(TimeProvider realTime)
{
    /// <summary>So long after it was last met a fault counts no more: it may have been mended, and another instance may have sent what was left.</summary>
    public static readonly TimeSpan Remembered = TimeSpan.FromMinutes(10);

    private readonly ConcurrentDictionary<string, QueueStanding> standings = new();

    /// <summary>The queues that were sent to lately, by name.</summary>
    public IReadOnlyDictionary<string, QueueStanding> Queues =>
        standings.Where(queue => queue.Value.Fault is null || realTime.GetUtcNow() - queue.Value.SeenAt < Remembered).ToDictionary();

    public void Took(string queue) => standings[queue] = new QueueStanding(null, null, realTime.GetUtcNow(), realTime.GetUtcNow());

    public void Failed(MessageNotSentException fault)
    {
        if (fault.Fault == SendFault.Refused)
        {
            Took(fault.Queue);
            return;
        }

        var now = realTime.GetUtcNow();
        standings.AddOrUpdate(
            fault.Queue,
            _ => new QueueStanding(fault.Fault, fault.Reason, now, now),
            (_, before) => new QueueStanding(fault.Fault, fault.Reason, before.Fault is null ? now : before.Since, now));
    }
}
