using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using IntegrationHub.Functions.Tests.Kit;
using IntegrationHub.Functions.Tests.Reports;

namespace IntegrationHub.Functions.Tests.Pages;

/// <summary>
/// The figure on the page, the report as JSON, the report as CSV and a count from the chronologies are the same, and each figure opens exactly the cases that it counts.
/// </summary>
[Collection(TestStack.Name)]
public sealed partial class FiguresOnPagesTests(Filled filled) : IClassFixture<Filled>
{
    private static readonly (string Outcome, string Heading, string Figure)[] Outcomes =
    [
        ("in-time", "In time", "inTime"), ("late", "Late", "late"), ("not-returned", "Not returned", "notReturned"), ("not-yet-due", "Not due yet", "notYetDue"),
        ("replaced-by-ceha", "CEHA instead", "replacedByCeha"), ("not-required", "Not required", "notRequired"),
    ];

    private Uri Address => new($"http://127.0.0.1:{filled.Hub.Port}/");

    [Fact]
    public async Task Timeliness_by_month_pathway_and_team_is_that_of_the_report_its_file_and_the_chronologies()
    {
        using var manager = await PageClient.SignedIn(Address, "manager");
        var page = await manager.Get("hub/timeliness");
        var (told, report, file) = (await filled.Told(), (await filled.Hub.Get("hub/reports/timeliness", filled.Council)).Json, (await manager.Get("hub/timeliness/csv")).Html);

        Assert.Equal((await filled.Hub.Get("hub/reports/timeliness", filled.Council, ("Accept", "text/csv"))).Body, file);
        var months = PageTable.Read(page.Html, "By month of becoming looked after");
        foreach (var (name, group) in new[] { ("October 2026", "2026-10"), ("November 2026", "2026-11"), ("December 2026", "2026-12") })
        {
            var cases = told.Where(one => one.DayZero.ToString("yyyy-MM", CultureInfo.InvariantCulture) == group).ToList();
            await Same(manager, cases, months[name], report["months"]!.AsArray().Single(row => (string)row!["group"]! == group)!, file, "month", group);
        }

        Assert.Equal(told.Count, months.Values.Sum(row => row["Became looked after"].Number));
        var pathways = PageTable.Read(page.Html, "By pathway");
        var views = new Dictionary<string, string>();
        foreach (var one in told)
        {
            views[one.CaseId] = (string)(await filled.Hub.Case(one.CaseId))["pathway"]!["code"]!;
        }

        // The view of a case whose care ended says that none is required now; the report keeps the way that its assessment took.
        foreach (var row in report["pathways"]!.AsArray())
        {
            var shown = pathways[Functions.Pages.Words.Pathway((string)row!["group"]!)];
            Assert.All(Outcomes, outcome => Assert.Equal((int)row[outcome.Figure]!, shown[outcome.Heading].Number));
            await OpensAll(manager, shown);
            var open = told.Where(one => one.Ceased is null && views[one.CaseId] == (string)row["group"]!).Select(one => one.Subject);
            var listed = await Behind(manager, shown["Became looked after"].Link!);
            Assert.Equal(open.Order(StringComparer.Ordinal), listed.Where(subject => told.Single(one => one.Subject == subject).Ceased is null));
        }

        Assert.Equal(told.Count, pathways.Values.Sum(row => row["Became looked after"].Number));
        var teams = PageTable.Read(page.Html, "By team");
        Assert.Equal(2, teams.Count);
        foreach (var manages in told.GroupBy(one => one.Manager))
        {
            var hash = (string)(await filled.Hub.Get("hub/reports/teams", filled.Council)).Json["teams"]!.AsArray().Single(team => (string)team!["teamManager"]! == manages.Key)!["team"]!;
            await Same(manager, [.. manages], teams[$"T Manager ({manages.Key})"], report["teams"]!.AsArray().Single(row => (string)row!["group"]! == hash)!, file, "team", hash);
        }
    }

