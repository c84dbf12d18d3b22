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
/// <param name="Explanation">Why it is due then, and how it stands, in a sentence.</param>
public sealed record KeyDateView(string KeyDate, DateOnly? DueOn, DateOnly? On, string State, int WorkingDaysLate, string Explanation);

/// <summary>A review health assessment of the case.</summary>
/// <param name="Number">1 for the first one.</param>
/// <param name="DueOn">By then both documents are back.</param>
/// <param name="RaiseOn">When its referral is to be raised.</param>
/// <param name="RaisedOn">When it was; null while it is planned.</param>
/// <param name="Outcome"><c>planned</c>, <c>open</c>, <c>done</c>, <c>refused</c>, <c>missed</c> or <c>ended</c>.</param>
/// <param name="Explanation">Why it is due then.</param>
/// <param name="Task">Path of its FHIR Task; null while it is planned.</param>
/// <param name="KeyDates">Its five key dates, in order; none while it is planned.</param>
public sealed record ReviewView(
    int Number, DateOnly DueOn, DateOnly RaiseOn, DateOnly? RaisedOn, string Outcome, string Explanation, string? Task, IReadOnlyList<KeyDateView> KeyDates);

/// <summary>A Care Entry Health Assessment, offered after the assessment was declined too often. It is never counted as an IHA.</summary>
/// <param name="Stage"><c>offered</c>, <c>agreed</c>, <c>assessed</c> or <c>signed-off</c>.</param>
public sealed record CehaView(string Stage, DateOnly OfferedOn, DateOnly? AgreedOn, DateOnly? AssessedOn, DateOnly? SignedOffOn);

/// <summary>What time alone would change next.</summary>
public sealed record NextChangeView(DateOnly On, string What);

/// <summary>A referral to one provider.</summary>
/// <param name="Number">1 for the first one.</param>
/// <param name="Review">0 for the Initial Health Assessment, n for the n-th review.</param>
/// <param name="Provider">ODS code.</param>
/// <param name="RaisedAt">UTC.</param>
/// <param name="Reason">Why it was raised, for instance <c>became-looked-after</c> or <c>provider-rejected</c>.</param>
/// <param name="Status">FHIR Task status.</param>
public sealed record ReferralView(int Number, int Review, string Provider, DateTimeOffset RaisedAt, string Reason, string Status, string Task);

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
/// <param name="NextChange">The same with what will change.</param>
/// <param name="SiblingGroup">The council's reference for siblings who should be seen together.</param>
/// <param name="Referrals">Every referral of the case, in the order in which they were raised.</param>
/// <param name="Ceha">The Care Entry Health Assessment, where one is offered.</param>
/// <param name="Reviews">The reviews that were referred, and, unless one of them is open, the next one that is planned.</param>
/// <param name="NextChangeOn">Next calendar date on which time alone changes something; null when nothing will.</param>
public sealed record CaseView(
    string CaseId, ChildView Child, string LocalAuthority, string HealthProvider, string Status, PathwayView Pathway, bool Backdated,
    string Referral, string Task, IReadOnlyList<KeyDateView> KeyDates, ConsentView Consent,
    IReadOnlyList<BreachReasonView> BreachReasons, DateOnly? NextChangeOn, NextChangeView? NextChange, string? SiblingGroup,
    IReadOnlyList<ReferralView> Referrals, CehaView? Ceha, IReadOnlyList<ReviewView> Reviews);

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
