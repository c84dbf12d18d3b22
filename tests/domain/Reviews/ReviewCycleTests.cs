using IntegrationHub.Domain.Calendar;
using IntegrationHub.Domain.Cases;
using IntegrationHub.Domain.Codes;
using IntegrationHub.Domain.Escalations;
using IntegrationHub.Domain.KeyDates;
using IntegrationHub.Domain.Policies;
using IntegrationHub.Domain.Reviews;
using IntegrationHub.Domain.Tests.Kit;

namespace IntegrationHub.Domain.Tests.Reviews;

public sealed class ReviewCycleTests
{
    [Theory]
    [InlineData("2026-11-16", "2024-05-14", "2027-05-16", "Two years old: six months.")]
    [InlineData("2026-11-16", "2019-05-14", "2027-11-16", "Seven years old: twelve months.")]
    [InlineData("2026-11-16", "2022-05-17", "2027-05-16", "Six months on is the day before the fifth birthday.")]
    [InlineData("2026-11-16", "2022-05-16", "2027-11-16", "Six months on is the fifth birthday.")]
    [InlineData("2026-11-16", "2022-05-15", "2027-11-16", "Six months on is the day after it.")]
    [InlineData("2026-08-31", "2024-05-14", "2027-02-28", "A month without a 31st ends on its last day.")]
    [InlineData("2027-08-31", "2024-05-14", "2028-02-29", "Also in a leap year.")]
    [InlineData("2028-02-29", "2019-05-14", "2029-02-28", "From a leap day on.")]
    [InlineData("2024-08-29", "2020-02-29", "2025-02-28", "Born on a leap day: five on 1 March of a common year.")]
    [InlineData("2024-09-01", "2020-02-29", "2025-09-01", "Five on that day.")]
    [InlineData("2026-11-16", null, "2027-11-16", "Nobody knows the date of birth.")]
    public void A_review_is_due_six_months_on_before_the_fifth_birthday_and_twelve_after(string assessed, string? born, string due, string why) =>
        Assert.True(
            Moments.Day(due) == ReviewCycle.DueAfter(Moments.Day(assessed), born is null ? null : Moments.Day(born), new ReviewPolicy()), why);

    [Fact]
    public void No_review_is_planned_before_the_documents_are_back()
    {
        Assert.Empty(ReviewCycle.Of(Assessed("2026-11-16").State, Policy.Default));
        Assert.Empty(ReviewCycle.Of(Chronology.Empty.State, Policy.Default));
    }

    [Fact]
    public void The_first_review_counts_from_the_assessment_and_its_referral_is_raised_eight_weeks_ahead()
    {
        var review = Assert.Single(ReviewCycle.Of(Done().State, Policy.Default));

        Assert.Equal((1, Moments.Day("2027-11-16"), Moments.Day("2027-09-21"), (DateOnly?)null, ReviewOutcome.Planned), (review.Number, review.DueOn, review.RaiseOn, review.RaisedOn, review.Outcome));
        Assert.Equal("Due 16 November 2027: 12 months after the assessment on 16 November 2026; 6 months on would not lie before the fifth birthday.", review.Explanation);
    }

    [Fact]
    public void The_sweep_raises_the_referral_on_its_day_and_never_twice()
    {
        Assert.Single(Done().Swept("2027-09-20").State.Referrals);
        var raised = Done().Swept("2027-09-21").Swept("2027-09-21").Swept("2027-09-22");

        Assert.Equal([(1, 0, "RXQ"), (2, 1, "RXQ")], raised.State.Referrals.Select(referral => (referral.Number, referral.Review, referral.Provider)));
        Assert.Equal(ReviewOutcome.Open, Find(raised, 1).Outcome);
        Assert.Equal(TaskStatuses.Requested, CaseStatus.TaskStatus(raised.State, Policy.Default, raised.State.Referral));
        Assert.Equal(CaseStatus.Completed, CaseStatus.Of(raised.State, Policy.Default));
    }

