using System.Globalization;
using System.Text.Json.Nodes;
using IntegrationHub.Functions.Tests.Kit;
using IntegrationHub.Functions.Tests.Reliability;

namespace IntegrationHub.Functions.Tests.Reports;

/// <summary>
/// A hub with cases of all sorts, filled by HTTP from 2 November to 10 December 2026, of two councils and two providers; and what their chronologies say, read
/// without the hub's code.
/// </summary>
public sealed class Filled(TestStack stack) : IAsyncLifetime
{
    private static readonly string[] Days = ["2026-10-15", "2026-10-30", "2026-11-02"];
    private readonly Dictionary<string, string> subjects = [];

    internal InProcessHub Hub { get; private set; } = null!;

    /// <summary>The day on which it is asked.</summary>
    public static DateOnly Today { get; } = new(2026, 12, 10);

    public string Council => Hub.Token("manager");

    public async Task InitializeAsync()
    {
        Hub = await InProcessHub.StartOn(stack);
        foreach (var i in Enumerable.Range(0, 24))
        {
            await Opened($"LCS-{i}", Days[i % 3], i);
        }

        await Done(Hub.Notify(Sample.BecameLookedAfter("OTHER-1", council: "826"), Hub.Token("social-care", "826")));
        await Opened("LCS-break", "2026-10-30", 0, "V4");
        await Ceha("LCS-0");
        Hub.MoveOn(TimeSpan.FromDays(14));
        foreach (var i in new[] { 1, 2, 3, 4, 5, 6, 7 })
        {
            await Returned($"LCS-{i}");
        }

        await Done(Hub.Notify(Sample.Ceased("LCS-8", "2026-11-16")));
        Hub.MoveOn(TimeSpan.FromDays(24));
        foreach (var i in new[] { 9, 10, 11, 12 })
        {
            await Returned($"LCS-{i}");
        }

        await Done(Hub.Notify(Sample.Ceased("LCS-13", "2026-12-09")));
        await Done(Hub.Notify(Sample.Ceased("LCS-1", "2026-12-09")));
        foreach (var i in new[] { 9, 10, 13, 14, 15 })
        {
            await Done(Hub.Notify(Sample.Event("uk.lac.breach-reason-recorded.v1", $"LCS-{i}", new JsonObject
            {
                ["keyDate"] = "summary-and-plan-returned",
                ["reason"] = i < 14 ? "report-delayed" : "clinic-capacity",
                ["text"] = null,
            })));
        }

        await Opened("LCS-new", "2026-12-08", 1);
    }

    public Task DisposeAsync() => Hub.DisposeAsync().AsTask();

    /// <summary>Council 825's cases as their chronologies tell them.</summary>
    public async Task<IReadOnlyList<ToldCase>> Told()
    {
        var told = new List<ToldCase>();
        foreach (var (subject, caseId) in subjects)
        {
            told.Add(new ToldCase(subject, caseId, await Hub.Facts(caseId)));
        }

        return told;
    }

    /// <summary>The ids of all cases that an address lists, over all its pages.</summary>
    public async Task<IReadOnlyList<string>> Listed(string path, string token)
    {
        var ids = new List<string>();
        for (string? cursor = ""; cursor is not null;)
        {
            var answer = await Hub.Get($"{path.TrimStart('/')}&limit=200{(cursor.Length == 0 ? "" : $"&cursor={Uri.EscapeDataString(cursor)}")}", token);
            Assert.True(answer.Status == 200, answer.Body);
            ids.AddRange(answer.Json["cases"]!.AsArray().Select(view => (string)view!["caseId"]!));
            cursor = (string?)answer.Json["next"];
        }

        return ids;
    }

    private async Task Opened(string subject, string on, int i, string legalStatus = "V2")
    {
        var notification = Sample.BecameLookedAfter(subject, on, legalStatus, provider: i % 4 == 0 ? "RTH" : "RXQ");
        notification["data"]!["care"]!["placement"]!["localAuthority"] = i % 5 == 0 ? "931" : "825";
        notification["data"]!["contacts"]![1]!["email"] = $"manager{i % 2}@council.example";
        subjects[subject] = (await Done(Hub.Notify(notification))).CaseId;
    }

