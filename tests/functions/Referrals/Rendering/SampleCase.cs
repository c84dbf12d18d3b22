using System.Collections.Immutable;
using System.Globalization;
using IntegrationHub.Contracts.Fhir;
using IntegrationHub.Domain.Cases;
using IntegrationHub.Domain.Codes;
using IntegrationHub.Domain.Identifiers;
using IntegrationHub.Functions.Policies;
using IntegrationHub.Functions.Referrals;
using IntegrationHub.Functions.Referrals.Rendering;
using IntegrationHub.Functions.Referrals.Terminology;
using IntegrationHub.Functions.Storage;
using Address = IntegrationHub.Domain.Cases.Address;
using Contact = IntegrationHub.Domain.Cases.Contact;

namespace IntegrationHub.Functions.Tests.Referrals.Rendering;

/// <summary>The facts of one plainly invented case, each step giving a longer chronology; and the case rendered.</summary>
internal sealed record SampleCase
{
    public static string Id { get; } = LocalAuthorityCode.TryParse("825", out var council) ? CaseId.For(council, "LCS-1", 1).Value : "";

    public ImmutableList<Fact> Facts { get; init; } = [];

    public StoredCase Stored => new(CaseDocument.Empty(new CaseHeader(Id, "825", "LCS-1", 1)) with { Facts = Facts }, null);

    public static ChildDetails Child { get; } = new()
    {
        NhsNumber = "9990000018",
        NhsNumberStatus = NhsNumberStatuses.Verified,
        GivenName = "Avery Sample",
        FamilyName = "Testchild",
        DateOfBirth = new DateOnly(2019, 5, 14),
        Sex = "F",
        Ethnicity = "WBRI",
        Address = new Address(["1 Sample Street", "Aylesbury"], "HP20 1UA"),
        GpPractice = "K82001",
        SchoolUrn = "110369",
        SiblingGroup = "FAM-77",
    };

    public static CareDetails Care { get; } = new()
    {
        BecameLookedAfterOn = new DateOnly(2026, 10, 30),
        LegalStatus = "V2",
        CategoryOfNeed = "N1",
        Placement = new Placement { Type = "U6", StartedOn = new DateOnly(2026, 10, 30), Postcode = "HP20 1UA", LocalAuthority = "825" },
    };

    /// <summary>Everybody whom a notification can name.</summary>
    public static IReadOnlyList<Contact> Everybody { get; } =
        [.. ContactRoles.All.Order(StringComparer.Ordinal).Select(role => new Contact(role, $"Sample {role}", $"{role}@people.example", "01632 960001"))];

    public static SampleCase Opened(ChildDetails? child = null, CareDetails? care = null, IReadOnlyList<Contact>? contacts = null) =>
        new SampleCase().Then(new BecameLookedAfter(child ?? Child, care ?? Care, contacts ?? Everybody, "RXQ"));

    /// <summary>Appends a fact, an hour after the one before.</summary>
    public SampleCase Then(FactData data, string organisation = "825", bool byMessage = true)
    {
        var number = Facts.Count + 1;
        var recorded = new DateTimeOffset(2026, 11, 2, 9, 0, 0, TimeSpan.Zero).AddHours(number);
        var name = string.Create(CultureInfo.InvariantCulture, $"{number}");
        var origin = new Origin(
            organisation, "somebody@people.example", byMessage ? "urn:uk:la:825:case-system" : null, byMessage ? $"message-{name}" : null, null, $"commit-{name}", "trace");
        return this with { Facts = Facts.Add(new Fact(number, recorded.AddMinutes(-10), recorded, origin, data)) };
    }

    public SampleCase Consent(string by, string status = ConsentStatuses.Given) => Then(new ConsentRecorded(status, by, new DateOnly(2026, 11, 2)));

    public SampleCase Paper(string kind) => Then(Document(kind, null), byMessage: false);

    public SampleCase Returned(string kind) => Then(Document(kind, FhirJson.Serialize(new DocumentReference
    {
        Status = "current",
        Type = Fhir.Concept(FhirSystems.DocumentKind, kind),
        Subject = Fhir.Reference(Patient.TypeName, Id),
        Content = [new DocumentReference.ContentComponent { Attachment = SentResources.AttachmentOf(DocumentId(kind), "application/pdf", "paper.pdf", 1234) }],
        Context = new DocumentReference.ContextComponent { Related = [Fhir.Reference(ServiceRequest.TypeName, Id)] },
    })), "RXQ", byMessage: false);