    [Fact]
    public async Task The_figures_at_a_glance_and_the_reasons_open_their_cases()
    {
        using var manager = await PageClient.SignedIn(Address, "manager");
        var page = await manager.Get("hub/timeliness");
        var told = await filled.Told();
        int Count(string outcome) => told.Count(one => one.Outcome(Filled.Today) == outcome);
        var (inTime, late, missed) = (Count("in-time"), Count("late"), Count("not-returned"));
        var cards = PageTable.Cards(page.Html);
        var decided = inTime + late + missed;
        var share = cards[$"in time ({inTime} of {decided})"];
        Assert.Equal(string.Create(CultureInfo.InvariantCulture, $"{Math.Round(100m * inTime / decided, 1, MidpointRounding.AwayFromZero):0.#}%"), share.Text);
        Assert.Equal(inTime, (await Behind(manager, share.Link!)).Count);
        Assert.Contains($"done at all ({inTime + late} of {decided})", cards.Keys);
        foreach (var (name, count) in new[] { ("late", late), ("not returned, day passed", missed), ("not due yet", Count("not-yet-due")), ("became looked after", told.Count) })
        {
            Assert.Equal((name, count), (name, cards[name].Number));
            Assert.Equal((name, count), (name, (await Behind(manager, cards[name].Link!)).Count));
        }

        var reasons = PageTable.Read(page.Html, "Reasons, the most frequent first");
        foreach (var reason in told.SelectMany(one => one.Reasons).CountBy(reason => reason))
        {
            var row = reasons[Functions.Pages.Words.Plain(reason.Key)];
            Assert.Equal(reason.Value, row["How often"].Number);
            Assert.Equal(told.Where(one => one.Reasons.Contains(reason.Key)).Select(one => one.Subject).Order(StringComparer.Ordinal), await Behind(manager, row["For which date"].Link!));
        }

        Assert.Contains("backdated-status", (await filled.Hub.Get("hub/reports/timeliness", filled.Council)).Body, StringComparison.Ordinal);
        Assert.Equal(told.Count(one => one.DayZero == new DateOnly(2026, 10, 15)), reasons["Backdated status"]["How often"].Number);
    }

    [Fact]
    public async Task Reviews_are_those_of_the_cases_and_open_them()
    {
        using var manager = await PageClient.SignedIn(Address, "manager");
        const string Period = "?from=2027-01-01&to=2028-12-31";
        var page = await manager.Get($"hub/timeliness{Period}");
        var due = new List<string>();
        foreach (var one in await filled.Told())
        {
            due.AddRange((await filled.Hub.Case(one.CaseId))["reviews"]!.AsArray().Select(review => ((string)review!["dueOn"]!)[..7]));
        }

        var months = PageTable.Read(page.Html, "Reviews by the month in which they are due");
        Assert.NotEmpty(due);
        Assert.Equal(due.Count, months.Values.Sum(row => row["Due"].Number));
        foreach (var month in due.CountBy(day => day))
        {
            var name = DateOnly.ParseExact($"{month.Key}-01", "yyyy-MM-dd", CultureInfo.InvariantCulture).ToString("MMMM yyyy", CultureInfo.InvariantCulture);
            Assert.Equal((month.Value, month.Value), (months[name]["Due"].Number, months[name]["Not due yet"].Number));
            Assert.Equal(month.Value, (await Behind(manager, months[name]["Due"].Link!)).Count);
        }

        Assert.Equal(
            (await filled.Hub.Get($"hub/reports/reviews{Period}", filled.Council, ("Accept", "text/csv"))).Body, (await manager.Get($"hub/timeliness/reviews/csv{Period}")).Html);
    }

