using System.Text.Json.Nodes;
using IntegrationHub.Domain.Reports;
using IntegrationHub.Functions.Policies;
using IntegrationHub.Functions.Reports;
using IntegrationHub.Functions.Storage;
using IntegrationHub.Functions.Tests.Kit;
using Microsoft.Extensions.DependencyInjection;

namespace IntegrationHub.Functions.Tests.Reports;

/// <summary>The report by HTTP equals an independent count from the chronologies, and every figure opens down to its cases.</summary>
[Collection(TestStack.Name)]
public sealed class TimelinessReportTests(Filled filled) : IClassFixture<Filled>
{
    private const string Path = "hub/reports/timeliness";

    private static readonly Dictionary<string, string> Figures = new()
    {
        ["in-time"] = "inTime",
        ["late"] = "late",
        ["not-returned"] = "notReturned",
        ["not-yet-due"] = "notYetDue",
        ["replaced-by-ceha"] = "replacedByCeha",
        ["not-required"] = "notRequired",
    };

    [Fact]
    public async Task It_equals_an_independent_count_by_month_pathway_and_team()
    {
        var (report, told) = (await Report(), await filled.Told());

        Same(told, report["total"]!);
        Assert.All(report["months"]!.AsArray(), month => Same(told.Where(one => one.DayZero.ToString("yyyy-MM") == (string)month!["group"]!), month!));
        Assert.Equal(["2026-10", "2026-11", "2026-12"], report["months"]!.AsArray().Select(month => (string)month!["group"]!).TakeLast(3));
        Assert.All(report["teams"]!.AsArray(), team => Same(told.Where(one => CaseMetadata.TeamOf(one.Manager) == (string)team!["group"]!), team!));
        Assert.Equal(2, report["teams"]!.AsArray().Count);
        Assert.Contains("replacedByCeha", Figures.Values.Where(figure => (int)report["total"]![figure]! > 0));
        Assert.All(Figures.Values, figure => Assert.True((int)report["total"]![figure]! > 0, $"the hub should be filled with cases of each sort: {figure}"));
        Assert.False((bool)report["total"]!["isComplete"]!);
        Assert.True((bool)report["months"]!.AsArray()[^3]!["isComplete"]!);
    }

    [Fact]
    public async Task Every_figure_opens_down_to_exactly_the_cases_behind_it()
    {
        var (report, told) = (await Report(), await filled.Told());
        var rows = new[] { report["total"]! }.Concat(report["months"]!.AsArray().TakeLast(3)!).Concat(report["pathways"]!.AsArray()!).Concat(report["teams"]!.AsArray()!);
        foreach (var row in rows)
        {
            var behind = (string)row!["cases"]!;
            Assert.Equal((int)row["becameLookedAfter"]!, (await filled.Listed(behind, filled.Council)).Count);
            foreach (var (outcome, figure) in Figures.Where(figure => (int)row[figure.Value]! > 0))
            {
                var listed = await filled.Listed($"{behind}&timeliness={outcome}", filled.Council);
                Assert.Equal((figure, (int)row[figure]!), (figure, listed.Count));
                Assert.All(listed, id => Assert.Equal(outcome, told.Single(one => one.CaseId == id).Outcome(Filled.Today)));
            }
        }

        foreach (var reason in report["breachReasons"]!.AsArray())
        {
            Assert.Equal((int)reason!["count"]!, (await filled.Listed((string)reason["cases"]!, filled.Council)).Count);
        }
    }

    [Fact]
    public async Task Reasons_are_ranked_and_what_the_hub_proposes_is_told_apart()
    {
        var (report, told) = (await Report(), await filled.Told());
        var reasons = report["breachReasons"]!.AsArray().Select(reason => ((string)reason!["reason"]!, (int)reason["count"]!, (int)reason["proposed"]!)).ToList();

        var recorded = told.SelectMany(one => one.Reasons).CountBy(reason => reason).Select(reason => (reason.Key, reason.Value, 0));
        var backdated = told.Count(one => one.DayZero == new DateOnly(2026, 10, 15));
        Assert.Equal([("backdated-status", backdated, backdated), .. recorded.OrderByDescending(reason => reason.Value)], reasons);

        var alone = (await filled.Hub.Get("hub/reports/breach-reasons", filled.Council)).Json;
        Assert.Equal(reasons.Sum(reason => reason.Item2), (int)alone["total"]!);
        Assert.Equal(report["breachReasons"]!.ToJsonString(), alone["breachReasons"]!.ToJsonString());
    }

    [Fact]
    public async Task A_provider_sees_what_is_referred_to_it_whatever_council_it_is_of()
    {
        var told = await filled.Told();
        var rxq = filled.Hub.Token("manager", "RXQ");

        var all = (await Report("", rxq))["total"]!;
        Assert.Equal(told.Count(one => one.Provider == "RXQ") + 1, (int)all["becameLookedAfter"]!);
        Assert.Equal((int)all["notReturned"]!, (await filled.Listed($"{all["cases"]}&timeliness=not-returned", rxq)).Count);
        Same(told.Where(one => one.Provider == "RXQ"), (await Report("?la=825", rxq))["total"]!);
        Assert.Equal(1, (int)(await Report("?la=826", rxq))["total"]!["becameLookedAfter"]!);
        Same(told.Where(one => one.Provider == "RTH"), (await Report("?provider=RTH"))["total"]!);
    }

