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

/// <summary>The referral's Task as the health team last moved it.</summary>
public sealed record ReferralState(string Status, string? ReasonCode, string? ReasonText, string? BusinessStatus, string? StatusReason, DateTimeOffset? MovedAt);

/// <summary>An appointment as it stands.</summary>
public sealed record AppointmentState(
    string AppointmentId, string Status, DateTimeOffset? Start, DateTimeOffset? End, string? ReasonCode, string Resource, DateTimeOffset RecordedAt);

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

    public string HealthProvider { get; init; } = "";

    /// <summary>When the hub first accepted the notification; null before that.</summary>
    public DateTimeOffset? NotifiedAt { get; init; }

    public ConsentState Consent { get; init; } = new(ConsentStatuses.NotYetGiven, null, null);

    /// <summary>When social care declared the papers complete.</summary>
    public DateOnly? PaperworkDeclaredOn { get; init; }

    public IReadOnlyList<AssessmentDeclined> Declined { get; init; } = [];

    public IReadOnlyList<BreachReasonRecorded> BreachReasons { get; init; } = [];

    public CeasedToBeLookedAfter? Ceased { get; init; }

    public ReferralState Referral { get; init; } = new(TaskStatuses.Requested, null, null, null, null, null);

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

    public DateOnly DayZero => Care.BecameLookedAfterOn ?? throw new InvalidOperationException("A case without a start of care was stored.");

    /// <summary>The first contact of a role.</summary>
    public Contact? ContactFor(string role) => Contacts.FirstOrDefault(contact => contact.Role == role);

    /// <summary>The first document of a kind to come in.</summary>
    public DocumentState? FirstDocument(string kind) =>
        Documents.Where(document => document.Document.Kind == kind).MinBy(document => document.ReceivedAt);
}