    [Fact]
    public async Task The_caseload_is_that_of_the_chronologies_and_opens_its_cases()
    {
        using var manager = await PageClient.SignedIn(Address, "manager");
        var page = await manager.Get("hub/caseload");
        var (all, told) = (await filled.Told(), (await filled.Told()).Where(one => !one.IsShortBreak).ToList());
        var cards = PageTable.Cards(page.Html);
        foreach (var (name, count) in new[]
        {
            ("looked after now", told.Count(one => one.Ceased is null)), ("started in this period", told.Count), ("ceased in this period", told.Count(one => one.Ceased is not null)),
            ("on short breaks, not in the others", all.Count - told.Count),
        })
        {
            Assert.Equal((name, count), (name, cards[name].Number));
            Assert.Equal((name, count), (name, (await Behind(manager, cards[name].Link!)).Count));
        }

        foreach (var (name, row) in PageTable.Read(page.Html, "Looked after, month by month"))
        {
            var month = DateOnly.ParseExact(name, "MMMM yyyy", CultureInfo.InvariantCulture);
            Assert.Equal(told.Count(one => (one.DayZero.Year, one.DayZero.Month) == (month.Year, month.Month)), row["Started"].Number);
            Assert.Equal(told.Count(one => one.Ceased is { } on && (on.Year, on.Month) == (month.Year, month.Month)), row["Ceased"].Number);
            Assert.Equal(told.Count(one => one.DayZero < month.AddMonths(1) && !(one.Ceased < month.AddMonths(1))), row["At the end"].Number);
            await OpensAll(manager, row);
        }

        Assert.Equal((await filled.Hub.Get("hub/reports/caseload", filled.Council, ("Accept", "text/csv"))).Body, (await manager.Get("hub/caseload/csv")).Html);
    }

    [Fact]
    public async Task Data_quality_is_that_of_the_report_and_the_chronologies_and_opens_its_cases()
    {
        using var manager = await PageClient.SignedIn(Address, "manager");
        var page = await manager.Get("hub/data-quality");
        var (told, report) = (await filled.Told(), (await filled.Hub.Get("hub/reports/data-quality", filled.Council)).Json);
        var open = told.Where(one => one.Ceased is null).ToList();
        var cards = PageTable.Cards(page.Html);
        Assert.Equal((open.Count, open.Count(one => one.Outcome(Filled.Today) == "not-returned")), (cards["open cases"].Number, cards["with an overdue assessment"].Number));
        Assert.Equal((int)report["total"]!["withProblems"]!, cards["with something missing or wrong"].Number);
        await OpensAll(manager, cards);
        var problems = PageTable.Read(page.Html, "Open cases with each problem, the most frequent first");
        Assert.Equal(open.Count(one => one.Returned is not null), problems["No day on which the child was seen"]["Open cases"].Number);
        Assert.Equal(open.Count(one => one.Returned < Filled.Today) + open.Count(one => one.IsSignedOff), problems["Documents not collected by the council"]["Open cases"].Number);
        foreach (var row in problems.Values.Concat(PageTable.Read(page.Html, "Teams with most to see through first").Values))
        {
            await OpensAll(manager, row);
        }

        Assert.Equal((await filled.Hub.Get("hub/reports/data-quality", filled.Council, ("Accept", "text/csv"))).Body, (await manager.Get("hub/data-quality/csv")).Html);
    }