    [Fact]
    public void A_review_has_the_same_dates_counted_back_from_its_own()
    {
        var standings = KeyDateStandings.On(Moments.Day("2027-09-21"), Done().Swept("2027-09-21").State, Policy.Default, WorkingDays.BuiltIn, review: 1);

        Assert.Equal(
            [null, "2027-10-21", "2027-10-26", "2027-11-09", "2027-11-16"], standings.Select(standing => standing.DueOn?.ToString("O", System.Globalization.CultureInfo.InvariantCulture)));
        Assert.Equal(
            [KeyDateState.Met, KeyDateState.Met, KeyDateState.Met, KeyDateState.Waiting, KeyDateState.Waiting], standings.Select(standing => standing.State));
        Assert.Equal(Moments.Day("2027-09-21"), standings[2].On);
    }

    [Fact]
    public void Consent_that_was_withdrawn_holds_up_the_review_too()
    {
        var withdrawn = Done().Swept("2027-09-21").Then("2027-10-01", new ConsentRecorded(ConsentStatuses.Withdrawn, null, Moments.Day("2027-10-01")));

        Assert.Equal(KeyDateState.Overdue, KeyDateStandings.On(Moments.Day("2027-10-27"), withdrawn.State, Policy.Default, WorkingDays.BuiltIn, 1)[2].State);
    }

    [Fact]
    public void A_review_that_is_late_climbs_the_ladder_under_alerts_of_its_own()
    {
        var late = Walk(Done().Swept("2027-09-21"), "2027-09-22", "2027-11-30");

        Assert.Equal(
            ["v1.4.1", "v1.4.2", "v1.4.3", "v1.5.1", "v1.4.4", "v1.5.4"],
            late.State.Alerts.Select(alert => alert.Alert.AlertId[(late.State.Header.CaseId.Length + 1)..]));
        Assert.All(late.State.Alerts, alert => Assert.Contains("review health assessment", alert.Alert.Text, StringComparison.Ordinal));
    }

    [Fact]
    public void A_review_done_counts_from_the_day_the_child_was_seen_and_resolves_its_alerts()
    {
        var done = Reviewed(Walk(Done().Swept("2027-09-21"), "2027-09-22", "2027-11-12"), seen: "2027-11-10", back: "2027-11-15").Swept("2027-11-15");

        Assert.Equal((ReviewOutcome.Done, ReviewOutcome.Planned), (Find(done, 1).Outcome, Find(done, 2).Outcome));
        Assert.Equal(ReviewCycle.Of(done.State, Policy.Default), ReviewCycle.Known(done.State, Policy.Default));
        Assert.Equal(Moments.Day("2028-11-10"), Find(done, 2).DueOn);
        Assert.StartsWith("Due 10 November 2028: 12 months after the review on 10 November 2027;", Find(done, 2).Explanation, StringComparison.Ordinal);
        Assert.All(done.State.Alerts, alert => Assert.NotNull(alert.ResolvedAt));
        Assert.Equal(TaskStatuses.Completed, CaseStatus.TaskStatus(done.State, Policy.Default, done.State.Referral));
    }

    [Fact]
    public void Documents_of_the_first_assessment_do_not_complete_the_review()
    {
        var raised = Done().Swept("2027-09-21");
        var again = raised.Document("2027-11-01", DocumentKinds.IhaSummary, "document-late").Document("2027-11-01", DocumentKinds.HealthCarePlan, "document-late-plan");

        Assert.Equal(ReviewOutcome.Open, Find(again, 1).Outcome);
    }

    [Fact]
    public void A_review_refused_twice_is_over_and_the_next_counts_from_its_due_date()
    {
        var refused = Done().Swept("2027-09-21")
            .Then("2027-10-01", new AssessmentDeclined(Moments.Day("2027-10-01"), "young-person"))
            .Then("2027-10-05", new AssessmentDeclined(Moments.Day("2027-10-05"), "young-person")).Swept("2027-10-05");

        Assert.Equal((ReviewOutcome.Refused, Moments.Day("2028-11-16")), (Find(refused, 1).Outcome, Find(refused, 2).DueOn));
        Assert.Equal(TaskStatuses.Cancelled, CaseStatus.TaskStatus(refused.State, Policy.Default, refused.State.Referral));
        Assert.Equal(CaseStatus.Completed, CaseStatus.Of(refused.State, Policy.Default));
        Assert.Equal(Walk(refused, "2027-10-06", "2028-01-10").State.Alerts.Count, refused.State.Alerts.Count);
    }

