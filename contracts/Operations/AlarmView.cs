namespace IntegrationHub.Contracts.Operations;

/// <summary>What became of one notice of an alarm.</summary>
/// <param name="State">Which notice: <c>raised</c> or <c>resolved</c>.</param>
/// <param name="Channel"><c>notify</c>, <c>webhook</c> or <c>local-record</c>.</param>
/// <param name="Outcome"><c>delivered</c> or <c>failed</c>.</param>
/// <param name="At">When, UTC.</param>
/// <param name="Detail">Why it failed; null when delivered.</param>
/// <param name="Final">True when it is not tried again.</param>
public sealed record AlarmDelivery(string State, string Channel, string Outcome, DateTimeOffset At, string? Detail, bool Final);

/// <summary>An alarm as <c>GET /hub/operations/alarms</c> lists it: something is absent or stuck, and the operator has to look. Never anything personal.</summary>
/// <param name="AlarmId">Deterministic: kind, subject, and how often it was raised.</param>
/// <param name="Kind">For instance <c>silent-council</c>.</param>
/// <param name="Subject">What it is about: a council's code, a queue, a role of a partnership.</param>
/// <param name="State"><c>raised</c>, <c>acknowledged</c> or <c>resolved</c>.</param>
/// <param name="Text">What was found when it was raised, and what to do.</param>
public sealed record AlarmView(
    string AlarmId, string Kind, string Subject, string State, string Text, DateTimeOffset RaisedAt, DateTimeOffset? ResolvedAt,
    DateTimeOffset? AcknowledgedAt, IReadOnlyList<AlarmDelivery> Deliveries);
