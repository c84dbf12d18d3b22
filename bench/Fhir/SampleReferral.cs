using System.Globalization;
using IntegrationHub.Contracts.Fhir;
using IntegrationHub.Domain.Cases;
using IntegrationHub.Domain.Codes;
using IntegrationHub.Domain.Identifiers;
using IntegrationHub.Functions.Policies;
using IntegrationHub.Functions.Referrals.Rendering;
using IntegrationHub.Functions.Referrals.Terminology;
using IntegrationHub.Functions.Storage;

namespace IntegrationHub.Bench.Fhir;

/// <summary>A case of an invented child with consent, papers and two people to ask, folded from its facts.</summary>
internal sealed class SampleReferral
{
    private static readonly DateOnly DayZero = new(2026, 10, 30);

    private readonly ReferralResources referrals = new(CaseRules.BuiltIn, HubConcepts.BuiltIn);
    private readonly StoredCase stored = new(new CaseDocument(CaseDocument.CurrentVersion, Header(), Facts(), [], []), ETag: null);

    /// <summary>The four resources, each as the bytes that go out.</summary>
    public IReadOnlyList<byte[]> Render() =>
    [
        FhirJson.SerializeToUtf8Bytes(PatientResource.Of(stored)),
        FhirJson.SerializeToUtf8Bytes(referrals.ServiceRequestOf(stored, stored.State.Referral)),
        FhirJson.SerializeToUtf8Bytes(referrals.TaskOf(stored, stored.State.Referral)),
        FhirJson.SerializeToUtf8Bytes(ConsentResource.Of(stored)),
    ];

    private static CaseHeader Header() => LocalAuthorityCode.TryParse("825", out var council)
        ? new CaseHeader(CaseId.For(council, "LCS-100234", 1).Value, council.Value, "LCS-100234", 1)
        : throw new InvalidOperationException();

    private static List<Fact> Facts()
    {
        FactData[] data =
        [
            new BecameLookedAfter(Child(), Care(),
                [
                    new Contact(ContactRoles.SocialWorker, "S Worker", "s.worker@council.example", null),
                    new Contact(ContactRoles.TeamManager, "T Manager", "t.manager@council.example", null),
                ], "RXQ"),
            new ConsentRecorded(ConsentStatuses.Given, ConsentGivers.Parent, DayZero.AddDays(2)),
            Paper(DocumentKinds.ConsentForm),
            Paper(DocumentKinds.PartA),
            new PaperworkCompleted(DayZero.AddDays(3)),
            new ReferralMoved(TaskStatuses.Accepted, null, null, null),
        ];
        return [.. data.Select((fact, index) => new Fact(index + 1, At(index), At(index), From(index), fact))];
    }

    private static ChildDetails Child() => new()
    {
        NhsNumber = "9990000018",
        NhsNumberStatus = NhsNumberStatuses.Verified,
        GivenName = "Avery Robin",
        FamilyName = "Testchild",
        DateOfBirth = new DateOnly(2019, 5, 14),
        Sex = "F",
        Ethnicity = "WBRI",
        GpPractice = "K82001",
        SchoolUrn = "110369",
        InterpreterLanguage = "fa",
    };

    private static CareDetails Care() => new()
    {
        BecameLookedAfterOn = DayZero,
        LegalStatus = "V2",
        CategoryOfNeed = "N1",
        Placement = new Placement { Type = "U6", StartedOn = DayZero, Postcode = "HP20 1UA", LocalAuthority = "825" },
    };

    private static DocumentReceived Paper(string kind) => new(
        $"825-sample.{kind}", kind, new string('0', 64), "application/pdf", $"{kind}.pdf", 123456, null, null, null, null);

    private static DateTimeOffset At(int hours) => new DateTimeOffset(2026, 11, 2, 9, 14, 0, TimeSpan.Zero).AddHours(hours);

    private static Origin From(int index) => new(
        "825", "sender", "urn:uk:la:825:case-system", index.ToString(CultureInfo.InvariantCulture), "hash", $"commit-{index}", "trace");
}