    [Theory]
    [InlineData("manager", "825", "la=826")]
    [InlineData("social-care", "825", "la=826")]
    [InlineData("manager", "RXQ", "provider=RTH")]
    [InlineData("health", "RXQ", "provider=RTH&la=825")]
    [InlineData("social-care", "RXQ", "")]
    [InlineData("health", "825", "")]
    public async Task Anothers_figures_are_refused(string persona, string organisation, string query)
    {
        foreach (var report in new[] { "timeliness", "breach-reasons", "caseload", "reviews", "data-quality", "audit-sample" })
        {
            var answer = await filled.Hub.Get($"hub/reports/{report}?{query}", filled.Hub.Token(persona, organisation));
            Assert.Equal((403, "organisation-mismatch"), (answer.Status, answer.Code));
        }
    }

    [Theory]
    [InlineData("from=2026-11-02&to=2026-11-01", "?to end-before-start")]
    [InlineData("from=2016-10-01&to=2026-11-01", "?from too-long")]
    [InlineData("from=0001-01-01&to=9999-12-31", "?from date-format", "?to date-format")]
    [InlineData("to=0001-01-01", "?to date-format")]
    [InlineData("from=yesterday&suppress=1&la=8&provider=x&colour=red", "?colour unknown-member", "?from date-format", "?la wrong-type", "?provider wrong-type", "?suppress wrong-type")]
    public async Task What_cannot_be_reported_is_refused_with_every_fault(string query, params string[] faults)
    {
        var answer = await filled.Hub.Get($"{Path}?{query}", filled.Council);
        Assert.Equal(422, answer.Status);
        Assert.Equal(faults, answer.Faults);
    }

    [Fact]
    public async Task The_file_says_the_same_with_the_definition_beside_each_figure()
    {
        var report = await Report();
        var file = await filled.Hub.Get(Path, filled.Council, ("Accept", "text/csv"));

        Assert.Equal("text/csv; charset=utf-8", file.Message.Content.Headers.ContentType!.ToString());
        Assert.Equal("attachment; filename=\"timeliness-2026-01-01-to-2026-12-10.csv\"", file.Message.Content.Headers.ContentDisposition!.ToString());
        var lines = file.Body.Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal("report,from,to,as_of,la,provider,section,group,figure,value,definition", lines[0]);
        Assert.Contains(lines, line => line.StartsWith($"timeliness,2026-01-01,2026-12-10,2026-12-10,825,,total,,inTime,{report["total"]!["inTime"]},Initial Health Assessments of which both", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.Contains(",month,2026-10,inTimePercent,", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.Contains(",leg,became-looked-after to summary-and-plan-returned,medianWorkingDays,", StringComparison.Ordinal));
        Assert.Equal(406, (await filled.Hub.Get(Path, filled.Council, ("Accept", "text/html"))).Status);
    }

    [Fact]
    public async Task For_publication_small_numbers_are_missing_and_nothing_leads_to_a_case()
    {
        var answer = await filled.Hub.Get($"{Path}?suppress=5", filled.Council);
        var report = answer.Json;

        Assert.Equal(200, answer.Status);
        Assert.DoesNotContain("/hub/cases", answer.Body, StringComparison.Ordinal);
        var whole = await Report();
        Assert.Equal((int)whole["total"]!["inTime"]! is 0 or >= 5 ? (int)whole["total"]!["inTime"]! : null, (int?)report["total"]!["inTime"]);
        var rows = report["months"]!.AsArray().Concat(report["pathways"]!.AsArray()).Concat(report["teams"]!.AsArray()).Append(report["total"]).Concat(report["breachReasons"]!.AsArray());
        var counts = rows.SelectMany(row => row!.AsObject().Where(member => member.Key is not ("inTimePercent" or "returnedPercent")).Select(member => member.Value)).OfType<JsonValue>()
            .Select(value => value.TryGetValue<int>(out var count) ? count : 0);
        Assert.All(counts, count => Assert.False(count is > 0 and < 5));
        Assert.Contains("[c]", (await filled.Hub.Get($"{Path}?suppress=5", filled.Council, ("Accept", "text/csv"))).Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_the_listing_says_of_a_case_is_what_its_facts_say()
    {
        var (cases, rules) = (filled.Hub.Services.GetRequiredService<CaseStore>(), filled.Hub.Services.GetRequiredService<CaseRules>());
        var listed = await filled.Hub.Services.GetRequiredService<ListedFigures>().Of(new ReportScope("825", null), CancellationToken.None).ToListAsync();

        Assert.Equal(26, listed.Count);
        foreach (var one in listed)
        {
            var state = (await cases.Load(one.Id, CancellationToken.None))!.State;
            Assert.Equivalent(CaseFigures.Of(state, rules.For(state), rules.Calendar, CaseMetadata.TeamOf), one.Figures, strict: true);
        }
    }

    private async Task<JsonNode> Report(string query = "", string? token = null)
    {
        var answer = await filled.Hub.Get($"{Path}{query}", token ?? filled.Council);
        Assert.True(answer.Status == 200, answer.Body);
        return answer.Json;
    }

    private static void Same(IEnumerable<ToldCase> told, JsonNode row)
    {
        var expected = told.CountBy(one => one.Outcome(Filled.Today)).ToDictionary();
        int Count(string outcome) => expected.GetValueOrDefault(outcome);
        Assert.All(Figures, figure => Assert.Equal((figure.Key, Count(figure.Key)), (figure.Key, (int)row[figure.Value]!)));
        var decided = Count("in-time") + Count("late") + Count("not-returned");
        Assert.Equal((expected.Values.Sum(), decided), ((int)row["becameLookedAfter"]!, (int)row["decided"]!));
        Assert.Equal(decided == 0 ? null : Math.Round(100m * Count("in-time") / decided, 1, MidpointRounding.AwayFromZero), (decimal?)row["inTimePercent"]);
        Assert.Equal(decided == 0 ? null : Math.Round(100m * (Count("in-time") + Count("late")) / decided, 1, MidpointRounding.AwayFromZero), (decimal?)row["returnedPercent"]);
    }
}
