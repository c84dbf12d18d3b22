using IntegrationHub.Contracts.Reports;
using IntegrationHub.Functions.Pages.CasesBehind;
using IntegrationHub.Functions.Pages.Charts;
using IntegrationHub.Functions.Pages.Figures;
using IntegrationHub.Functions.Pages.Timeliness;

namespace IntegrationHub.Functions.Tests.Pages;

/// <summary>What pages of figures show, without a hub.</summary>
public sealed class FigureModelTests
{
    private static readonly DateOnly Today = new(2026, 2, 10);

    [Theory]
    [InlineData("Last 12 months", "2025-03-01", "2026-02-10")]
    [InlineData("This month", "2026-02-01", "2026-02-10")]
    [InlineData("Last month", "2026-01-01", "2026-01-31")]
    [InlineData("This quarter", "2026-01-01", "2026-02-10")]
    [InlineData("Last quarter", "2025-10-01", "2025-12-31")]
    [InlineData("This financial year", "2025-04-01", "2026-02-10")]
    [InlineData("Last financial year", "2024-04-01", "2025-03-31")]
    public void Quarters_are_those_of_the_calendar_and_financial_years_begin_in_April(string name, string from, string to)
    {
        var period = QuickPeriods.Of(Today).Single(quick => quick.Name == name).Period;
        Assert.Equal((DateOnly.Parse(from), DateOnly.Parse(to)), (period.From, period.To));
    }

    [Fact]
    public void Links_between_periods_keep_what_else_was_chosen()
    {
        var period = new PeriodModel("/hub/timeliness", new(2026, 2, 1), Today, Today, true, "825", "RXQ", ["RTH", "RXQ"], 5, true);

        Assert.Equal("?from=2026-02-01&to=2026-02-10&provider=RXQ&suppress=5", period.Query());
        Assert.Equal(["This month"], period.Quick().Where(quick => quick.IsShown).Select(quick => quick.Name));
        Assert.All(period.Quick(), quick => Assert.EndsWith("&provider=RXQ&suppress=5", quick.Link, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("timeliness_2026-01-01_2026-02-10", "/hub/timeliness?from=2026-01-01&to=2026-02-10")]
    [InlineData("data-quality_2008-02-10_2026-02-10", "/hub/data-quality?from=2008-02-10&to=2026-02-10")]
    [InlineData("//evil.example_2026-01-01_2026-02-10", null)]
    [InlineData("timeliness_2026-01-01_x", null)]
    [InlineData("timeliness", null)]
    [InlineData(null, null)]
    public void The_way_back_leads_only_to_pages_of_the_hub(string? text, string? expected) => Assert.Equal(expected, BehindLinks.Read(text)?.Back);

    [Fact]
    public void A_figure_of_nothing_and_one_for_publication_open_nothing()
    {
        var links = new BehindLinks("timeliness", new(2026, 1, 1), Today);

        Assert.Equal("/hub/cases-behind?la=825&timeliness=late&back=timeliness_2026-01-01_2026-02-10", links.Of(3, "/hub/cases?la=825", "timeliness=late").Link);
        Assert.Null(links.Of(0, "/hub/cases?la=825").Link);
        Assert.Equal(new Figure(null, null), links.Of(null, null));
        Assert.Equal("[c]", links.Of(null, null).Text);
    }

    [Fact]
    public void A_filter_is_told_in_words()
    {
        var filter = new Dictionary<string, string?>
        {
            ["becameLookedAfterFrom"] = "2026-01-01",
            ["becameLookedAfterTo"] = "2026-01-31",
            ["timeliness"] = "not-returned",
            ["team"] = new('a', 64),
            ["breachReason"] = "clinic-capacity",
            ["keyDate"] = "assessment-attended",
            ["problem"] = "nhs-number-missing",
        };

        Assert.Equal(
            [
                "became looked after from 1 January 2026 to 31 January 2026", "Initial Health Assessment: not returned, its day has passed",
                "reason clinic capacity, for assessment attended", "no NHS number", "team of A Manager",
            ],
            FilterWords.Of(filter.GetValueOrDefault, new Dictionary<string, string> { [new('a', 64)] = "A Manager" }));
        Assert.Equal(["team of Team aaaaaa"], FilterWords.Of(name => name == "team" ? new('a', 64) : null, new Dictionary<string, string>()));
        Assert.Equal(["no team named"], FilterWords.Of(name => name == "team" ? "none" : null, new Dictionary<string, string>()));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(12)]
    [InlineData(120)]
    public void Columns_stand_beside_each_other_inside_their_picture(int columns)
    {
        var chart = new ColumnChart("c", "A chart", "", [.. Enumerable.Repeat(new ChartColumn("Oct 26", ["1 of 2"], 0.5, 1, "", null, false), columns)], []);

        Assert.All(Enumerable.Range(0, columns), at => Assert.InRange(chart.Middle(at) + (chart.BarWidth / 2), 0, chart.Width));
        Assert.True(chart.BarWidth < chart.ColumnWidth);
        Assert.Equal((chart.Base, ColumnChart.Top), (chart.Y(0), chart.Y(1)));
        Assert.Equal(chart.Y(1), chart.Y(1.2));
        Assert.True(chart.TextY(1) < chart.Height);
    }

    [Theory]
    [InlineData(19, 20, 95.0, "19 of 20 Initial Health Assessments were back in time: 95%. The ambition of 95% is met.")]
    [InlineData(11, 12, 91.7, "11 of 12 Initial Health Assessments were back in time: 91.7%. The ambition is 95%: 1 more in time would have met it.")]
    [InlineData(0, 0, null, "No assessment of this period is decided yet.")]
    public void The_page_says_first_how_far_it_is_from_the_ambition(int inTime, int decided, double? percent, string sentence)
    {
        var total = new TimelinessRow(null, decided, decided, inTime, decided - inTime, decided - inTime, 0, 0, 0, 0, decided, (decimal?)percent, null, true, false, null);
        var head = new ReportHead("timeliness", Today, Today, Today, "825", null, null, []);
        var reviews = new ReviewsView(head, new ReviewRow(null, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, null, null, false, null), [], []);
        var model = new TimelinessModel(
            new TimelinessView(head, 95, total, [], [], [], [], []), reviews, new PeriodModel("", Today, Today, Today, true, "825", null, [], null, true), new("timeliness", Today, Today), new Dictionary<string, string>());

        Assert.Equal(sentence, model.Sentence);
    }

    [Fact]
    public void A_reason_that_one_case_may_have_twice_opens_its_cases_by_key_date()
    {
        var links = new BehindLinks("timeliness", Today, Today);
        var row = ReasonRow.Of(new BreachReasonRow("clinic-capacity", 3, 0, new Dictionary<string, int> { ["assessment-attended"] = 2, ["summary-and-plan-returned"] = 1 }, "/hub/cases?breachReason=clinic-capacity"), links);

        Assert.Null(row.Count.Link);
        Assert.Equal(["Assessment attended", "Documents returned"], row.ByKeyDate.Select(entry => entry.KeyDate));
        Assert.All(row.ByKeyDate, entry => Assert.Contains("&keyDate=", entry.Figure.Link!, StringComparison.Ordinal));
    }
}
