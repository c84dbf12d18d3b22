namespace IntegrationHub.Contracts.Operations;

/// <summary>A message that couldn't be processed, as <c>GET /hub/operations/parked</c> lists it: nothing of its content.</summary>
/// <param name="Id">Queue, date and hash.</param>
/// <param name="Queue">Where it came from, or was to go.</param>
/// <param name="Reason">Stable code; <c>dead-lettered</c> when the broker itself gave up.</param>
/// <param name="Attempts">How often it was delivered.</param>
/// <param name="Correlation">W3C trace id of the last attempt, or <c>none</c>.</param>
/// <param name="ParkedAt">UTC.</param>
/// <param name="State"><c>parked</c>, <c>replayed</c> or <c>discarded</c>.</param>
public sealed record ParkedView(string Id, string Queue, string Reason, int Attempts, string Correlation, DateTimeOffset ParkedAt, string State);

/// <summary>A parked message with its content, which may be personal: reading it is audited under an operation of its own.</summary>
/// <param name="MessageId">The broker's id of it.</param>
/// <param name="Envelope">What the host handed over, as it was; null once it is discarded.</param>
/// <param name="Body">The message itself, as text; null once it is discarded.</param>
/// <param name="SettledAt">When it was replayed or discarded, UTC.</param>
/// <param name="SettledBy">By whom: claim <c>sub</c>.</param>
/// <param name="DiscardReason">Why it was discarded.</param>
public sealed record ParkedDetail(
    string Id, string Queue, string Reason, int Attempts, string Correlation, DateTimeOffset ParkedAt, string State,
    string MessageId, string? Envelope, string? Body, DateTimeOffset? SettledAt, string? SettledBy, string? DiscardReason);

/// <summary>What replaying several came to.</summary>
/// <param name="DryRun">True when nothing was sent.</param>
/// <param name="Messages">Those that fit, at most as many as the limit: replayed, or, in a dry run, to be replayed.</param>
/// <param name="More">True when further ones fit.</param>
public sealed record ReplayView(bool DryRun, IReadOnlyList<ParkedView> Messages, bool More);

/// <summary>What waits in the outboxes for one queue.</summary>
/// <param name="Ready">Messages that may go out now.</param>
/// <param name="Waiting">Messages that go out later: at the end of a quiet time, or when a channel is tried again.</param>
/// <param name="OldestReadyAt">Since when the oldest of the ready ones may go out, UTC; null when there is none.</param>
/// <param name="Depth">About how many messages stand on the queue itself; null where the broker doesn't tell the hub (Service Bus).</param>
/// <param name="Poison">About how many the broker gave up on, not collected yet; null where the broker doesn't tell the hub (Service Bus).</param>
/// <param name="OldestOnQueueAt">Since when the oldest message stands on the queue itself, UTC by the broker's clock; null when none does, and where the broker doesn't tell the hub.</param>
public sealed record OutboxView(string Queue, int Ready, int Waiting, DateTimeOffset? OldestReadyAt, int? Depth, int? Poison, DateTimeOffset? OldestOnQueueAt);
