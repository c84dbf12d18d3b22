using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using IntegrationHub.Tools.Hub.Local;

namespace IntegrationHub.Bench.Kit;

/// <summary>What councils say about invented children, each with an NHS number of the range that is never given to anybody.</summary>
internal static class Children
{
    public const string Council = "825";
    public const string Provider = "RXQ";

    /// <param name="number">Of the child; another number is another child.</param>
    /// <param name="on">Day on which the child became looked after, and on which it is told.</param>
    public static byte[] BecameLookedAfter(int number, DateTimeOffset now, DateOnly on) => Utf8(Event("became-looked-after", number, now, new JsonObject
    {
        ["child"] = Child(number),
        ["care"] = new JsonObject
        {
            ["becameLookedAfterOn"] = Date(on),
            ["legalStatus"] = "V2",
            ["categoryOfNeed"] = "N1",
            ["placement"] = new JsonObject { ["type"] = "U6", ["startedOn"] = Date(on), ["postcode"] = "HP20 1UA", ["localAuthority"] = Council },
        },
        ["consent"] = new JsonObject { ["status"] = "not-yet-given" },
        ["contacts"] = new JsonArray(
            new JsonObject { ["role"] = "social-worker", ["name"] = "S Worker", ["email"] = "s.worker@council.example" },
            new JsonObject { ["role"] = "team-manager", ["name"] = "T Manager", ["email"] = "t.manager@council.example" }),
        ["healthProvider"] = Provider,
    }));

    public static byte[] Consent(int number, DateTimeOffset now, DateOnly on) => Utf8(Event(
        "consent-recorded", number, now, new JsonObject { ["consent"] = new JsonObject { ["status"] = "given", ["givenBy"] = "parent", ["on"] = Date(on) } }));

    public static byte[] Paperwork(int number, DateTimeOffset now, DateOnly on) => Utf8(Event("paperwork-completed", number, now, new JsonObject { ["on"] = Date(on) }));

    public static byte[] Ceased(int number, DateTimeOffset now, DateOnly on) =>
        Utf8(Event("ceased-to-be-looked-after", number, now, new JsonObject { ["on"] = Date(on), ["reason"] = "E4A" }));

    /// <summary>The council's own reference.</summary>
    public static string Reference(int number) => $"BENCH-{number.ToString(CultureInfo.InvariantCulture)}";

    private static JsonObject Child(int number) => new()
    {
        ["nhsNumber"] = NhsNumbers.Invented(number * 3L),
        ["nhsNumberStatus"] = "01",
        ["givenName"] = "Avery",
        ["familyName"] = "Testchild",
        ["dateOfBirth"] = "2019-05-14",
        ["sex"] = "F",
        ["ethnicity"] = "WBRI",
        ["address"] = new JsonObject { ["lines"] = new JsonArray("1 Sample Street", "Aylesbury"), ["postcode"] = "HP20 1UA" },
        ["gpPractice"] = "K82001",
        ["schoolUrn"] = "110369",
        ["siblingGroup"] = "FAM-77",
        ["interpreterLanguage"] = null,
        ["unaccompaniedAsylumSeeker"] = false,
        ["inHospitalSinceBirth"] = false,
        ["knownToCommunityPaediatrics"] = true,
    };

    private static JsonObject Event(string kind, int number, DateTimeOffset now, JsonObject data) => new()
    {
        ["specversion"] = "1.0",
        ["id"] = $"{Reference(number)}-{kind}",
        ["source"] = $"urn:uk:la:{Council}:case-system",
        ["type"] = $"uk.lac.{kind}.v1",
        ["time"] = now.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
        ["subject"] = Reference(number),
        ["datacontenttype"] = "application/json",
        ["data"] = data,
    };

    private static string Date(DateOnly on) => on.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static byte[] Utf8(JsonObject body) => Encoding.UTF8.GetBytes(body.ToJsonString());
}