    public SampleCase Booked(string status = AppointmentStatuses.Booked)
    {
        var start = new DateTimeOffset(2026, 11, 12, 10, 0, 0, TimeSpan.Zero);
        var resource = new Appointment
        {
            Status = status,
            Start = Fhir.Instant(start),
            End = Fhir.Instant(start.AddMinutes(45)),
            BasedOn = [Fhir.Reference(ServiceRequest.TypeName, Id)],
            Participant = [new Appointment.ParticipantComponent { Actor = Fhir.Reference(Patient.TypeName, Id), Status = "accepted" }],
        };
        return Then(new AppointmentRecorded($"{Id}.a1", status, start, start.AddMinutes(45), null, FhirJson.Serialize(resource)), "RXQ", byMessage: false);
    }

    public SampleCase PlanReceived()
    {
        var plan = new CarePlan { Status = "active", Intent = "plan", Subject = Fhir.Reference(Patient.TypeName, Id) };
        return Then(new CarePlanReceived($"{Id}.p1", "0f", 1234, FhirJson.Serialize(plan)), "RXQ", byMessage: false);
    }

    /// <summary>A statement of the health team; with a resource, it says more than its members.</summary>
    public SampleCase Stated(string indicator, bool? yes = null, int? score = null, string? reason = null, string? resource = null)
    {
        var id = string.Create(CultureInfo.InvariantCulture, $"{Id}.o{Facts.Count}");
        return Then(
            new HealthIndicatorRecorded(id, indicator, new DateOnly(2026, 11, 2), yes, score, reason, ObservationStatuses.Final, null, resource), "RXQ", byMessage: false);
    }

    public static string DocumentId(string kind) => $"{Id}.d-{kind}";

    /// <summary>Renders without storage: only the content of a document needs any, and nothing here reads one.</summary>
    public static CaseResources Resources(HubConcepts? concepts = null)
    {
        var used = concepts ?? HubConcepts.BuiltIn;
        return new CaseResources(new ReferralResources(CaseRules.BuiltIn, used), null!, used);
    }

    /// <summary>Every resource of the case.</summary>
    public static IReadOnlyList<Resource> AllOf(StoredCase stored, HubConcepts? concepts = null) =>
        [.. CaseResources.Types.SelectMany(type => Resources(concepts).OfType(stored, type))];

    public T One<T>(string suffix = "", HubConcepts? concepts = null)
        where T : Resource => AllOf(Stored, concepts).OfType<T>().Single(resource => resource.Id == Id + suffix);

    private static DocumentReceived Document(string kind, string? resource) =>
        new(DocumentId(kind), kind, "0f", "application/pdf", "paper.pdf", 1234, null, null, null, null, resource);
}

/// <summary>Every kind of child that the hub knows, by name.</summary>
internal static class SampleChildren
{
    private static readonly CareDetails OutOfArea = SampleCase.Care with { Placement = SampleCase.Care.Placement! with { LocalAuthority = "931", Postcode = "OX1 1AA" } };

    private static readonly ChildDetails WithoutNumber = SampleCase.Child with { NhsNumber = null, NhsNumberStatus = "08", GpPractice = null, SchoolUrn = null, SiblingGroup = null };

