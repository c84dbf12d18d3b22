using System.Text.Json.Nodes;
using IntegrationHub.Functions.Tests.Kit;

namespace IntegrationHub.Functions.Tests.Reports;

/// <summary>Caseload, reviews, data quality and the sample for an audit, by HTTP, against the chronologies and the lists that they open.</summary>
[Collection(TestStack.Name)]
public sealed class OtherReportsTests(Filled filled) : IClassFixture<Filled>
{
    [Fact]
    public async Task The_caseload_is_that_of_the_chronologies_and_every_count_opens_its_cases()
    {
        var (report, told) = (await Report("caseload"), (await filled.Told()).Where(one => !one.IsShortBreak).ToList());

        Assert.Equal(told.Count(one => one.Ceased is null), (int)report["lookedAfterNow"]!);
        Assert.Equal((1, 3), ((int)report["onShortBreaks"]!, (int)report["ceased"]!));
        Assert.Equal((int)report["lookedAfterNow"]!, await Listed(report["cases"]));
        Assert.Equal(told.Count, (int)report["started"]!);
        foreach (var month in report["months"]!.AsArray().TakeLast(3))
        {
            var name = (string)month!["month"]!;
            var started = told.Count(one => one.DayZero.ToString("yyyy-MM") == name);
            var ceased = told.Count(one => one.Ceased?.ToString("yyyy-MM") == name);
            var atEnd = told.Count(one => string.CompareOrdinal(one.DayZero.ToString("yyyy-MM"), name) <= 0 && !(string.CompareOrdinal(one.Ceased?.ToString("yyyy-MM") ?? "9", name) <= 0));
            Assert.Equal((started, ceased, atEnd), ((int)month["started"]!, (int)month["ceased"]!, (int)month["atEnd"]!));
            Assert.Equal((started, ceased, atEnd), (await Listed(month["startedCases"]), await Listed(month["ceasedCases"]), await Listed(month["atEndCases"])));
        }
    }

    [Fact]
    public async Task Reviews_are_those_of_the_case_views_and_open_their_cases()
    {
        var report = await Report("reviews", "?from=2027-01-01&to=2028-12-31");
        var due = new List<string>();
        foreach (var one in await filled.Told())
        {
            due.AddRange((await filled.Hub.Case(one.CaseId))["reviews"]!.AsArray().Select(review => ((string)review!["dueOn"]!)[..7]));
        }

        Assert.NotEmpty(due);
        Assert.Equal((due.Count, due.Count, 0), ((int)report["total"]!["due"]!, (int)report["total"]!["notYetDue"]!, (int)report["total"]!["decided"]!));
        Assert.All(report["months"]!.AsArray(), month => Assert.Equal(due.Count(day => day == (string)month!["group"]!), (int)month!["due"]!));
        Assert.Equal(due.Count, await Listed(report["total"]!["cases"]));
        Assert.Equal(due.Count, await Listed($"{report["total"]!["cases"]}&review=not-yet-due"));
        Assert.Equal(0, await Listed($"{report["total"]!["cases"]}&review=late"));
    }

    [Fact]
    public async Task Data_quality_counts_open_cases_and_lists_them()
    {
        var (report, told) = (await Report("data-quality"), await filled.Told());
        var open = told.Where(one => one.Ceased is null).ToList();

        Assert.Equal(open.Count, (int)report["total"]!["openCases"]!);
        Assert.Equal(open.Count, await Listed(report["total"]!["cases"]));
        Assert.Equal(open.Count(one => one.Outcome(Filled.Today) == "not-returned"), (int)report["total"]!["overdue"]!);
        foreach (var row in report["teams"]!.AsArray().Append(report["total"]))
        {
            Assert.Equal((int)row!["overdue"]!, await Listed(row["overdueCases"]));
            Assert.Equal((int)row["becomingDue"]!, await Listed(row["becomingDueCases"]));
        }

        var returned = open.Count(one => one.Returned is not null);
        Assert.Equal(returned, Count("assessment-day-missing"));
        Assert.Equal(open.Count(one => one.Returned < Filled.Today) + open.Count(one => one.IsSignedOff), Count("documents-not-collected"));
        foreach (var problem in report["problems"]!.AsArray())
        {
            Assert.Equal((int)problem!["count"]!, await Listed(problem["cases"]));
            Assert.Equal((int)problem["count"]!, report["cases"]!.AsArray().Count(one => one!["problems"]!.AsArray().Any(code => (string)code! == (string)problem["problem"]!)));
        }

        int Count(string code) => (int)report["problems"]!.AsArray().Single(problem => (string)problem!["problem"]! == code)!["count"]!;
    }

