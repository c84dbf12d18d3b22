using System.Globalization;
using System.Text.Json.Nodes;
using IntegrationHub.Tools.Hub.Local;

namespace IntegrationHub.Tools.Hub.Demo;

/// <summary>An invented child, and the circumstances that decide how the case goes.</summary>
internal sealed record DemoChild(
    string LocalId, string GivenName, DateOnly DateOfBirth, string Sex, string Ethnicity, string? NhsNumber, bool IsUnaccompanied,
    bool IsInHospitalSinceBirth, string LegalStatus, string CategoryOfNeed, string PlacementType, string PlacedIn, string Postcode, int Team)
{
    /// <summary>Short breaks: nobody owes an assessment.</summary>
    public bool NeedsNoAssessment => LegalStatus is "V3" or "V4";

    private static readonly string[] GivenNames =
        ["Avery", "Robin", "Sam", "Alex", "Jordan", "Casey", "Riley", "Morgan", "Quinn", "Taylor", "Jamie", "Rowan", "Skyler", "Charlie", "Frankie", "Ashley"];
    private static readonly string[] Ethnicities = ["WBRI", "WBRI", "WBRI", "WOTH", "MWBC", "APKN", "BAFR", "AOTH"];
    /// <summary>Weights by repetition: most come in under section 20 or an interim care order.</summary>
    private static readonly string[] LegalStatuses =
        ["V2", "V2", "V2", "V2", "V2", "V2", "V2", "C1", "C1", "C1", "C1", "C1", "C2", "C2", "C2", "E1", "L2", "V3"];
    private static readonly (string Council, string Postcode)[] Elsewhere = [("826", "MK9 3XS"), ("931", "OX1 1ND"), ("850", "SO23 8UJ"), ("867", "RG12 1AQ")];

    /// <param name="random">The demo's own, so that the same seed gives the same children.</param>
    /// <param name="localId">The council's reference.</param>
    /// <param name="nhsSeed">Of the NHS number.</param>
    /// <param name="on">The day the child became looked after.</param>
    public static DemoChild Invent(Random random, string localId, long nhsSeed, DateOnly on)
    {
        var isUnaccompanied = random.NextDouble() < 0.06;
        var age = isUnaccompanied ? random.Next(15, 18) : random.Next(0, 18);
        var born = on.AddYears(-age).AddDays(-random.Next(3, 350));
        var isNewborn = age == 0 && on.DayNumber - born.DayNumber < 60;
        var isElsewhere = random.NextDouble() < 0.3;
        var (council, postcode) = isElsewhere ? Elsewhere[random.Next(Elsewhere.Length)] : (Messages.Council, "HP20 1UA");
        return new DemoChild(
            localId, GivenNames[random.Next(GivenNames.Length)], born, random.Next(2) == 0 ? "F" : "M",
            isUnaccompanied ? "AOTH" : Ethnicities[random.Next(Ethnicities.Length)],
            isUnaccompanied || isNewborn ? null : NhsNumbers.Invented(nhsSeed),
            isUnaccompanied, isNewborn && random.NextDouble() < 0.5,
            isUnaccompanied ? "V2" : LegalStatuses[random.Next(LegalStatuses.Length)],
            isUnaccompanied ? "N8" : $"N{random.Next(1, 8).ToString(CultureInfo.InvariantCulture)}",
            age >= 12 && random.NextDouble() < 0.3 ? "K2" : "U6", council, postcode, random.Next(1, 5));
    }

    /// <summary>The consent giver that the legal status asks for: the council under a care or placement order.</summary>
    public string ConsentGiver(DateOnly on) => LegalStatus is "C1" or "C2" or "E1"
        ? "local-authority"
        : DateOfBirth.AddYears(16) <= on ? "young-person" : "parent";

    public JsonObject BecameLookedAfter(DateOnly on)
    {
        var child = new JsonObject
        {
            ["nhsNumberStatus"] = NhsNumber is null ? "03" : "01",
            ["givenName"] = GivenName,
            ["familyName"] = "Testchild",
            ["dateOfBirth"] = Json.Date(DateOfBirth),
            ["sex"] = Sex,
            ["ethnicity"] = Ethnicity,
            ["address"] = new JsonObject { ["lines"] = new JsonArray($"{Team} Sample Street", "Aylesbury"), ["postcode"] = Postcode },
            ["gpPractice"] = "K82001",
            ["unaccompaniedAsylumSeeker"] = IsUnaccompanied,
            ["inHospitalSinceBirth"] = IsInHospitalSinceBirth,
        };
        if (NhsNumber is not null)
            child["nhsNumber"] = NhsNumber;
        return new JsonObject
        {
            ["child"] = child,
            ["care"] = new JsonObject
            {
                ["becameLookedAfterOn"] = Json.Date(on),
                ["legalStatus"] = LegalStatus,
                ["categoryOfNeed"] = CategoryOfNeed,
                ["placement"] = new JsonObject
                {
                    ["type"] = PlacementType,
                    ["startedOn"] = Json.Date(on),
                    ["postcode"] = Postcode,
                    ["localAuthority"] = PlacedIn,
                },
            },
            ["consent"] = new JsonObject { ["status"] = "not-yet-given" },
            ["contacts"] = new JsonArray(
                Contact("social-worker", $"Worker {Team}", $"worker.{Team}@council.example"),
                Contact("team-manager", $"Manager {Team}", $"manager.{Team}@council.example")),
            ["healthProvider"] = "RXQ",
        };
    }

    private static JsonObject Contact(string role, string name, string email) => new() { ["role"] = role, ["name"] = name, ["email"] = email };
}
