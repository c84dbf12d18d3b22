using System.Reflection;
using System.Text.Json.Serialization;

namespace IntegrationHub.Domain.Cases;

/// <summary>Where a fact came from.</summary>
/// <param name="Organisation">Council code or ODS code of who recorded it; <c>hub</c> for the hub itself.</param>
/// <param name="Actor">The token's subject, or the queue or timer.</param>
/// <param name="MessageSource">CloudEvents <c>source</c> of the message, where there was one.</param>
/// <param name="MessageId">CloudEvents <c>id</c> of the message, where there was one.</param>
/// <param name="ContentHash">SHA-256 of the message's content, to tell a repeat from a reused id.</param>
/// <param name="Commit">Id of the write that added the fact: how a writer recognises its own lost success.</param>
/// <param name="Correlation">W3C trace id.</param>
public sealed record Origin(
    string Organisation, string Actor, string? MessageSource, string? MessageId, string? ContentHash, string Commit, string Correlation);

/// <summary>One entry of the chronology. Facts are only ever appended.</summary>
/// <param name="Number">1, 2, ... in the order in which the hub learnt them.</param>
/// <param name="OccurredAt">When it happened, by whoever told, UTC.</param>
/// <param name="RecordedAt">When the hub learnt it, UTC.</param>
/// <param name="Origin">Who told, by which message.</param>
/// <param name="Data">What happened.</param>
public sealed record Fact(int Number, DateTimeOffset OccurredAt, DateTimeOffset RecordedAt, Origin Origin, FactData Data)
{
    /// <summary>
    /// The moment that decides between two statements about the same thing. A sender's clock running ahead
    /// can't make a statement outlive those that come after it. What no message told took effect when it was
    /// recorded: a case's own time never runs backwards, whatever the clocks of two instances say.
    /// </summary>
    [JsonIgnore]
    public DateTimeOffset EffectiveAt => Origin.MessageId is not null && OccurredAt < RecordedAt ? OccurredAt : RecordedAt;
}

/// <summary>A fact that a decision wants recorded.</summary>
public sealed record NewFact(DateTimeOffset OccurredAt, FactData Data);

/// <summary>What happened. The names of the types are stored: never rename one.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(BecameLookedAfter), "became-looked-after")]
[JsonDerivedType(typeof(DetailsCorrected), "details-corrected")]
[JsonDerivedType(typeof(NotificationRepeated), "notification-repeated")]
[JsonDerivedType(typeof(PlacementChanged), "placement-changed")]
[JsonDerivedType(typeof(LegalStatusChanged), "legal-status-changed")]
[JsonDerivedType(typeof(ConsentRecorded), "consent-recorded")]
[JsonDerivedType(typeof(PaperworkCompleted), "paperwork-completed")]
[JsonDerivedType(typeof(AssessmentDeclined), "assessment-declined")]
[JsonDerivedType(typeof(BreachReasonRecorded), "breach-reason-recorded")]
[JsonDerivedType(typeof(CeasedToBeLookedAfter), "ceased-to-be-looked-after")]
[JsonDerivedType(typeof(CareEndWithdrawn), "care-end-withdrawn")]
[JsonDerivedType(typeof(CehaAgreed), "ceha-agreed")]
[JsonDerivedType(typeof(EarlierAssessmentRecorded), "earlier-assessment-recorded")]
[JsonDerivedType(typeof(ReferralRaised), "referral-raised")]
[JsonDerivedType(typeof(ReferralMoved), "referral-moved")]
[JsonDerivedType(typeof(CehaSignedOff), "ceha-signed-off")]
[JsonDerivedType(typeof(AppointmentRecorded), "appointment-recorded")]
[JsonDerivedType(typeof(DocumentReceived), "document-received")]
[JsonDerivedType(typeof(CarePlanReceived), "care-plan-received")]
[JsonDerivedType(typeof(HealthIndicatorRecorded), "health-indicator-recorded")]
[JsonDerivedType(typeof(DocumentCollected), "document-collected")]
[JsonDerivedType(typeof(AlertRaised), "alert-raised")]
[JsonDerivedType(typeof(AlertResolved), "alert-resolved")]
[JsonDerivedType(typeof(AlertAcknowledged), "alert-acknowledged")]
[JsonDerivedType(typeof(AlertDelivered), "alert-delivered")]
public abstract record FactData
{
    /// <summary>The names under which facts are stored.</summary>
    public static IReadOnlySet<string> KnownTypes { get; } =
        typeof(FactData).GetCustomAttributes<JsonDerivedTypeAttribute>().Select(known => (string)known.TypeDiscriminator!).ToHashSet();

