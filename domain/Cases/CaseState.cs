using IntegrationHub.Domain.Calendar;
using IntegrationHub.Domain.Codes;
using IntegrationHub.Domain.Identifiers;
using IntegrationHub.Domain.Indicators;

namespace IntegrationHub.Domain.Cases;

/// <summary>What never changes about a case: whose it is.</summary>
/// <param name="CaseId">The hub's id.</param>
/// <param name="LocalId">The council's own child reference.</param>
/// <param name="Episode">1 for the child's first episode known to the hub, then 2, ...</param>
public sealed record CaseHeader(string CaseId, string LocalAuthority, string LocalId, int Episode);

/// <summary>Consent as last recorded.</summary>
public sealed record ConsentState(string Status, string? GivenBy, DateOnly? On);

/// <summary>One statement on consent.</summary>
/// <param name="Day">The day it is about; where it names none, the day it took effect.</param>
public sealed record ConsentStatement(ConsentState Said, DateOnly Day);

/// <summary>One referral of the case, with its Task as the health team last moved it.</summary>
/// <param name="Number">1 for the referral that the notification raised.</param>
/// <param name="Review">0 for the Initial Health Assessment, n for the n-th review.</param>
/// <param name="Provider">ODS code of who is asked to assess.</param>
/// <param name="RaisedAt">UTC; null before the notification was accepted.</param>
/// <param name="Raised">Why it was raised: one of <see cref="Codes.ReferralReasons"/>.</param>
/// <param name="Status">What the health team said last; the status that follows from all facts: <see cref="CaseStatus.TaskStatus(CaseState, Policies.Policy, ReferralState)"/>.</param>
/// <param name="MovedAt">When it came to that status, UTC; null while nobody moved it.</param>
public sealed record ReferralState(
    int Number, int Review, string Provider, DateTimeOffset? RaisedAt, string Raised,
    string Status, string? ReasonCode = null, string? ReasonText = null, string? BusinessStatus = null, string? StatusReason = null, DateTimeOffset? MovedAt = null);

/// <summary>An appointment as it stands.</summary>
public sealed record AppointmentState(
    string AppointmentId, string Status, DateTimeOffset? Start, DateTimeOffset? End, string? ReasonCode, string Resource, DateTimeOffset RecordedAt, int Referral);

/// <summary>The Designated Doctor's sign-off of a Care Entry Health Assessment.</summary>
/// <param name="Output">The <c>Task.output</c> as it was sent, JSON.</param>
public sealed record CehaSignOff(DateTimeOffset At, string? GmcNumber, string? Output);

/// <summary>A short break became care with an assessment clock.</summary>
/// <param name="On">Day 0.</param>
/// <param name="ToldAt">When the hub learnt it, UTC.</param>
public sealed record ClockStart(DateOnly On, DateTimeOffset ToldAt);

/// <summary>A document on the case.</summary>
public sealed record DocumentState(DocumentReceived Document, DateTimeOffset ReceivedAt, string From, DateTimeOffset? CollectedAt);

/// <summary>An alert and what became of it.</summary>
public sealed record AlertState(
    AlertRaised Alert, DateTimeOffset RaisedAt, DateTimeOffset? ResolvedAt, DateTimeOffset? AcknowledgedAt,
    IReadOnlyList<(AlertDelivered Delivery, DateTimeOffset At)> Deliveries);

/// <summary>A case as it stands: fold(facts). Immutable; nothing in it depends on the clock.</summary>
public sealed record CaseState
{
    public required CaseHeader Header { get; init; }

    public ChildDetails Child { get; init; } = new();

    public CareDetails Care { get; init; } = new();

    public IReadOnlyList<Contact> Contacts { get; init; } = [];

    /// <summary>Every referral of the case in the order in which they were raised; never empty.</summary>
    public IReadOnlyList<ReferralState> Referrals { get; init; } =
        [new ReferralState(1, 0, "", null, ReferralReasons.BecameLookedAfter, TaskStatuses.Requested)];

    /// <summary>The referral that was raised last. Which one somebody has to act on: <see cref="CaseStatus.WorkedOn"/>.</summary>
    public ReferralState Referral => Referrals[^1];

    /// <summary>ODS code of the provider whose turn it is.</summary>
    public string HealthProvider => Referral.Provider;