    private async Task Returned(string subject)
    {
        var token = Hub.Token("health", subject is "LCS-4" or "LCS-12" ? "RTH" : "RXQ");
        await Done(Hub.Send(HttpMethod.Post, "hub/fhir", token, HubClient.Content(Sample.Return(subjects[subject]).ToJsonString(), "application/fhir+json")));
    }

    private async Task Ceha(string subject)
    {
        foreach (var on in new[] { "2026-10-31", "2026-11-01" })
        {
            await Done(Hub.Notify(Sample.Event("uk.lac.assessment-declined.v1", subject, new JsonObject { ["on"] = on, ["by"] = "young-person" })));
        }

        var (caseId, doctor) = (subjects[subject], Hub.Token("designated-doctor", "RTH"));
        await Done(Hub.Notify(Sample.Event("uk.lac.ceha-agreed.v1", subject, new JsonObject { ["on"] = "2026-11-02" })));
        await Done(Hub.Send(HttpMethod.Post, "hub/fhir/DocumentReference", doctor, HubClient.Content(Sample.Document(caseId, "ceha-summary", "seen").ToJsonString(), "application/fhir+json")));
        var task = await Done(Hub.Get($"hub/fhir/Task/{caseId}", doctor));
        await Done(Hub.Send(
            HttpMethod.Put, $"hub/fhir/Task/{caseId}", doctor, HubClient.Content(Sample.SignedOff(task.Json).ToJsonString(), "application/fhir+json"), ("If-Match", task.ETag)));
    }

    private static async Task<Answer> Done(Task<Answer> asked)
    {
        var answer = await asked;
        Assert.True(answer.Status is 200 or 201, answer.Body);
        return answer;
    }
}

/// <summary>A case by its chronology alone.</summary>
public sealed record ToldCase(string Subject, string CaseId, JsonArray Facts)
{
    private static readonly DateOnly[] Holidays = [new(2026, 12, 25), new(2026, 12, 28)];

    public DateOnly DayZero => Date(First("became-looked-after")!["data"]!["care"]!["becameLookedAfterOn"]!);

    public bool IsShortBreak => (string)First("became-looked-after")!["data"]!["care"]!["legalStatus"]! == "V4";

    public string Provider => (string)First("became-looked-after")!["data"]!["healthProvider"]!;

    public string Manager => (string)First("became-looked-after")!["data"]!["contacts"]![1]!["email"]!;

    public DateOnly? Ceased => First("ceased-to-be-looked-after") is { } fact ? Date(fact["data"]!["on"]!) : null;

    /// <summary>When the later of the two documents came.</summary>
    public DateOnly? Returned => Document("iha-summary") is { } summary && Document("health-care-plan") is { } plan ? (summary > plan ? summary : plan) : null;

    public IReadOnlyList<string> Reasons => [.. Of("breach-reason-recorded").Select(fact => (string)fact["data"]!["reason"]!)];

    public bool IsSignedOff => First("ceha-signed-off") is not null;

    /// <summary>What became of the assessment.</summary>
    public string Outcome(DateOnly today)
    {
        var deadline = DayZero;
        for (var days = 0; days < 20;)
        {
            deadline = deadline.AddDays(1);
            days += deadline.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday || Holidays.Contains(deadline) ? 0 : 1;
        }

        return IsShortBreak ? "not-required"
            : IsSignedOff ? "replaced-by-ceha"
            : Returned is { } returned ? (returned <= deadline ? "in-time" : "late")
            : Ceased is { } ceased ? (ceased > deadline ? "not-returned" : "not-required")
            : today > deadline ? "not-returned" : "not-yet-due";
    }

    private DateOnly? Document(string kind) => Of("document-received").Where(fact => (string)fact["data"]!["kind"]! == kind).Select(fact => (DateOnly?)Date(fact["recordedAt"]!)).Min();

    private JsonNode? First(string type) => Of(type).FirstOrDefault();

    private IEnumerable<JsonNode> Of(string type) => Facts.Where(fact => (string)fact!["data"]!["type"]! == type).Select(fact => fact!);

    private static DateOnly Date(JsonNode node) => DateOnly.ParseExact(((string)node!)[..10], "yyyy-MM-dd", CultureInfo.InvariantCulture);
}
