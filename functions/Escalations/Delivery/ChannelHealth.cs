using System.Collections.Concurrent;

namespace IntegrationHub.Functions.Escalations.Delivery;

/// <summary>How a channel stood when it was last used.</summary>
/// <param name="Reason">Why its last notice was not taken; null when it was.</param>
/// <param name="Since">Since when none was taken, real time, UTC; null when the last one was.</param>
public sealed record ChannelStanding(string? Reason, DateTimeOffset? Since);

/// <summary>What this process knows of the channels, for readiness and alarms. A notice refused for good says nothing about the channel.</summary>
public sealed class ChannelHealth(TimeProvider realTime)
{
    private readonly ConcurrentDictionary<string, ChannelStanding> standings = new();

    /// <summary>The channels that were used, by name.</summary>
    public IReadOnlyDictionary<string, ChannelStanding> Channels => standings;

    public void Saw(string channel, NoticeOutcome outcome) =>
        standings.AddOrUpdate(
            channel,
            _ => After(null, outcome),
            (_, before) => After(before.Since, outcome));

    private ChannelStanding After(DateTimeOffset? failingSince, NoticeOutcome outcome) => outcome.Kind == NoticeOutcomeKind.Failed
        ? new ChannelStanding(outcome.Reason, failingSince ?? realTime.GetUtcNow())
        : new ChannelStanding(null, null);
}