    /// <summary>The moment from which the area that the child is placed in holds, by whoever told, UTC; null for where the notification says.</summary>
    public DateTimeOffset? PlacedAt { get; init; }

    /// <summary>When the hub first accepted the notification; null before that.</summary>
    public DateTimeOffset? NotifiedAt { get; init; }

    /// <summary>Every statement on consent, in the order in which they took effect.</summary>
    public IReadOnlyList<ConsentStatement> Consents { get; init; } = [];

    /// <summary>Consent as it stands.</summary>
    public ConsentState Consent => Consents.Count == 0 ? new(ConsentStatuses.NotYetGiven, null, null) : Consents[^1].Said;

    /// <summary>Every day on which the papers were complete by social care's word, in the order in which the words took effect.</summary>
    public IReadOnlyList<DateOnly> PaperworkDeclared { get; init; } = [];

    /// <summary>When the papers were complete by social care's last word.</summary>
    public DateOnly? PaperworkDeclaredOn => PaperworkDeclared.Count == 0 ? null : PaperworkDeclared[^1];

    public IReadOnlyList<AssessmentDeclined> Declined { get; init; } = [];

    /// <summary>When the social worker agreed to a Care Entry Health Assessment.</summary>
    public DateOnly? CehaAgreedOn { get; init; }

    /// <summary>The last sign-off of the Designated Doctor, whether it still holds or not.</summary>
    public CehaSignOff? LastCehaSignOff { get; init; }

    /// <summary>The sign-off of the summary that stands; null also when another summary took the place of the one that was signed off.</summary>
    public CehaSignOff? CehaSignOff => FirstDocument(DocumentKinds.CehaSummary)?.ReceivedAt <= LastCehaSignOff?.At ? LastCehaSignOff : null;

    /// <summary>The latest assessment made before care began that the hub was told of.</summary>
    public DateOnly? EarlierAssessmentOn { get; init; }

    /// <summary>The legal statuses of the case in the order of the days from which they hold; the last one is <see cref="CareDetails.LegalStatus"/>.</summary>
    public IReadOnlyList<LegalStatusSpan> LegalStatuses { get; init; } = [];

    /// <summary>When a short break became care with an assessment clock; null when the clock runs from the start of care.</summary>
    public ClockStart? ClockStart => Cases.LegalStatuses.ClockOn(LegalStatuses, DateOnly.MaxValue);

    /// <summary>True when the child has been on short breaks all along: no assessment clock ever ran.</summary>
    public bool NeverHadClock => LegalStatuses.Count > 0 && LegalStatuses.All(span => span.IsShortBreak);

    public IReadOnlyList<BreachReasonRecorded> BreachReasons { get; init; } = [];

    public CeasedToBeLookedAfter? Ceased { get; init; }

    public IReadOnlyList<AppointmentState> Appointments { get; init; } = [];

    public IReadOnlyList<DocumentState> Documents { get; init; } = [];

    public IReadOnlyList<CarePlanReceived> CarePlans { get; init; } = [];

    /// <summary>What the health team stated of the child, in the order in which it took effect; which of it holds: <see cref="HealthIndicatorStandings"/>.</summary>
    public IReadOnlyList<HealthIndicatorState> Indicators { get; init; } = [];

    public IReadOnlyList<AlertState> Alerts { get; init; } = [];

    /// <summary>Keys (source, id) of the messages that were taken in, each with the hash of its content.</summary>
    public IReadOnlyDictionary<(string Source, string Id), string?> Messages { get; init; } = new Dictionary<(string, string), string?>();

    /// <summary>FHIR <c>versionId</c>: how many facts show in the FHIR resources.</summary>
    public int Version { get; init; }

    /// <summary>True once a notification was accepted.</summary>
    public bool Exists => NotifiedAt is not null;

    /// <summary>Care goes on until an episode ceased for good (X1 begins a new episode of the same care).</summary>
    public bool IsOpen => Exists && Ceased is null;

    public CaseId CaseId => CaseId.TryParse(Header.CaseId, out var id) ? id : throw new InvalidOperationException("A stored case has an id that is none.");

    /// <summary>Day 0: the day care began, or the day a short break became more than one.</summary>
    public DateOnly DayZero => DayZeroOn(DateOnly.MaxValue);