    [Fact]
    public async Task A_sample_stays_the_same_on_its_page_and_in_its_file_and_names_nobody()
    {
        using var manager = await PageClient.SignedIn(Address, "manager");
        var drawn = await manager.Get("hub/audit-sample?from=&to=&size=4&draw=yes");
        Assert.Equal(302, drawn.Status);
        var page = await manager.Get(drawn.Location!);
        var seed = Regex.Match(drawn.Location!, "seed=([0-9]+)").Groups[1].Value;
        var report = (await filled.Hub.Get($"hub/reports/audit-sample?size=4&seed={seed}", filled.Council)).Json;
        var (told, shown) = (await filled.Told(), References().Matches(page.Html).Select(match => match.Groups[1].Value).ToList());

        Assert.Equal(report["cases"]!.AsArray().Select(one => told.Single(case_ => case_.CaseId == (string)one!["caseId"]!).Subject), shown);
        Assert.Equal(4, shown.Count);
        Assert.Contains($"4 of {told.Count(one => one.Returned is not null)} cases of this period", page.Text, StringComparison.Ordinal);
        Assert.All(report["questions"]!.AsArray(), question => Assert.Contains((string)question!["question"]!, page.Text, StringComparison.Ordinal));
        Assert.DoesNotContain("Avery", page.Html, StringComparison.Ordinal);
        Assert.DoesNotContain("/hub/case/", page.Html, StringComparison.Ordinal);
        var file = (await manager.Get(drawn.Location!.Replace("?", "/csv?", StringComparison.Ordinal))).Html;
        Assert.Equal((await filled.Hub.Get($"hub/reports/audit-sample?size=4&seed={seed}", filled.Council, ("Accept", "text/csv"))).Body, file);
    }

    [Fact]
    public async Task A_provider_sees_its_own_and_a_neighbour_nothing_of_them()
    {
        using var provider = await PageClient.SignedIn(Address, "health", "RTH");
        var told = (await filled.Told()).Where(one => one.Provider == "RTH").ToList();
        var cards = PageTable.Cards((await provider.Get("hub/timeliness?la=825")).Html);
        Assert.Equal(told.Count, cards["became looked after"].Number);
        Assert.Equal(told.Select(one => one.Subject).Order(StringComparer.Ordinal), await Behind(provider, cards["became looked after"].Link!));

        using var neighbour = await PageClient.SignedIn(Address, "manager", "827");
        Assert.Equal(0, PageTable.Cards((await neighbour.Get("hub/timeliness")).Html)["became looked after"].Number);
        Assert.Equal(403, (await neighbour.Get("hub/timeliness?la=825")).Status);
        Assert.Empty(await Behind(neighbour, "/hub/cases-behind?becameLookedAfterFrom=2026-01-01"));
        Assert.Empty(await Behind(neighbour, "/hub/cases-behind?la=825"));
        var unknown = await neighbour.Get("hub/cases-behind?nothing=known");
        Assert.Equal(422, unknown.Status);
        Assert.Contains("This address can't be understood", System.Net.WebUtility.HtmlDecode(unknown.Html), StringComparison.Ordinal);
        Assert.Equal(422, (await neighbour.Get("hub/timeliness?from=2026-12-01&to=2026-11-01")).Status);
    }

    [Fact]
    public async Task The_cases_behind_a_figure_are_a_file_too_all_of_them_and_as_the_page_has_them()
    {
        using var manager = await PageClient.SignedIn(Address, "manager");
        var link = PageTable.Cards((await manager.Get("hub/timeliness")).Html)["became looked after"].Link!;
        var page = await manager.Get(link);
        var file = await manager.Get(CsvLink().Match(page.Html) is { Success: true } found ? System.Net.WebUtility.HtmlDecode(found.Groups[1].Value) : "none");
        var lines = file.Html.TrimStart('\uFEFF').Split("\r\n", StringSplitOptions.RemoveEmptyEntries);

        Assert.Equal("text/csv; charset=utf-8; cases-behind.csv", $"{file.Message.Content.Headers.ContentType}; {file.Message.Content.Headers.ContentDisposition!.FileName}");
        Assert.Equal(
            "Reference,Provider,Team,Day 0,Became looked after,Health notified,Consent and papers,Assessment attended,Documents returned,Next date,Status,Pathway,Out of area,Who must act,\"Missing, and why late\"",
            lines[0]);
        Assert.Equal(await Behind(manager, link), lines.Skip(1).Select(line => line[..line.IndexOf(',', StringComparison.Ordinal)]).Order(StringComparer.Ordinal));
        var late = lines.Single(line => line.StartsWith("LCS-9,", StringComparison.Ordinal));
        Assert.StartsWith("LCS-9,RXQ,T Manager,2026-10-15,Done,", late, StringComparison.Ordinal);
        Assert.Contains("Documents returned missed: report delayed", late, StringComparison.Ordinal);
        Assert.DoesNotContain("825-", file.Html, StringComparison.Ordinal);

        using var provider = await PageClient.SignedIn(Address, "health", "RTH");
        var own = (await provider.Get("hub/cases-behind/csv?becameLookedAfterFrom=2026-01-01")).Html;
        Assert.StartsWith("Reference,Case,Council,", own.TrimStart('\uFEFF'), StringComparison.Ordinal);
        foreach (var one in await filled.Told())
        {
            Assert.Equal(one.Provider == "RTH", own.Contains(one.CaseId, StringComparison.Ordinal));
        }

        using var neighbour = await PageClient.SignedIn(Address, "manager", "827");
        Assert.Single((await neighbour.Get("hub/cases-behind/csv?la=825")).Html.Split("\r\n", StringSplitOptions.RemoveEmptyEntries));
        Assert.Equal(422, (await neighbour.Get("hub/cases-behind/csv?nothing=known")).Status);
    }

