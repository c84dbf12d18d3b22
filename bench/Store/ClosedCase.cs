using System.Globalization;
using IntegrationHub.Domain.Cases;
using IntegrationHub.Domain.Codes;
using IntegrationHub.Domain.Identifiers;
using IntegrationHub.Functions.Storage;
using IntegrationHub.Tools.Hub.Local;

namespace IntegrationHub.Bench.Store;

/// <summary>A case whose assessment came back and whose child has left care: its facts, as the hub would have come by them over some months.</summary>
internal static class ClosedCase
{
    /// <param name="ended">When the hub learnt that care has ended: the last fact.</param>
    public static CaseDocument Of(string council, string provider, int number, DateTimeOffset ended)
    {
        _ = LocalAuthorityCode.TryParse(council, out var code);
        var reference = $"OLD-{number.ToString(CultureInfo.InvariantCulture)}";
        var caseId = CaseId.For(code, reference, 1).Value;

        // Most take about six weeks of working days, some too long: what a report is about.
        var began = ended.AddDays(-90 - (number % 300));
        var late = number % 5 == 0 ? 20 : 0;
        (int Day, FactData Data)[] facts =
        [
            (0, new BecameLookedAfter(Child(number), Care(began), Contacts(number), provider)),
            (2, new ConsentRecorded(ConsentStatuses.Given, ConsentGivers.Parent, Day(began, 2))),
            (3, new PaperworkCompleted(Day(began, 3))),
            (4, new ReferralMoved(TaskStatuses.Received, null, null, null)),
            (5, new ReferralMoved(TaskStatuses.Accepted, null, null, null)),
            (7, Appointment(caseId, AppointmentStatuses.Booked, began.AddDays(14 + late))),
            (14 + late, Appointment(caseId, AppointmentStatuses.Fulfilled, began.AddDays(14 + late))),
            (20 + late, Document(caseId, "iha-summary", began.AddDays(19 + late))),
            (20 + late, Document(caseId, "health-care-plan", began.AddDays(19 + late))),
        ];
        var all = facts.Select(fact => (At: began.AddDays(fact.Day), fact.Data)).Append((At: ended, Data: new CeasedToBeLookedAfter(Day(ended, 0), "E4A")));
        return CaseDocument.Empty(new CaseHeader(caseId, council, reference, 1)) with
        {
            Facts = [.. all.Select((fact, at) => new Fact(at + 1, fact.At, fact.At.AddMilliseconds(at), From(council, reference, at), fact.Data))],
        };
    }

    private static Origin From(string council, string reference, int at) => new(
        council, "case-system", $"urn:uk:la:{council}:case-system", $"{reference}-{at}", Filler, $"{at:x32}", Filler[..32]);

    private static ChildDetails Child(int number) => new()
    {
        // Apart from those that notifications are about.
        NhsNumber = NhsNumbers.Invented(500_000 + (number * 3L)),
        NhsNumberStatus = NhsNumberStatuses.Verified,
        GivenName = "Avery",
        FamilyName = "Testchild",
        DateOfBirth = new DateOnly(2012, 1, 1).AddDays(number % 2500),
        Sex = "F",
        Ethnicity = "WBRI",
        GpPractice = "K82001",
        SchoolUrn = "110369",
    };

    private static CareDetails Care(DateTimeOffset began) => new()
    {
        BecameLookedAfterOn = Day(began, 0),
        LegalStatus = "V2",
        CategoryOfNeed = "N1",
        Placement = new Placement { Type = "U6", StartedOn = Day(began, 0), Postcode = "HP20 1UA", LocalAuthority = "825" },
    };

    private static IReadOnlyList<Contact> Contacts(int number) =>
    [
        new(ContactRoles.SocialWorker, "S Worker", "s.worker@council.example", null),
        new(ContactRoles.TeamManager, "T Manager", $"t.manager{number % 12}@council.example", null),
    ];

    private static AppointmentRecorded Appointment(string caseId, string status, DateTimeOffset start) =>
        new($"{caseId}.a1", status, start, start.AddMinutes(45), null, $$"""{"resourceType":"Appointment","status":"{{status}}"}""");

    private static DocumentReceived Document(string caseId, string kind, DateTimeOffset at) =>
        new($"{caseId}.{kind}", kind, Filler, "application/pdf", $"{kind}.pdf", 123456, "9999999", "Dr Sample", at, Day(at, -1));

    private static DateOnly Day(DateTimeOffset instant, int more) => DateOnly.FromDateTime(instant.UtcDateTime).AddDays(more);

    private static string Filler { get; } = new('0', 64);
}