    /// <summary>Day 0 of the clock that had started last by a day.</summary>
    public DateOnly DayZeroOn(DateOnly day) => Cases.LegalStatuses.ClockOn(LegalStatuses, day)?.On
        ?? Care.BecameLookedAfterOn ?? throw new InvalidOperationException("A case without a start of care was stored.");

    /// <summary>The first contact of a role.</summary>
    public Contact? ContactFor(string role) => Contacts.FirstOrDefault(contact => contact.Role == role);

    /// <summary>The first document of a kind to come in for an assessment, of those that no other one has taken the place of.</summary>
    /// <param name="review">0 for the Initial Health Assessment, n for the n-th review.</param>
    public DocumentState? FirstDocument(string kind, int review = 0) =>
        Documents
            .Where(document => document.Document.Kind == kind && ReviewOf(document.Document.Referral) == review && !IsReplaced(document.Document.DocumentId))
            .Where(document => review > 0 || IsOfThisClock(LondonTime.DateOf(document.ReceivedAt)))
            .MinBy(document => document.ReceivedAt);

    /// <summary>The appointments of an assessment.</summary>
    /// <param name="review">0 for the Initial Health Assessment, n for the n-th review.</param>
    public IEnumerable<AppointmentState> AppointmentsOf(int review) => Appointments.Where(appointment =>
        ReviewOf(appointment.Referral) == review && (review > 0 || appointment.Start is not { } start || IsOfThisClock(LondonTime.DateOf(start))));

    /// <summary>True when a later document took a wrong one's place.</summary>
    public bool IsReplaced(string documentId) => Documents.Any(document => document.Document.Replaces == documentId);

    /// <summary>What was declined of an assessment: refusals after a review was referred are the review's.</summary>
    /// <param name="review">0 for the Initial Health Assessment, n for the n-th review.</param>
    public IEnumerable<AssessmentDeclined> DeclinedOf(int review) => Declined.Where(declined => IsOfThisClock(declined.On) && ReviewAt(declined.On) == review);

    /// <summary>The referral of an assessment that was raised last; null when there is none.</summary>
    public ReferralState? ReferralFor(int review) => Referrals.LastOrDefault(referral => referral.Review == review);

    private int ReviewAt(DateOnly day) =>
        Referrals.Where(referral => referral.Review > 0 && RaisedOn(referral) is var raised && raised <= day && IsOfThisClock(raised))
            .Select(referral => referral.Review).DefaultIfEmpty(0).Max();

    private static DateOnly RaisedOn(ReferralState referral) => LondonTime.DateOf(referral.RaisedAt!.Value);

    /// <summary>Which assessment a referral is for: 0 for the Initial Health Assessment, n for the n-th review.</summary>
    public int ReviewOf(int referral) => Referrals.FirstOrDefault(known => known.Number == referral)?.Review ?? 0;

    /// <summary>
    /// The case as it stood when an earlier clock ended in short breaks, before the present one started; null when there was only one clock. Whatever
    /// happened under the earlier clock is not part of the present Initial Health Assessment.
    /// </summary>
    public CaseState? Former
    {
        get
        {
            if (Cases.LegalStatuses.BeforeClock(LegalStatuses) is not { } statuses || CountsFrom is not { } end)
            {
                return null;
            }

            return this with
            {
                LegalStatuses = statuses,
                Care = Care with { LegalStatus = statuses[^1].Code },
                Ceased = null,
                Referrals = [.. Referrals.Where(referral => referral.Number == 1 || RaisedOn(referral) < end)],
                Documents = [.. Documents.Where(document => LondonTime.DateOf(document.ReceivedAt) < end)],
                Appointments = [.. Appointments.Where(appointment => appointment.Start is { } start && LondonTime.DateOf(start) < end)],
                Declined = [.. Declined.Where(declined => declined.On < end)],
            };
        }
    }

    /// <summary>The day on which the earlier clock ended; null when there was only one clock.</summary>
    public DateOnly? CountsFrom => Cases.LegalStatuses.BeforeClock(LegalStatuses) is { } statuses ? Cases.LegalStatuses.LastShortBreakFrom(statuses) : null;

    /// <summary>False for what happened under an earlier clock.</summary>
    public bool IsOfThisClock(DateOnly day) => CountsFrom is not { } from || day >= from;
}
