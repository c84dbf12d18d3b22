using System.Text.Json.Serialization;

namespace IntegrationHub.Contracts.Alerts;

/// <summary>Somebody an alert is for.</summary>
/// <param name="Role">Role in the words of the domain, for instance <c>team-manager</c>.</param>
/// <param name="Address">E-mail address; null when none is known for the role.</param>
/// <param name="Digest">Id of the digest that tells this recipient of many alerts at once; null when told of this one alone.</param>
public sealed record AlertRecipient(string Role, string? Address, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Digest = null);

/// <summary>
/// The message on the queue <c>escalations</c>. It carries no name, date of birth or NHS number: the case
/// reference, what is due, since when, what to do, and a link.
/// </summary>
/// <param name="AlertId">Deterministic: case, key date and level.</param>
/// <param name="CaseId">The hub's case id.</param>
/// <param name="LocalId">The council's own child reference.</param>
/// <param name="La">Council, three-digit code.</param>
/// <param name="Provider">Health provider, ODS code.</param>
/// <param name="KeyDate">Which of the five key dates.</param>
/// <param name="Level">Step of the ladder, 1 to 4.</param>
/// <param name="State"><c>raised</c> or <c>resolved</c>.</param>
/// <param name="DueOn">When the key date was due.</param>
/// <param name="RaisedAt">When it was raised (or, in a resolved notice, resolved), UTC.</param>
/// <param name="Recipients">Whom it is for.</param>
/// <param name="Text">Plain English, no personal data.</param>
/// <param name="Link">Where to see the case.</param>
/// <param name="Round">2, 3, ... when an alert that had been resolved holds again.</param>
public sealed record AlertMessage(
    string AlertId, string CaseId, string LocalId, string La, string Provider, string KeyDate, int Level, string State,
    DateOnly? DueOn, DateTimeOffset RaisedAt, IReadOnlyList<AlertRecipient> Recipients, string Text, string Link,
    int Round = 1);

/// <summary>One delivery, or failure to deliver, of an alert to one recipient.</summary>
/// <param name="State">Which notice: <c>raised</c> or <c>resolved</c>.</param>
/// <param name="Role">Recipient's role.</param>
/// <param name="Channel"><c>notify</c>, <c>webhook</c> or <c>local-record</c>.</param>
/// <param name="Outcome"><c>delivered</c> or <c>failed</c>.</param>
/// <param name="At">When, UTC.</param>
/// <param name="Detail">Why it failed, without personal data.</param>
/// <param name="Round">Which round of the alert the notice is about.</param>
/// <param name="Final">True when it was refused for good: it is not tried again.</param>
public sealed record AlertDelivery(
    string State, string Role, string Channel, string Outcome, DateTimeOffset At, string? Detail, int Round, bool Final);

/// <summary>An alert as <c>GET /hub/cases/{id}/alerts</c> lists it: the message and what became of it.</summary>
/// <inheritdoc cref="AlertMessage"/>
/// <param name="Standing"><c>raised</c>, <c>acknowledged</c>, <c>superseded</c> (a higher level of the same date is open) or <c>resolved</c>.</param>
/// <param name="Review">0 for the Initial Health Assessment, n for the n-th review.</param>
public sealed record AlertView(
    string AlertId, string CaseId, string LocalId, string La, string Provider, string KeyDate, int Level, string State,
    DateOnly? DueOn, DateTimeOffset RaisedAt, IReadOnlyList<AlertRecipient> Recipients, string Text, string Link,
    DateTimeOffset? AcknowledgedAt, DateTimeOffset? ResolvedAt, string Standing, int Review, IReadOnlyList<AlertDelivery> Deliveries);