    [Theory]
    [InlineData("hub/timeliness")]
    [InlineData("hub/caseload")]
    [InlineData("hub/data-quality")]
    [InlineData("hub/audit-sample")]
    public async Task A_period_that_is_not_accepted_stays_as_it_was_typed_with_its_fault_at_the_field(string path)
    {
        using var manager = await PageClient.SignedIn(Address, "manager");
        var page = await manager.Get($"{path}?from=2026-12-01&to=2026-11-01&provider=RTH&suppress=5&size=7");

        Assert.Equal(422, page.Status);
        Assert.Contains("id=\"from\" name=\"from\" type=\"date\" value=\"2026-12-01\"", page.Html, StringComparison.Ordinal);
        Assert.Contains("id=\"to\" name=\"to\" type=\"date\" value=\"2026-11-01\" aria-describedby=\"to-error\"", page.Html, StringComparison.Ordinal);
        Assert.Contains("id=\"to-error\"", page.Html, StringComparison.Ordinal);
        Assert.Contains("<a href=\"#to\">The last day must not lie before the first day</a>", page.Html, StringComparison.Ordinal);
        Assert.Contains("tabindex=\"-1\" autofocus", page.Html, StringComparison.Ordinal);
        Assert.Contains("<option value=\"RTH\" selected", page.Html, StringComparison.Ordinal);
        Assert.Equal(path is "hub/timeliness" or "hub/caseload" or "hub/data-quality", page.Html.Contains("value=\"5\" checked", StringComparison.Ordinal));
        Assert.Equal(path == "hub/audit-sample", page.Html.Contains("value=\"7\"", StringComparison.Ordinal));

        var other = await manager.Get($"{path}?provider=%21%21&from=1066-01-01&size=0&suppress=99");
        Assert.Contains("value=\"1066-01-01\" aria-describedby=\"from-error\"", other.Html, StringComparison.Ordinal);
        Assert.Contains("<a href=\"#filter-provider\">", other.Html, StringComparison.Ordinal);
        Assert.All(SummaryLinks().Matches(other.Html), link => Assert.Contains($"id=\"{link.Groups[1].Value}\"", other.Html, StringComparison.Ordinal));
    }