    [Fact]
    public void Refusals_of_the_first_assessment_are_not_the_reviews()
    {
        var declined = Chronology.Example.Then("2026-11-05", new AssessmentDeclined(Moments.Day("2026-11-05"), "young-person"));
        var once = Returned(declined).Swept("2027-09-21").Then("2027-10-01", new AssessmentDeclined(Moments.Day("2027-10-01"), "young-person"));

        Assert.Equal(ReviewOutcome.Open, Find(once, 1).Outcome);
    }

    [Fact]
    public void A_review_not_done_by_the_time_the_next_is_referred_is_missed_and_its_lateness_stops()
    {
        var missed = Done().Swept("2027-09-21").Swept("2028-09-21");

        Assert.Equal([ReviewOutcome.Missed, ReviewOutcome.Open], ReviewCycle.Of(missed.State, Policy.Default).Take(2).Select(review => review.Outcome));
        var frozen = KeyDateStandings.On(Moments.Day("2030-01-01"), missed.State, Policy.Default, WorkingDays.BuiltIn, 1)[4];
        Assert.Equal((KeyDateState.Overdue, WorkingDays.BuiltIn.Between(Moments.Day("2027-11-16"), Moments.Day("2028-09-21"))), (frozen.State, frozen.WorkingDaysLate));
        Assert.Equal(TaskStatuses.Cancelled, CaseStatus.TaskStatus(missed.State, Policy.Default, missed.State.Referrals[1]));
    }

    [Fact]
    public void Documents_that_come_back_very_late_raise_one_referral_for_where_the_case_stands_now()
    {
        var late = Chronology.Opened("2024-01-08", "2024-01-08T09:14:00Z", child: new ChildDetails { DateOfBirth = Moments.Day("2022-03-01") })
            .Consent("2024-01-09").Papers("2024-01-09").Attended("2024-02-01").Returned("2025-11-10");
        var once = late.Swept("2025-11-10");
        var again = once.Swept("2025-11-10").Swept("2025-11-10");

        Assert.Equal([0, 3], again.State.Referrals.Select(referral => referral.Review));
        Assert.Equal(
            [(1, "2024-08-01", ReviewOutcome.Missed), (2, "2025-02-01", ReviewOutcome.Missed), (3, "2025-08-01", ReviewOutcome.Open), (4, "2026-02-01", ReviewOutcome.Planned)],
            ReviewCycle.Of(again.State, Policy.Default).Select(review => (review.Number, review.DueOn.ToString("O", System.Globalization.CultureInfo.InvariantCulture), review.Outcome)));
        Assert.Equal([1, 2, 3], ReviewCycle.Known(again.State, Policy.Default).Select(review => review.Number));
        Assert.Null(Assert.Single(once.State.Alerts).ResolvedAt);
        Assert.Equal(once.State.Alerts, again.State.Alerts);
        Assert.Equal(Moments.Day("2025-12-07"), RaiseReview.NextOn(again.State, Policy.Default));
    }

    [Theory]
    [InlineData("E4A")]
    [InlineData("E2")]
    public void When_care_ends_the_review_ends_and_none_is_planned(string reason)
    {
        var over = Done().Swept("2027-09-21").Ceased("2027-10-01", reason).Swept("2027-10-01");

        Assert.Equal(ReviewOutcome.Ended, Assert.Single(ReviewCycle.Of(over.State, Policy.Default)).Outcome);
        Assert.Equal(TaskStatuses.Cancelled, CaseStatus.TaskStatus(over.State, Policy.Default, over.State.Referral));
        Assert.Null(RaiseReview.NextOn(over.State, Policy.Default));
        Assert.Empty(ReviewCycle.Of(Done().Ceased("2027-01-04").State, Policy.Default));
    }

    [Fact]
    public void None_is_due_on_or_after_the_18th_birthday()
    {
        Assert.Single(ReviewCycle.Of(Born(Done(), "2009-11-17").State, Policy.Default));
        Assert.Empty(ReviewCycle.Of(Born(Done(), "2009-11-16").State, Policy.Default));
    }

    [Fact]
    public void A_corrected_day_of_the_assessment_moves_the_review()
    {
        var corrected = Done().Then("2026-12-01", Chronology.AppointmentData(AppointmentStatuses.Fulfilled, Moments.Morning("2026-11-12")));

        Assert.Equal(Moments.Day("2027-11-12"), Find(corrected, 1).DueOn);
    }

