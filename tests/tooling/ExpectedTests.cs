using System.Globalization;
using IntegrationHub.Tools.Hub.Simulate;

namespace IntegrationHub.Tooling.Tests;

/// <summary>The re-computation itself, against cases worked out by hand: day 0 is Monday 7 October 2024, no bank holiday until Christmas.</summary>
public sealed class ExpectedTests
{
    private static readonly DateOnly DayZero = Day("2024-10-07");

    private static DateOnly Day(string text) => DateOnly.ParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static Notified Child(string born = "2018-03-02", string legalStatus = "V2", string placedIn = "825", bool? known = null, DateOnly? dayZero = null) =>
        new(dayZero ?? DayZero, legalStatus, placedIn, Day(born), false, false, known, "RXQ");

    private static Known Of(params (string On, Happening Happening)[] told)
    {
        var known = new Known();
        foreach (var (on, happening) in told)
            known.Apply(happening, Day(on));
        return known;
    }

    private static string[] States(Known known, string today) => [.. Expected.Dates(known, Day(today)).Select(date => date.State)];

    [Fact]
    public void The_five_dates_are_due_2_5_15_and_20_working_days_after_day_0() => Assert.Equal(
        ["2024-10-07", "2024-10-09", "2024-10-14", "2024-10-28", "2024-11-04"],
        Expected.Dates(Of(("2024-10-07", Child())), DayZero).Select(date => date.Due!.Value.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)));

    [Theory]
    [InlineData("2024-10-10", "waiting")]
    [InlineData("2024-10-11", "due-soon")] // the working day before Monday 14
    [InlineData("2024-10-13", "due-soon")]
    [InlineData("2024-10-14", "due-soon")]
    [InlineData("2024-10-15", "overdue")]
    public void A_date_is_due_soon_one_working_day_ahead_and_overdue_the_day_after(string today, string state) =>
        Assert.Equal(state, States(Of(("2024-10-07", Child())), today)[2]);

    [Theory]
    [InlineData("2018-03-02", "V2", "local-authority", false)]
    [InlineData("2018-03-02", "V2", "parent", true)]
    [InlineData("2018-03-02", "C1", "local-authority", true)]
    [InlineData("2008-10-15", "V2", "young-person", true)] // 16 on the day
    [InlineData("2008-10-15", "C1", "parent", false)]
    [InlineData("2008-10-16", "V2", "parent", true)]
    public void Consent_counts_from_who_may_give_it(string born, string legalStatus, string by, bool counts)
    {
        var said = new ConsentRecorded("given", by, Day("2024-10-15"));

        Assert.Equal(counts, Expected.ConsentIsValid(Of(("2024-10-07", Child(born, legalStatus)), ("2024-10-15", said)), said));
    }

    [Fact]
    public void Papers_are_here_with_the_word_or_with_the_later_of_both_uploads_whichever_is_earlier()
    {
        var consent = ("2024-10-08", (Happening)new ConsentRecorded("given", "parent", Day("2024-10-08")));

        Assert.Null(Expected.Met(Of(("2024-10-07", Child()), consent, ("2024-10-09", new PaperUploaded("part-a"))), 3));
        Assert.Equal(Day("2024-10-11"), Expected.Met(
            Of(("2024-10-07", Child()), consent, ("2024-10-09", new PaperUploaded("part-a")), ("2024-10-11", new PaperUploaded("consent-form"))), 3));
        Assert.Equal(Day("2024-10-10"), Expected.Met(
            Of(("2024-10-07", Child()), consent, ("2024-10-09", new PaperUploaded("part-a")), ("2024-10-11", new PaperUploaded("consent-form")),
                ("2024-10-12", new PapersCompleted(Day("2024-10-10")))), 3));
    }

    [Fact]
    public void A_replaced_summary_does_not_count_its_successor_does()
    {
        (string, Happening)[] told =
        [
            ("2024-10-07", Child()), ("2024-10-21", new DocumentReturned(0, "iha-summary", "wrong", null, null)),
            ("2024-10-21", new DocumentReturned(0, "health-care-plan", "plan", null, null)),
        ];

        Assert.Equal(Day("2024-10-21"), Expected.Returned(Of(told), 0));
        Assert.Equal(Day("2024-11-06"), Expected.Returned(Of([.. told, ("2024-11-06", new DocumentReturned(0, "iha-summary", "right", null, "wrong"))]), 0));
    }

    [Fact]
    public void What_was_missed_before_care_ended_stays_so_and_the_rest_is_not_required()
    {
        var known = Of(("2024-10-07", Child()), ("2024-10-17", new Ceased(Day("2024-10-17"))));
        var dates = Expected.Dates(known, Day("2025-03-01"));

        Assert.Equal(["met", "met", "overdue", "not-required", "not-required"], dates.Select(date => date.State));
        Assert.Equal(3, dates[2].Late);
        Assert.Equal(("not-required", "closed"), (Expected.Pathway(known), Expected.Status(known)));
    }

    [Theory]
    [InlineData("2024-10-31", "overdue", 3)]
    [InlineData("2024-10-25", "due-soon", 0)]
    [InlineData("2024-10-24", "waiting", 0)]
    public void Key_date_4_without_a_day_stands_still_when_both_documents_are_back(string back, string state, int late)
    {
        (string, Happening)[] told =
            [("2024-10-07", Child()), (back, new DocumentReturned(0, "iha-summary", "summary", null, null)), (back, new DocumentReturned(0, "health-care-plan", "plan", null, null))];

        Assert.Equal((state, late), Fourth(Of(told)));
        Assert.Equal((state, late), Fourth(Of([.. told, ("2024-12-02", new Ceased(Day("2024-12-02")))])));
    }

    private static (string, int) Fourth(Known known) => (Expected.Dates(known, Day("2025-03-01"))[3].State, Expected.Dates(known, Day("2025-03-01"))[3].Late);

    [Theory]
    [InlineData("825", "2010-01-01", null, "clinic")]
    [InlineData("931", "2013-10-07", null, "gp-pool")]
    [InlineData("931", "2013-10-08", null, "host-provider")]
    [InlineData("931", "2010-01-01", true, "host-provider")]
    public void Who_assesses(string placedIn, string born, bool? known, string pathway) =>
        Assert.Equal(pathway, Expected.Pathway(Of(("2024-10-07", Child(born, "V2", placedIn, known)))));

    [Theory]
    [InlineData("2024-10-06", true)]
    [InlineData("2024-07-07", true)]
    [InlineData("2024-07-06", false)]
    [InlineData("2024-10-07", false)]
    public void An_earlier_assessment_counts_within_three_months_before_day_0(string on, bool counts) => Assert.Equal(
        counts ? "not-required" : "clinic",
        Expected.Pathway(Of(("2024-10-07", Child()), ("2024-10-08", new EarlierAssessment(Day(on))))));

    [Fact]
    public void The_clock_of_a_short_break_begins_when_it_becomes_care()
    {
        var known = Of(("2024-10-07", Child(legalStatus: "V3")));
        Assert.Equal(["met", "not-required", "not-required", "not-required", "not-required"], States(known, "2024-12-01"));

        known.Apply(new LegalStatusChanged("V2", Day("2024-11-04")), Day("2024-11-08"));
        Assert.Equal(["met", "met-late", "due-soon", "waiting", "waiting"], States(known, "2024-11-08"));
    }

    [Theory]
    [InlineData("2024-10-21", "2020-04-22", "2025-04-21")] // the day before the fifth birthday
    [InlineData("2024-10-21", "2020-04-21", "2025-10-21")] // on it
    [InlineData("2024-08-31", "2020-03-01", "2025-02-28")]
    [InlineData("2024-08-29", "2020-02-29", "2025-02-28")] // born on 29 February: five on 1 March 2025
    [InlineData("2024-10-21", "2015-01-01", "2025-10-21")]
    public void A_review_is_due_six_months_on_while_the_child_is_under_five(string basis, string born, string due) =>
        Assert.Equal(Day(due), ExpectedReviews.DueAfter(Day(basis), Day(born)));

    [Fact]
    public void Seen_every_day_each_step_of_the_ladder_is_an_alert_and_the_statutory_date_one_to_all()
    {
        var (known, alerts) = (Of(("2024-10-07", Child())), new ExpectedAlerts());
        for (var day = DayZero; day <= Day("2024-11-12"); day = day.AddDays(1))
            alerts.Look(known, day, day == DayZero);

        Assert.Equal(
            ["3.1 10-11", "3.2 10-15", "3.3 10-16", "3.4 10-21", "4.1 10-25", "4.2 10-29", "4.3 10-30", "5.1 11-01", "4.4 11-04", "5.4 11-05"],
            Raised(alerts));
        Assert.Equal(["5.2", "5.3", "5.4"], alerts.All[new(0, 5, 4)].Covers);
    }

    [Fact]
    public void After_an_outage_there_is_one_alert_for_all_that_was_reached()
    {
        var (known, alerts) = (Of(("2024-10-07", Child())), new ExpectedAlerts());
        alerts.Look(known, DayZero, isArrival: true);
        alerts.Look(known, Day("2024-10-29"), isArrival: false);
        alerts.Look(known, Day("2024-10-30"), isArrival: false);

        Assert.Equal(["3.4 10-29", "4.3 10-30"], Raised(alerts));
        Assert.Equal(["3.1", "3.2", "3.3", "3.4", "4.1", "4.2"], alerts.All[new(0, 3, 4)].Covers);
    }

    [Fact]
    public void A_rejection_that_nobody_follows_is_told_at_once_and_a_re_route_ends_that()
    {
        var (known, alerts) = (Of(("2024-10-07", Child()), ("2024-10-08", new TaskMoved(0, "rejected"))), new ExpectedAlerts());
        alerts.Look(known, Day("2024-10-08"), isArrival: false);
        Assert.Equal(["4.2 10-08"], Raised(alerts));
        Assert.Equal(["4.1", "4.2"], alerts.All[new(0, 4, 2)].Covers);

        known.Apply(new ProviderChanged("RTH"), Day("2024-10-09"));
        alerts.Look(known, Day("2024-10-09"), isArrival: false);
        Assert.False(alerts.All[new(0, 4, 2)].IsOpen);
    }

    [Fact]
    public void Told_late_is_said_on_arrival_and_stands_until_the_next_date_is_met()
    {
        var (known, alerts) = (Of(("2024-10-10", Child())), new ExpectedAlerts());
        alerts.Look(known, Day("2024-10-10"), isArrival: true);
        Assert.Equal(["2.2 10-10"], Raised(alerts));

        known.Apply(new PapersCompleted(Day("2024-10-10")), Day("2024-10-10"));
        alerts.Look(known, Day("2024-10-10"), isArrival: false);
        Assert.True(alerts.All[new(0, 2, 2)].IsOpen);

        known.Apply(new ConsentRecorded("given", "parent", Day("2024-10-10")), Day("2024-10-10"));
        alerts.Look(known, Day("2024-10-10"), isArrival: false);
        Assert.Equal(Day("2024-10-10"), alerts.All[new(0, 2, 2)].ResolvedOn);
    }

    [Fact]
    public void Told_very_late_there_is_one_alert_for_where_the_case_stands()
    {
        var (known, alerts) = (Of(("2024-11-06", Child())), new ExpectedAlerts());
        alerts.Look(known, Day("2024-11-06"), isArrival: true);

        Assert.Equal(["5.4 11-06"], Raised(alerts));
        Assert.Equal(["3.1", "3.2", "3.3", "3.4", "4.1", "4.2", "4.3", "4.4", "5.1", "5.2", "5.3", "5.4"], alerts.All[new(0, 5, 4)].Covers);
    }

    [Fact]
    public void A_date_that_is_met_has_no_open_alert_and_one_that_is_open_again_has_the_one_it_had()
    {
        var (known, alerts) = (Of(("2024-10-07", Child())), new ExpectedAlerts());
        alerts.Look(known, DayZero, isArrival: true);
        alerts.Look(known, Day("2024-10-11"), isArrival: false);
        known.Apply(new PapersCompleted(Day("2024-10-11")), Day("2024-10-11"));
        known.Apply(new ConsentRecorded("given", "parent", Day("2024-10-11")), Day("2024-10-11"));
        alerts.Look(known, Day("2024-10-11"), isArrival: false);
        Assert.Equal(Day("2024-10-11"), alerts.All[new(0, 3, 1)].ResolvedOn);

        known.Apply(new ConsentRecorded("withdrawn", "parent", Day("2024-10-14")), Day("2024-10-14"));
        alerts.Look(known, Day("2024-10-14"), isArrival: false);

        Assert.Equal(["3.1 10-14"], Raised(alerts));
        Assert.True(alerts.All[new(0, 3, 1)].IsOpen);
    }

    private static IEnumerable<string> Raised(ExpectedAlerts alerts) => alerts.All.Values
        .OrderBy(alert => alert.RaisedOn).ThenBy(alert => alert.Step.KeyDate)
        .Select(alert => $"{alert.Step} {alert.RaisedOn.ToString("MM-dd", CultureInfo.InvariantCulture)}");
}