    /// <summary>
    /// Whether FHIR resources show it. Only such facts make a new <c>versionId</c>: an alert that goes out
    /// must not make the health team's <c>If-Match</c> stale.
    /// </summary>
    [JsonIgnore]
    public bool ShowsInFhir => this is not (UnknownFact or DocumentReceived { IsOfTheHub: true } or DocumentCollected or AlertRaised or AlertResolved or AlertAcknowledged or AlertDelivered);
}

public sealed record BecameLookedAfter(
    ChildDetails Child, CareDetails Care, IReadOnlyList<Contact> Contacts, string HealthProvider) : FactData;

public sealed record DetailsCorrected(ChildDetails? Child, CareDetails? Care, IReadOnlyList<Contact>? Contacts = null) : FactData;

/// <summary>What a later version of the hub recorded: this one keeps it, and shows nothing of it.</summary>
/// <param name="Type">The name under which it is stored.</param>
public sealed record UnknownFact(string Type) : FactData;

/// <summary>A second notification, under another id, that says nothing new.</summary>
public sealed record NotificationRepeated : FactData;

public sealed record PlacementChanged(Placement Placement) : FactData;

public sealed record LegalStatusChanged(string LegalStatus, DateOnly? On) : FactData;

public sealed record ConsentRecorded(string Status, string? GivenBy, DateOnly? On) : FactData;

public sealed record PaperworkCompleted(DateOnly On) : FactData;

public sealed record AssessmentDeclined(DateOnly On, string By) : FactData;

public sealed record BreachReasonRecorded(string KeyDate, string Reason, string? Text) : FactData;

public sealed record CeasedToBeLookedAfter(DateOnly On, string Reason) : FactData;

/// <summary>Care was said to have ended, and goes on: the end was recorded by mistake.</summary>
public sealed record CareEndWithdrawn : FactData;

/// <summary>The social worker agreed that the young person, who declined the IHA, is offered a Care Entry Health Assessment.</summary>
public sealed record CehaAgreed(DateOnly On) : FactData;

/// <summary>An assessment made before care began, elsewhere perhaps, which may be used instead of a new one.</summary>
/// <param name="On">When the child was seen.</param>
public sealed record EarlierAssessmentRecorded(DateOnly On) : FactData;

/// <summary>
/// A further referral of the case: to another provider in place of the one before, or for a review. The first one is
/// raised by <see cref="BecameLookedAfter"/>.
/// </summary>
/// <param name="Number">2, 3, ... within the case.</param>
/// <param name="Review">0 for the Initial Health Assessment, n for the n-th review.</param>
/// <param name="Provider">ODS code of who is asked.</param>
/// <param name="Reason">One of <see cref="Codes.ReferralReasons"/>.</param>
public sealed record ReferralRaised(int Number, int Review, string Provider, string Reason) : FactData;

/// <summary>The Designated Doctor signed the Care Entry Health Assessment off.</summary>
/// <param name="GmcNumber">Seven digits, where the sign-off names one.</param>
/// <param name="Output">The <c>Task.output</c> as it was sent, JSON.</param>
public sealed record CehaSignedOff(string? GmcNumber, string? Output) : FactData;

/// <summary>The health team moved the referral's Task.</summary>
/// <param name="Status">FHIR Task status.</param>
/// <param name="ReasonCode">Code of <c>Task.statusReason</c>.</param>
/// <param name="ReasonText">Text of <c>Task.statusReason</c>.</param>
/// <param name="BusinessStatus">Text of <c>Task.businessStatus</c>.</param>
/// <param name="StatusReason"><c>Task.statusReason</c> as it was sent, JSON.</param>
/// <param name="Referral">Number of the referral within the case.</param>
public sealed record ReferralMoved(
    string Status, string? ReasonCode, string? ReasonText, string? BusinessStatus, string? StatusReason = null, int Referral = 1) : FactData;

/// <summary>An appointment as it stands after a create or an update.</summary>
/// <param name="AppointmentId">FHIR id.</param>
/// <param name="ReasonCode">Code of <c>cancelationReason</c>, for instance <c>prov</c>.</param>
/// <param name="Resource">The FHIR resource as it was sent, JSON without id and meta, so that nothing in it is lost.</param>
/// <param name="Referral">Number of the referral within the case.</param>
public sealed record AppointmentRecorded(
    string AppointmentId, string Status, DateTimeOffset? Start, DateTimeOffset? End, string? ReasonCode, string Resource, int Referral = 1) : FactData;