    [Fact]
    public void The_policy_sets_intervals_and_lead_time()
    {
        var policy = Policy.Default with { Reviews = new ReviewPolicy { MonthsFromFifthBirthday = 10, LeadTimeWeeks = 4 } };

        var review = Assert.Single(ReviewCycle.Of(Done().State, policy));
        Assert.Equal((Moments.Day("2027-09-16"), Moments.Day("2027-08-19")), (review.DueOn, review.RaiseOn));
    }

    [Fact]
    public void The_next_step_of_a_finished_case_is_the_referral_of_its_review() =>
        Assert.Equal(Moments.Day("2027-09-21"), Escalation.NextStepOn(Done().Swept("2026-11-17").State, Policy.Default, WorkingDays.BuiltIn));

    [Fact]
    public void Every_outcome_has_its_name()
    {
        var review = Find(Done(), 1);

        Assert.Equal(
            ["planned", "open", "done", "refused", "missed", "ended"], Enum.GetValues<ReviewOutcome>().Select(outcome => (review with { Outcome = outcome }).OutcomeName));
    }

    [Fact]
    public void Each_explanation_says_from_what_it_counts_and_why()
    {
        Assert.Equal(
            "Due 16 May 2027: 6 months after the assessment on 16 November 2026; this lies before the fifth birthday.", Find(Born(Done(), "2024-05-14"), 1).Explanation);
        Assert.Equal(
            "Due 1 September 2027: 12 months after the earlier assessment on 1 September 2026; 6 months on would not lie before the fifth birthday.",
            Find(Chronology.Example.Then("2026-11-03", new EarlierAssessmentRecorded(Moments.Day("2026-09-01"))), 1).Explanation);
        Assert.StartsWith(
            "Due 16 November 2028: 12 months after the missed review's due date 16 November 2027;", Find(Done().Swept("2027-09-21").Swept("2028-09-21"), 2).Explanation, StringComparison.Ordinal);
        Assert.StartsWith(
            "Due 16 November 2028: 12 months after the refused review's due date 16 November 2027;",
            Find(Done().Swept("2027-09-21").Then("2027-10-01", new AssessmentDeclined(Moments.Day("2027-10-01"), "young-person")).Then("2027-10-05", new AssessmentDeclined(Moments.Day("2027-10-05"), "young-person")), 2).Explanation,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Where_a_policy_has_one_interval_for_all_ages_the_explanation_still_names_it()
    {
        var policy = Policy.Default with { Reviews = new ReviewPolicy { MonthsBeforeFifthBirthday = 6, MonthsFromFifthBirthday = 9 } };

        Assert.StartsWith("Due 16 August 2027: 9 months after", ReviewCycle.Find(Done().State, policy, 1)!.Explanation, StringComparison.Ordinal);
        Assert.StartsWith("Due 16 May 2027: 6 months after", ReviewCycle.Find(Born(Done(), "2024-05-14").State, policy, 1)!.Explanation, StringComparison.Ordinal);
    }

    private static Chronology Assessed(string on) => Chronology.Example.Consent("2026-11-03").Papers("2026-11-03").Attended(on);

    private static Chronology Done() => Returned(Chronology.Example);

    private static Chronology Returned(Chronology from) => from.Consent("2026-11-03").Papers("2026-11-03").Attended("2026-11-16").Returned("2026-11-17");

    private static Chronology Born(Chronology from, string on) =>
        from.Then("2026-11-18", new DetailsCorrected(new ChildDetails { DateOfBirth = Moments.Day(on) }, null));

    private static Chronology Reviewed(Chronology from, string seen, string back) => from
        .Then(Moments.Morning(seen), Chronology.AppointmentData(AppointmentStatuses.Fulfilled, Moments.Morning(seen), "appointment-review") with { Referral = 2 }, organisation: "RXQ")
        .Then(Moments.Morning(back), Chronology.DocumentData(DocumentKinds.RhaSummary) with { Referral = 2 }, organisation: "RXQ")
        .Then(Moments.Morning(back), Chronology.DocumentData(DocumentKinds.HealthCarePlan, "document-plan-2") with { Referral = 2 }, organisation: "RXQ");

    private static Review Find(Chronology chronology, int number) => ReviewCycle.Find(chronology.State, Policy.Default, number)!;

    private static Chronology Walk(Chronology from, string first, string last)
    {
        for (var day = Moments.Day(first); day <= Moments.Day(last); day = day.AddDays(1))
        {
            from = from.Swept(day.Morning());
        }

        return from;
    }
}
