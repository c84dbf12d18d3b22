using System.Collections.Immutable;
using IntegrationHub.Domain.Calendar;
using IntegrationHub.Domain.Cases;
using IntegrationHub.Domain.Codes;
using IntegrationHub.Domain.Escalations;
using IntegrationHub.Domain.Identifiers;
using IntegrationHub.Domain.Policies;

namespace IntegrationHub.Domain.Tests.Kit;

/// <summary>The facts of one case, each step giving a longer chronology: the Given of every test.</summary>
internal sealed record Chronology
{
    public static CaseHeader Header { get; } = new(IdOf("LCS-100234"), "825", "LCS-100234", 1);

    public static Chronology Empty { get; } = new();

    public ImmutableList<Fact> Facts { get; init; } = [];

    public CaseState State => CaseFold.Fold(Header, Facts);

    public static ChildDetails Child { get; } = new()
    {
        NhsNumber = "9990000018",
        NhsNumberStatus = NhsNumberStatuses.Verified,
        GivenName = "Avery",
        FamilyName = "Testchild",
        DateOfBirth = new DateOnly(2019, 5, 14),
        Sex = "F",
    };

    public static CareDetails Care { get; } = new()
    {
        BecameLookedAfterOn = new DateOnly(2026, 10, 30),
        LegalStatus = "V2",
        CategoryOfNeed = "N1",
        Placement = new Placement { Type = "U6", StartedOn = new DateOnly(2026, 10, 30), Postcode = "HP20 1UA", LocalAuthority = "825" },
    };

    public static ImmutableArray<Contact> Contacts { get; } =
    [
        new(ContactRoles.SocialWorker, "S Worker", "s.worker@council.example", null),
        new(ContactRoles.TeamManager, "T Manager", "t.manager@council.example", null),
    ];

    /// <summary>The contract's own example: day 0 on Friday 30 October 2026, health told on the Monday.</summary>
    public static Chronology Example { get; } = Opened("2026-10-30", "2026-11-02T09:14:00Z");

    public static Chronology Opened(string dayZero, string notifiedAt, ChildDetails? child = null, CareDetails? care = null) =>
        Opened(Moments.Day(dayZero), Moments.Instant(notifiedAt), child, care);

    public static Chronology Opened(DateOnly dayZero, DateTimeOffset notifiedAt, ChildDetails? child = null, CareDetails? care = null) =>
        Empty.Then(
            notifiedAt,
            new BecameLookedAfter(
                Child.CorrectedBy(child ?? new()),
                Care.CorrectedBy(care ?? new()) with { BecameLookedAfterOn = dayZero },
                Contacts,
                "RXQ"));

    /// <summary>Appends a fact: when the hub learnt it and, if it differs, when it happened.</summary>
    public Chronology Then(
        DateTimeOffset recordedAt, FactData data, DateTimeOffset? occurredAt = null, string organisation = "825", string? messageId = null)
    {
        var number = Facts.Count + 1;
        var origin = new Origin(organisation, "sender", "urn:uk:la:825:case-system", messageId ?? $"message-{number}", "hash", $"commit-{number}", "trace");
        return this with { Facts = Facts.Add(new Fact(number, occurredAt ?? recordedAt, recordedAt, origin, data)) };
    }

    public Chronology Then(string recordedOn, FactData data) => Then(Moments.Morning(recordedOn), data);

    public Chronology Consent(string on, string by = ConsentGivers.Parent) =>
        Then(on, new ConsentRecorded(ConsentStatuses.Given, by, Moments.Day(on)));

    public Chronology Papers(string on) => Then(on, new PaperworkCompleted(Moments.Day(on)));

    public Chronology Appointment(string recordedOn, string status, string startsOn, string id = "appointment-1") =>
        Then(Moments.Morning(recordedOn), AppointmentData(status, Moments.Morning(startsOn), id), organisation: "RXQ");

    public Chronology Attended(string on) => Appointment(on, AppointmentStatuses.Fulfilled, on);

    public Chronology Document(string receivedOn, string kind, string? id = null, string? assessedOn = null, string from = "RXQ") =>
        Then(Moments.Morning(receivedOn), DocumentData(kind, id, assessedOn), organisation: from);

    public Chronology Returned(string on) => Document(on, DocumentKinds.IhaSummary).Document(on, DocumentKinds.HealthCarePlan);

    public Chronology Ceased(string on, string reason = "E4A") => Then(on, new CeasedToBeLookedAfter(Moments.Day(on), reason));

    public Chronology Moved(string on, string status) => Then(Moments.Morning(on), new ReferralMoved(status, null, null, null), organisation: "RXQ");

    public Chronology DayZeroCorrected(string recordedOn, string to) =>
        Then(recordedOn, new DetailsCorrected(null, new CareDetails { BecameLookedAfterOn = Moments.Day(to) }));

    /// <summary>Records what the ladder calls for at a moment, as every commit and every sweep does.</summary>
    public Chronology Swept(DateTimeOffset now, Policy? policy = null)
    {
        var followed = FollowUps.Decide(State, now, policy ?? Policy.Default).Aggregate(this, (so, fact) => so.FromHub(now, fact.Data));
        return Escalation.Decide(followed.State, now, policy ?? Policy.Default, WorkingDays.BuiltIn).Aggregate(followed, (so, fact) => so.FromHub(now, fact.Data));
    }

    public Chronology Swept(string on) => Swept(Moments.Morning(on));

    public static AppointmentRecorded AppointmentData(string status, DateTimeOffset? start, string id = "appointment-1") =>
        new(id, status, start, start?.AddHours(1), null, "{}");

    public static DocumentReceived DocumentData(string kind, string? id = null, string? assessedOn = null) => new(
        id ?? $"document-{kind}", kind, "0f", "application/pdf", $"{kind}.pdf", 1234, "1234567", "Dr Example", null,
        assessedOn is null ? null : Moments.Day(assessedOn));

    private Chronology FromHub(DateTimeOffset now, FactData data)
    {
        var number = Facts.Count + 1;
        return this with { Facts = Facts.Add(new Fact(number, now, now, new Origin("hub", "escalation", null, null, null, $"commit-{number}", "trace"), data)) };
    }

    private static string IdOf(string localId) =>
        LocalAuthorityCode.TryParse("825", out var council) ? CaseId.For(council, localId, 1).Value : throw new InvalidOperationException();
}