/// <summary>A document came in, from the council or from the health team.</summary>
/// <param name="DocumentId">FHIR id of its DocumentReference.</param>
/// <param name="Kind">One of <see cref="Codes.DocumentKinds"/>.</param>
/// <param name="Sha256">Lower-case hex; the document's name in the store.</param>
/// <param name="Size">Bytes.</param>
/// <param name="AuthorGmcNumber">Seven digits, for documents of a registered medical practitioner.</param>
/// <param name="AuthoredAt">When it was written, by the sender.</param>
/// <param name="AssessedOn">When the child was seen, if the document says so.</param>
/// <param name="Resource">The FHIR resource as it was sent, JSON without id and meta and with the content by reference; null for a council's paper.</param>
/// <param name="Referral">Number of the referral within the case that it was returned on.</param>
/// <param name="Replaces">Id of a wrong document that this one takes the place of.</param>
public sealed record DocumentReceived(
    string DocumentId, string Kind, string Sha256, string ContentType, string FileName, long Size,
    string? AuthorGmcNumber, string? AuthorName, DateTimeOffset? AuthoredAt, DateOnly? AssessedOn,
    string? Resource = null, int Referral = 1, string? Replaces = null) : FactData
{
    /// <summary>True for what the hub itself wrote for the council.</summary>
    [JsonIgnore]
    public bool IsOfTheHub => Codes.DocumentKinds.FromHub.Contains(Kind);
}

/// <summary>A structured care plan came with the documents; the resource is kept as it was sent, among the documents.</summary>
/// <param name="Searched">The elements that a search needs, as a CarePlan in JSON; null in facts of before that was kept.</param>
public sealed record CarePlanReceived(string CarePlanId, string Sha256, long Size, string? Searched = null) : FactData;

/// <summary>The health team stated something of the child on one of <see cref="Codes.HealthIndicators"/>.</summary>
/// <param name="ObservationId">FHIR id, from what is stated: the same statement has the same id whichever way it came.</param>
/// <param name="On">The day it is about.</param>
/// <param name="Yes">Of every indicator but <see cref="Codes.HealthIndicators.Sdq"/>.</param>
/// <param name="Score">0 to 40, of <see cref="Codes.HealthIndicators.Sdq"/>.</param>
/// <param name="Reason">Code of <see cref="Codes.SdqReasons"/>, where there is no score.</param>
/// <param name="Status">One of <see cref="Codes.ObservationStatuses"/>.</param>
/// <param name="Issued">When it was said, by the sender, UTC; null when the sender doesn't say.</param>
/// <param name="Resource">The FHIR resource as it was sent, JSON without id and meta, if it says more than the other members.</param>
/// <param name="Referral">Number of the referral within the case that it came with; the same statement is the same whichever it came with.</param>
public sealed record HealthIndicatorRecorded(
    string ObservationId, string Indicator, DateOnly On, bool? Yes, int? Score, string? Reason, string Status, DateTimeOffset? Issued = null,
    string? Resource = null, int Referral = 1) : FactData;

public sealed record DocumentCollected(string DocumentId) : FactData;

/// <summary>Who was to be told.</summary>
/// <param name="Digest">Id of the digest that tells this recipient; null when told of the alert alone.</param>
public sealed record Recipient(string Role, string? Address, string? Digest = null);

/// <summary>An alert was raised.</summary>
/// <param name="Covers">Steps of the ladder, <c>keyDate:level</c>, that this alert stands for and that will not be raised again.</param>
/// <param name="Review">0 for the Initial Health Assessment, n for the n-th review.</param>
/// <param name="Round">2, 3, ... when an alert that had been resolved holds again: it is the same alert, told once more.</param>
public sealed record AlertRaised(
    string AlertId, string KeyDate, int Level, DateOnly? DueOn, IReadOnlyList<Recipient> Recipients, string Text,
    IReadOnlyList<string> Covers, int Review = 0, int Round = 1) : FactData;

/// <summary>One notice to everyone who had been alerted on a key date: it is met, or no longer due.</summary>
public sealed record AlertResolved(
    string KeyDate, IReadOnlyList<string> AlertIds, IReadOnlyList<Recipient> Recipients, string Text, int Review = 0) : FactData;

public sealed record AlertAcknowledged(string AlertId) : FactData;

/// <summary>One notice reached, or failed to reach, one recipient.</summary>
/// <param name="Notice"><c>raised</c> or <c>resolved</c>.</param>
/// <param name="Channel">One of <see cref="Escalations.AlertChannels"/>.</param>
/// <param name="Outcome"><c>delivered</c> or <c>failed</c>.</param>
/// <param name="Detail">Why it failed, without personal data.</param>
/// <param name="Round">Which round of the alert the notice is about.</param>
/// <param name="Final">True when it was refused for good: it is not tried again.</param>
public sealed record AlertDelivered(
    string AlertId, string Notice, string Role, string Channel, string Outcome, string? Detail, int Round = 1, bool Final = false) : FactData;