    public static IReadOnlyDictionary<string, SampleCase> All { get; } = new Dictionary<string, SampleCase>
    {
        ["newborn"] = SampleCase.Opened(WithoutNumber with { DateOfBirth = new DateOnly(2026, 10, 29), InHospitalSinceBirth = true, Address = null }),
        ["unaccompanied"] = SampleCase.Opened(WithoutNumber with { NhsNumberStatus = "07", UnaccompaniedAsylumSeeker = true, InterpreterLanguage = "ps", Address = null, Ethnicity = null }),
        ["out of area"] = SampleCase.Opened(care: OutOfArea),
        ["short break"] = SampleCase.Opened(care: SampleCase.Care with { LegalStatus = "V3" }),
        ["aged 17"] = SampleCase.Opened(SampleCase.Child with { DateOfBirth = new DateOnly(2009, 5, 14) }).Consent(ConsentGivers.YoungPerson),
        ["little told"] = SampleCase.Opened(
            new ChildDetails { GivenName = "Avery", FamilyName = "Testchild", DateOfBirth = new DateOnly(2019, 5, 14), Sex = "U", NhsNumberStatus = "03" },
            SampleCase.Care with { CategoryOfNeed = null, Placement = new Placement { Type = "K3", StartedOn = new DateOnly(2026, 10, 30), LocalAuthority = "825" } }, []),
        ["placed anew"] = SampleCase.Opened().Then(new PlacementChanged(new Placement { Type = "K2", StartedOn = new DateOnly(2026, 11, 3), Postcode = "OX1 1AA", LocalAuthority = "931" })),
        ["under an order"] = SampleCase.Opened().Then(new LegalStatusChanged("C1", null)).Consent(ConsentGivers.LocalAuthority),
        ["declined"] = SampleCase.Opened().Then(new AssessmentDeclined(new DateOnly(2026, 11, 2), "young-person")).Then(new AssessmentDeclined(new DateOnly(2026, 11, 3), "young-person")),
        ["rejected"] = SampleCase.Opened().Then(new ReferralMoved(TaskStatuses.Rejected, "full", "Full", "no room", """{"resourceType":"Task","statusReason":{"text":"Full"}}"""), "RXQ", byMessage: false),
        ["sent on"] = SampleCase.Opened().Then(new ReferralMoved(TaskStatuses.Rejected, "full", "Full", null), "RXQ", byMessage: false)
            .Then(new ReferralRaised(2, 0, "RTH", ReferralReasons.ProviderChanged)),
        ["seen before"] = SampleCase.Opened().Then(new EarlierAssessmentRecorded(new DateOnly(2026, 9, 1))).Then(new ReferralRaised(2, 1, "RXQ", ReferralReasons.ReviewDue), "hub", byMessage: false),
        ["signed off"] = SampleCase.Opened().Then(new AssessmentDeclined(new DateOnly(2026, 11, 2), "young-person")).Then(new AssessmentDeclined(new DateOnly(2026, 11, 3), "young-person"))
            .Then(new CehaAgreed(new DateOnly(2026, 11, 4))).Returned(DocumentKinds.CehaSummary)
            .Then(new CehaSignedOff("1234567", """{"resourceType":"Task","output":[{"type":{"coding":[{"system":"https://fhir.integrationhub.example/CodeSystem/task-output","code":"ceha-sign-off"}]},"valueReference":{"identifier":{"system":"https://fhir.hl7.org.uk/Id/gmc-number","value":"1234567"}}}]}"""), "RXQ", byMessage: false),
        ["ceased"] = SampleCase.Opened().Then(new CeasedToBeLookedAfter(new DateOnly(2026, 11, 3), "E4A")),
        ["not ceased after all"] = SampleCase.Opened().Then(new CeasedToBeLookedAfter(new DateOnly(2026, 11, 3), "E4A")).Then(new CareEndWithdrawn()),
        ["consented by the wrong one"] = SampleCase.Opened().Consent(ConsentGivers.LocalAuthority),
        ["consent withdrawn"] = SampleCase.Opened().Consent(ConsentGivers.Parent).Consent(ConsentGivers.Parent, ConsentStatuses.Withdrawn),
        ["two parents"] = SampleCase.Opened(contacts: [new Contact(ContactRoles.Parent, "One Parent", null, null), new Contact(ContactRoles.Parent, "Other Parent", null, "01632 960002")]),
        ["the whole story"] = SampleCase.Opened().Then(new NotificationRepeated()).Consent(ConsentGivers.Parent)
            .Paper(DocumentKinds.ConsentForm).Paper(DocumentKinds.PartA).Paper(DocumentKinds.Other).Then(new PaperworkCompleted(new DateOnly(2026, 11, 2)))
            .Then(new ReferralMoved(TaskStatuses.Accepted, null, null, "on the list"), "RXQ", byMessage: false).Booked().Booked(AppointmentStatuses.Fulfilled)
            .Then(new BreachReasonRecorded("health-notified", "other", "Told late"))
            .Then(new DetailsCorrected(new ChildDetails { FamilyName = "Testchild-Sample" }, null, [new Contact(ContactRoles.SocialWorker, "New Worker", null, null)]))
            .Returned(DocumentKinds.IhaSummary).Returned(DocumentKinds.HealthCarePlan).PlanReceived()
            .Stated(HealthIndicators.ImmunisationsUpToDate, yes: true).Stated(HealthIndicators.DentalCheck, yes: true).Stated(HealthIndicators.DevelopmentChecksUpToDate, yes: false)
            .Stated(HealthIndicators.Sdq, score: 14).Stated(HealthIndicators.Sdq, reason: "SDQ2").Stated(HealthIndicators.SubstanceMisuse, yes: true)
            .Stated(HealthIndicators.InterventionReceived, yes: false).Stated(HealthIndicators.InterventionOffered, yes: true),
    };

    public static TheoryData<string> Names => new(All.Keys);
}