    [Fact]
    public async Task For_publication_no_small_number_is_on_the_page_and_nothing_leads_to_a_case()
    {
        using var manager = await PageClient.SignedIn(Address, "manager");
        foreach (var path in new[] { "hub/timeliness", "hub/caseload", "hub/data-quality" })
        {
            var page = await manager.Get($"{path}?suppress=5");
            Assert.Equal(200, page.Status);
            Assert.DoesNotContain("/hub/cases-behind", page.Html, StringComparison.Ordinal);
            Assert.Contains("For publication: [c]", page.Text, StringComparison.Ordinal);
            Assert.All(PageTable.Cards(page.Html).Values, card => Assert.False(int.TryParse(card.Text, out var number) && number is > 0 and < 5, card.Text));
        }

        var months = PageTable.Read((await manager.Get("hub/timeliness?suppress=5")).Html, "By month of becoming looked after");
        Assert.Contains(months.Values, row => row["In time"].Text == "[c]");
        Assert.All(months.Values.SelectMany(row => row.Values), cell => Assert.False(int.TryParse(cell.Text, out var number) && number is > 0 and < 5, cell.Text));
    }

    /// <summary>A row of the page, of the report, of its file, and the count from the chronologies; each figure lists exactly the cases that it counts.</summary>
    private static async Task Same(
        PageClient client, IReadOnlyList<ToldCase> told, IReadOnlyDictionary<string, PageCell> shown, JsonNode report, string file, string section, string group)
    {
        Assert.Equal((told.Count, told.Count), (shown["Became looked after"].Number, (int)report["becameLookedAfter"]!));
        foreach (var (outcome, heading, figure) in Outcomes)
        {
            var own = told.Where(one => one.Outcome(Filled.Today) == outcome).Select(one => one.Subject).Order(StringComparer.Ordinal).ToList();
            Assert.Equal((figure, own.Count, own.Count), (figure, shown[heading].Number, (int)report[figure]!));
            Assert.Contains(string.Create(CultureInfo.InvariantCulture, $",{section},{group},{figure},{own.Count},"), file, StringComparison.Ordinal);
            Assert.Equal(own.Count > 0, shown[heading].Link is not null);
            if (own.Count > 0)
            {
                Assert.Equal(own, await Behind(client, shown[heading].Link!));
            }
        }

        var share = (decimal?)report["inTimePercent"];
        Assert.Equal(share is null ? "-" : string.Create(CultureInfo.InvariantCulture, $"{share:0.#}%"), shown["In time, of those decided"].Text);
        Assert.Equal(told.Select(one => one.Subject).Order(StringComparer.Ordinal), await Behind(client, shown["Became looked after"].Link!));
    }

    private static async Task OpensAll(PageClient client, IReadOnlyDictionary<string, PageCell> cells)
    {
        foreach (var (name, cell) in cells.Where(cell => cell.Value.Link is not null))
        {
            Assert.Equal((name, cell.Number), (name, (await Behind(client, cell.Link!)).Count));
        }
    }

    /// <summary>The references of all cases behind a link, over all pages, in order; as many as the page says.</summary>
    private static async Task<IReadOnlyList<string>> Behind(PageClient client, string link)
    {
        var found = new List<string>();
        for (string? next = link; next is not null;)
        {
            var page = await client.Get(next);
            Assert.Equal(200, page.Status);
            found.AddRange(References().Matches(page.Html).Select(match => match.Groups[1].Value));
            next = Next().Match(page.Html) is { Success: true } more ? System.Net.WebUtility.HtmlDecode(more.Groups[1].Value) : null;
            Assert.True(next is not null || page.Html.Contains($"<strong>{found.Count}</strong>", StringComparison.Ordinal), $"{link} shows {found.Count}");
        }

        return [.. found.Order(StringComparer.Ordinal)];
    }

    [GeneratedRegex("class=\"hub-reference\"[^>]*>([^<]*)<")]
    private static partial Regex References();

    [GeneratedRegex("<a href=\"(/hub/cases-behind/csv[^\"]*)\"")]
    private static partial Regex CsvLink();

    [GeneratedRegex("<a href=\"#([^\"]*)\">")]
    private static partial Regex SummaryLinks();

    [GeneratedRegex("rel=\"next\" href=\"([^\"]*)\"")]
    private static partial Regex Next();
}
