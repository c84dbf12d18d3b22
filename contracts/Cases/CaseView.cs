namespace IntegrationHub.Contracts.Cases;

/// <summary>The child as the case view names it: by the council's own reference only.</summary>
/// <param name="LocalId">The notification's <c>subject</c>.</param>
public sealed record ChildView(string LocalId);

/// <summary>Who assesses, and why.</summary>
/// <param name="Code">One of the seven pathways, for instance <c>clinic</c>.</param>
/// <param name="Reason">The facts that decided it, in words.</param>
public sealed record PathwayView(string Code, string Reason);

/// <summary>One of the five key dates.</summary>
/// <param name="KeyDate">Its name, for instance <c>assessment-attended</c>.</param>
/// <param name="DueOn">Calendar date in England; null where nothing is due.</param>
/// <param name="On">When it was met; null while it isn't.</param>
/// <param name="State"><c>met</c>, <c>met-late</c>, <c>waiting</c>, <c>due-soon</c>, <c>overdue</c> or <c>not-required</c>.</param>
/// <param name="WorkingDaysLate">How many working days after <paramref name="DueOn"/> it was met, or today is; 0 when not late.</param>
public sealed record KeyDateView(string KeyDate, DateOnly? DueOn, DateOnly? On, string State, int WorkingDaysLate);

/// <summary>Consent as last recorded, and whether it suffices for the child's legal status.</summary>
/// <param name="Status"><c>given</c>, <c>refused</c>, <c>withdrawn</c> or <c>not-yet-given</c>.</param>
/// <param name="GivenBy">Who gave it.</param>
/// <param name="On">When.</param>
/// <param name="Valid">Whether it suffices.</param>
/// <param name="Reason">Why, or why not.</param>
public sealed record ConsentView(string Status, string? GivenBy, DateOnly? On, bool Valid, string Reason);

/// <summary>A reason recorded for a missed key date.</summary>
/// <param name="KeyDate">Which key date.</param>
/// <param name="Reason">Code of the reason.</param>
/// <param name="Proposed">True when the hub proposes it and nobody has confirmed it yet.</param>
public sealed record BreachReasonView(string KeyDate, string Reason, bool Proposed);

/// <summary>
/// One case: one child's one episode of care that needs a health assessment. The body of the answers to
/// <c>POST /hub/notifications</c> and <c>GET /hub/cases/{caseId}</c>.
/// </summary>
/// <param name="CaseId">The hub's id of the case.</param>
/// <param name="Child">The child, by the council's reference.</param>
/// <param name="LocalAuthority">Council, three-digit code.</param>
/// <param name="HealthProvider">Provider, ODS code.</param>
/// <param name="Status">Where the case stands, for instance <c>awaiting-consent</c>.</param>
/// <param name="Pathway">Who assesses, and why.</param>
/// <param name="Backdated">True when the hub was told after key date 2 had passed.</param>
/// <param name="Referral">Path of the FHIR ServiceRequest.</param>
/// <param name="Task">Path of the FHIR Task.</param>
/// <param name="KeyDates">The five, in order.</param>
/// <param name="Consent">Consent as last recorded.</param>
/// <param name="BreachReasons">Reasons recorded or proposed.</param>
/// <param name="NextChangeOn">Next calendar date on which time alone changes something; null when nothing will.</param>
public sealed record CaseView(
    string CaseId, ChildView Child, string LocalAuthority, string HealthProvider, string Status, PathwayView Pathway, bool Backdated,
    string Referral, string Task, IReadOnlyList<KeyDateView> KeyDates, ConsentView Consent,
    IReadOnlyList<BreachReasonView> BreachReasons, DateOnly? NextChangeOn);

/// <summary>A document on a case.</summary>
/// <param name="DocumentId">Its id, unique within the hub.</param>
/// <param name="Kind"><c>iha-summary</c>, <c>health-care-plan</c>, <c>consent-form</c>, <c>part-a</c>, <c>other</c>, ...</param>
/// <param name="FileName">Name to save it under.</param>
/// <param name="ContentType">Media type.</param>
/// <param name="Size">Bytes.</param>
/// <param name="ReceivedAt">When the hub received it, UTC.</param>
/// <param name="CollectedAt">When the council first downloaded it, UTC; null while it hasn't.</param>
public sealed record DocumentView(
    string DocumentId, string Kind, string FileName, string ContentType, long Size, DateTimeOffset ReceivedAt, DateTimeOffset? CollectedAt);