    [Fact]
    public async Task A_sample_is_drawn_again_by_its_seed_and_exported_with_its_questions()
    {
        var (report, told) = (await Report("audit-sample", "?size=4"), await filled.Told());
        var returned = told.Where(one => one.Returned is not null).Select(one => one.CaseId).ToList();

        Assert.Equal((returned.Count, 4), ((int)report["population"]!, report["cases"]!.AsArray().Count));
        Assert.All(report["cases"]!.AsArray(), one => Assert.Contains((string)one!["caseId"]!, returned));
        Assert.Equal(report["cases"]!.ToJsonString(), (await Report("audit-sample", $"?size=4&seed={report["seed"]}"))["cases"]!.ToJsonString());
        Assert.Equal(returned.Count, (await Report("audit-sample", "?size=200"))["cases"]!.AsArray().Count);

        var file = await filled.Hub.Get($"hub/reports/audit-sample?size=4&seed={report["seed"]}", filled.Council, ("Accept", "text/csv"));
        var questions = report["questions"]!.AsArray().Count;
        Assert.Equal(questions * 4, file.Body.Split("\r\n").Count(line => line.Contains(",case,825-", StringComparison.Ordinal)));
        Assert.Equal(["?suppress unknown-member"], (await filled.Hub.Get("hub/reports/audit-sample?suppress=5", filled.Council)).Faults);
    }

    [Fact]
    public async Task A_councils_own_people_learn_who_manages_a_team_and_a_provider_does_not()
    {
        var teams = (await filled.Hub.Get("hub/reports/teams", filled.Council)).Json["teams"]!.AsArray();

        Assert.Equal(["manager0@council.example", "manager1@council.example"], teams.Select(team => (string)team!["teamManager"]!));
        var report = await Report("data-quality");
        Assert.Equal(report["teams"]!.AsArray().Select(team => (string)team!["group"]!), teams.Select(team => (string)team!["team"]!).Order(StringComparer.Ordinal));
        foreach (var team in teams)
        {
            Assert.Equal(await Listed($"/hub/cases?team={team!["team"]}"), await Listed($"/hub/cases?team={Uri.EscapeDataString((string)team["teamManager"]!)}"));
        }

        Assert.Equal((403, "organisation-mismatch"), await filled.Hub.Get("hub/reports/teams", filled.Hub.Token("manager", "RXQ")) is var answer ? (answer.Status, answer.Code) : default);
        Assert.Empty((await filled.Hub.Get("hub/reports/teams", filled.Hub.Token("manager", "827"))).Json["teams"]!.AsArray());
    }

    [Theory]
    [InlineData("caseload")]
    [InlineData("reviews")]
    [InlineData("data-quality")]
    [InlineData("breach-reasons")]
    public async Task For_publication_no_small_number_and_no_case_is_told(string report)
    {
        var answer = await filled.Hub.Get($"hub/reports/{report}?suppress=5&to=2027-12-10&from=2026-01-01", filled.Council);

        Assert.Equal(200, answer.Status);
        Assert.DoesNotContain("/hub/cases", answer.Body, StringComparison.Ordinal);
        Assert.DoesNotContain("825-", answer.Body, StringComparison.Ordinal);
        answer.Json.AsObject().Remove("report", out var head);
        Assert.Equal(5, (int)head!["suppressedBelow"]!);
        var rest = JsonNode.Parse(answer.Body)!.AsObject();
        rest.Remove("report");
        Assert.All(Numbers(rest), number => Assert.False(number is > 0 and < 5));
        Assert.Equal(200, (await filled.Hub.Get($"hub/reports/{report}?suppress=5", filled.Council, ("Accept", "text/csv"))).Status);
    }

    private static IEnumerable<decimal> Numbers(JsonNode? node) => node switch
    {
        JsonObject some => some.Where(member => !member.Key.EndsWith("Percent", StringComparison.Ordinal)).SelectMany(member => Numbers(member.Value)),
        JsonArray some => some.SelectMany(Numbers),
        JsonValue value when value.TryGetValue<decimal>(out var number) => [number],
        _ => [],
    };

    private async Task<int> Listed(JsonNode? path) => (await filled.Listed((string)path!, filled.Council)).Count;

    private async Task<JsonNode> Report(string name, string query = "")
    {
        var answer = await filled.Hub.Get($"hub/reports/{name}{query}", filled.Council);
        Assert.True(answer.Status == 200, answer.Body);
        return answer.Json;
    }
}
