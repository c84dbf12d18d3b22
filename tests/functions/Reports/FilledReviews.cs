using System.Globalization;
using System.Text.Json.Nodes;
using IntegrationHub.Functions.Tests.Kit;
using IntegrationHub.Functions.Tests.Reliability;

namespace IntegrationHub.Functions.Tests.Reports;

/// <summary>
/// A hub with children whose reviews came due from May to November 2027: done in time, done late, missed for a later one, still open when their day passed, refused, and
/// ended by the end of care before and after their day; and what their chronologies say, read without the hub's code.
/// </summary>
public sealed class FilledReviews(TestStack stack) : IAsyncLifetime
{
    private readonly Dictionary<string, string> subjects = [];
    private DateTimeOffset now = new(2026, 11, 2, 9, 0, 0, TimeSpan.Zero);

    internal InProcessHub Hub { get; private set; } = null!;

    /// <summary>The day on which it is asked.</summary>
    public static DateOnly Today { get; } = new(2027, 11, 8);

    public string Council => Hub.Token("manager");

    public async Task InitializeAsync()
    {
        Hub = await InProcessHub.StartOn(stack);
        foreach (var i in Enumerable.Range(0, 8))
        {
            await Assessed($"YOUNG-{i}", "2024-05-14", i);
        }

        foreach (var i in Enumerable.Range(0, 4))
        {
            await Assessed($"OLD-{i}", "2019-05-14", i);
        }

        await MoveTo("2027-03-10");
        await MoveTo("2027-04-26");
        await Reviewed("YOUNG-0", 1);
        await Reviewed("YOUNG-1", 1);
        await Reviewed("YOUNG-7", 1);
        await Done(Hub.Notify(Sample.Ceased("YOUNG-4", "2027-04-25")));
        foreach (var on in new[] { "2027-04-20", "2027-04-22" })
        {
            await Done(Hub.Notify(Sample.Event("uk.lac.assessment-declined.v1", "YOUNG-5", new JsonObject { ["on"] = on, ["by"] = "young-person" })));
        }

        await MoveTo("2027-05-10");
        await Reviewed("YOUNG-2", 1);
        await Done(Hub.Notify(Sample.Ceased("YOUNG-6", "2027-05-08")));
        await MoveTo("2027-09-10");
        await MoveTo("2027-10-20");
        await Reviewed("OLD-0", 1);
        await Reviewed("YOUNG-0", 2);
        await MoveTo("2027-11-08");
        await Reviewed("OLD-1", 1);
        await Reviewed("YOUNG-7", 2);
    }

    public Task DisposeAsync() => Hub.DisposeAsync().AsTask();

    /// <summary>The cases as their chronologies tell them.</summary>
    public async Task<IReadOnlyList<ToldCase>> Told()
    {
        var told = new List<ToldCase>();
        foreach (var (subject, caseId) in subjects)
        {
            told.Add(new ToldCase(subject, caseId, await Hub.Facts(caseId)));
        }

        return told;
    }

    private async Task MoveTo(string day)
    {
        var then = DateTimeOffset.Parse($"{day}T09:00:00Z", CultureInfo.InvariantCulture);
        Hub.MoveOn(then - now);
        now = then;
        await Done(Hub.Trigger("SweepKeyDates", Sample.TimerEnvelope()));
    }

    private async Task Assessed(string subject, string born, int i)
    {
        var notification = Sample.BecameLookedAfter(subject);
        notification["data"]!["child"]!["dateOfBirth"] = born;
        notification["data"]!["child"]!["siblingGroup"] = null;
        notification["data"]!["contacts"]![1]!["email"] = $"manager{i % 2}@council.example";
        subjects[subject] = (await Done(Hub.Notify(notification))).CaseId;
        await Done(Hub.Fhir(HttpMethod.Post, "", Sample.Return(subjects[subject])));
    }

    private async Task Reviewed(string subject, int review)
    {
        var caseId = subjects[subject];
        var sent = Sample.Return(caseId, "rha-summary", "health-care-plan").ToJsonString()
            .Replace($"ServiceRequest/{caseId}", $"ServiceRequest/{caseId}.r{review + 1}", StringComparison.Ordinal);
        await Done(Hub.Fhir(HttpMethod.Post, "", JsonNode.Parse(sent)!));
    }

    private static async Task<Answer> Done(Task<Answer> asked)
    {
        var answer = await asked;
        Assert.True(answer.Status is 200 or 201, answer.Body);
        return answer;
    }
}

/// <summary>A review by the chronology alone.</summary>
/// <param name="Result">What became of it, as reports call it.</param>
public sealed record ToldReview(ToldCase Case, DateOnly DueOn, string Result)
{
    private const int MostDeclined = 2;

    /// <summary>A case's reviews, and the next one: half a year on while the child is under five then, otherwise a year.</summary>
    public static IReadOnlyList<ToldReview> Of(ToldCase told, DateOnly today)
    {
        var born = Day(told.Facts[0]!["data"]!["child"]!["dateOfBirth"]!);
        var found = new List<ToldReview>();
        var basis = told.Returned;
        for (var number = 1; basis is { } from; number++)
        {
            var due = from.AddMonths(6) < born.AddYears(5) ? from.AddMonths(6) : from.AddMonths(12);
            var raised = Raised(told, number);
            if (raised is null && told.Ceased is not null)
            {
                break;
            }

            var (returned, refused) = raised is null ? (null, false) : (Returned(told, raised), Declined(told, raised, due) >= MostDeclined);
            found.Add(new ToldReview(told, due, returned is { } on ? (on <= due ? "in-time" : "late")
                : refused ? "refused"
                : told.Ceased is { } ceased ? (ceased > due ? "not-done" : "ended")
                : today > due ? "not-done" : "not-yet-due"));

            // The one after a review that is passed over counts from that one's day; after one that is open, or that care ended before, there is none.
            var isLast = raised is null || (returned is null && !refused && (told.Ceased is not null || Raised(told, number + 1) is null));
            basis = isLast ? null : returned ?? due;
        }

        return found;
    }

    private static JsonNode? Raised(ToldCase told, int review) =>
        told.Facts.FirstOrDefault(fact => (string)fact!["data"]!["type"]! == "referral-raised" && (int)fact["data"]!["review"]! == review);

    private static DateOnly? Returned(ToldCase told, JsonNode raised)
    {
        var days = new[] { "rha-summary", "health-care-plan" }.Select(kind => told.Facts
            .Where(fact => (string)fact!["data"]!["type"]! == "document-received" && (string)fact["data"]!["kind"]! == kind
                && (int)fact["data"]!["referral"]! == (int)raised["data"]!["number"]!)
            .Select(fact => (DateOnly?)Day(fact!["recordedAt"]!)).Min()).ToList();
        return days.Contains(null) ? null : days.Max();
    }

    private static int Declined(ToldCase told, JsonNode raised, DateOnly due) => told.Facts.Count(fact =>
        (string)fact!["data"]!["type"]! == "assessment-declined" && (int)fact["number"]! > (int)raised["number"]! && Day(fact["data"]!["on"]!) <= due);

    private static DateOnly Day(JsonNode node) => DateOnly.ParseExact(((string)node!)[..10], "yyyy-MM-dd", CultureInfo.InvariantCulture);
}
