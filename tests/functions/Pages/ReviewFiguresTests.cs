using System.Globalization;
using System.Text.RegularExpressions;
using IntegrationHub.Functions.Tests.Kit;
using IntegrationHub.Functions.Tests.Reports;

namespace IntegrationHub.Functions.Tests.Pages;

/// <summary>Figures of reviews, decided ones among them: the page, the report, its file and a count from the chronologies are the same, and each opens its cases.</summary>
[Collection(TestStack.Name)]
public sealed partial class ReviewFiguresTests(FilledReviews filled) : IClassFixture<FilledReviews>
{
    private const string Period = "?from=2027-01-01&to=2028-12-31";

    private static readonly (string Result, string Heading, string Figure)[] Results =
    [
        ("in-time", "In time", "inTime"), ("late", "Late", "late"), ("not-done", "Not done", "notDone"), ("not-yet-due", "Not due yet", "notYetDue"), ("refused", "Refused", "refused"),
        ("ended", "Ended", "ended"),
    ];

    private Uri Address => new($"http://127.0.0.1:{filled.Hub.Port}/");

    [Fact]
    public async Task By_month_and_team_they_are_those_of_the_report_its_file_and_the_chronologies_and_open_their_cases()
    {
        using var manager = await PageClient.SignedIn(Address, "manager");
        var page = await manager.Get($"hub/timeliness{Period}");
        var report = (await filled.Hub.Get($"hub/reports/reviews{Period}", filled.Council)).Json;
        var file = (await manager.Get($"hub/timeliness/reviews/csv{Period}")).Html;
        var told = (await filled.Told()).SelectMany(one => ToldReview.Of(one, FilledReviews.Today)).ToList();

        Assert.Equal((await filled.Hub.Get($"hub/reports/reviews{Period}", filled.Council, ("Accept", "text/csv"))).Body, file);
        Assert.All(Results, result => Assert.Contains(told, review => review.Result == result.Result));
        var months = PageTable.Read(page.Html, "Reviews by the month in which they are due");
        foreach (var month in told.GroupBy(review => review.DueOn.ToString("yyyy-MM", CultureInfo.InvariantCulture)))
        {
            var name = DateOnly.ParseExact($"{month.Key}-01", "yyyy-MM-dd", CultureInfo.InvariantCulture).ToString("MMMM yyyy", CultureInfo.InvariantCulture);
            await Same(manager, [.. month], months[name], report["months"]!.AsArray().Single(row => (string)row!["group"]! == month.Key)!, file, "month");
        }

        Assert.Equal(told.Count, months.Values.Sum(row => row["Due"].Number));
        var teams = PageTable.Read(page.Html, "Reviews by team");
        foreach (var team in told.GroupBy(review => review.Case.Manager))
        {
            var hash = (string)(await filled.Hub.Get("hub/reports/teams", filled.Council)).Json["teams"]!.AsArray().Single(one => (string)one!["teamManager"]! == team.Key)!["team"]!;
            await Same(manager, [.. team], teams[$"T Manager ({team.Key})"], report["teams"]!.AsArray().Single(row => (string)row!["group"]! == hash)!, file, "team");
        }

        Assert.Equal(2, teams.Count);
    }

    [Fact]
    public async Task Their_share_in_time_and_done_at_all_is_of_those_that_are_decided()
    {
        using var manager = await PageClient.SignedIn(Address, "manager");
        var page = await manager.Get($"hub/timeliness{Period}");
        var told = (await filled.Told()).SelectMany(one => ToldReview.Of(one, FilledReviews.Today)).ToList();
        var (inTime, decided) = (Count(told, "in-time"), Count(told, "in-time") + Count(told, "late") + Count(told, "not-done"));

        Assert.Contains($"{inTime} of {decided} reviews were back in time: {Percent(inTime, decided)}.", page.Text, StringComparison.Ordinal);
        var total = (await filled.Hub.Get($"hub/reports/reviews{Period}", filled.Council)).Json["total"]!;
        Assert.Equal((decided, inTime + Count(told, "late")), ((int)total["decided"]!, (int)total["done"]!));
    }

    /// <summary>A row of the page, of the report, of its file, and the count from the chronologies; each figure opens exactly the cases that it counts, each once.</summary>
    private static async Task Same(
        PageClient client, IReadOnlyList<ToldReview> told, IReadOnlyDictionary<string, PageCell> shown, System.Text.Json.Nodes.JsonNode report, string file, string section)
    {
        foreach (var (result, heading, figure) in Results)
        {
            var own = told.Where(review => review.Result == result).ToList();
            Assert.Equal((heading, own.Count, own.Count), (heading, shown[heading].Number, (int)report[figure]!));
            Assert.Contains($",{section},{report["group"]},{figure},{own.Count},", file, StringComparison.Ordinal);
            if (own.Count > 0)
            {
                Assert.Equal(Subjects(own), await Behind(client, shown[heading].Link!));
            }
        }

        var decided = Count(told, "in-time") + Count(told, "late") + Count(told, "not-done");
        Assert.Equal((told.Count, told.Count), (shown["Due"].Number, (int)report["due"]!));
        Assert.Equal(Subjects(told), await Behind(client, shown["Due"].Link!));
        Assert.Equal(decided == 0 ? "-" : Percent(Count(told, "in-time"), decided), shown["In time, of those decided"].Text);
        Assert.Equal(decided == 0 ? "-" : Percent(Count(told, "in-time") + Count(told, "late"), decided), shown["Done at all"].Text);
    }

    private static int Count(IEnumerable<ToldReview> told, string result) => told.Count(review => review.Result == result);

    private static IEnumerable<string> Subjects(IEnumerable<ToldReview> told) => told.Select(review => review.Case.Subject).Distinct().Order(StringComparer.Ordinal);

    private static string Percent(int part, int whole) =>
        string.Create(CultureInfo.InvariantCulture, $"{Math.Round(100m * part / whole, 1, MidpointRounding.AwayFromZero):0.#}%");

    private static async Task<IEnumerable<string>> Behind(PageClient client, string link)
    {
        var page = await client.Get(link);
        Assert.Equal(200, page.Status);
        return References().Matches(page.Html).Select(match => match.Groups[1].Value).Order(StringComparer.Ordinal);
    }

    [GeneratedRegex("class=\"hub-reference\">([^<]+)<")]
    private static partial Regex References();
}
