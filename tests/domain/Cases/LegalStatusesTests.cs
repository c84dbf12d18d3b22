using IntegrationHub.Domain.Calendar;
using IntegrationHub.Domain.Cases;
using IntegrationHub.Domain.Codes;
using IntegrationHub.Domain.Indicators;
using IntegrationHub.Domain.KeyDates;
using IntegrationHub.Domain.Pathways;
using IntegrationHub.Domain.Policies;
using IntegrationHub.Domain.Reviews;
using IntegrationHub.Domain.Tests.Kit;

namespace IntegrationHub.Domain.Tests.Cases;

public sealed class LegalStatusesTests
{
    [Theory]
    [InlineData("2026-10-19")]
    [InlineData("2026-11-16")]
    public void The_day_on_which_a_short_break_became_more_can_be_corrected(string to)
    {
        var again = Became().Then("2026-11-18", new LegalStatusChanged("V2", Moments.Day(to)));
        var details = Became().DayZeroCorrected("2026-11-18", to);

        Assert.All(new[] { again, details, again.DayZeroCorrected("2026-11-19", to) }, corrected =>
        {
            Assert.Equal(Moments.Day(to), corrected.State.DayZero);
            Assert.Equal("V2", corrected.State.Care.LegalStatus);
            Assert.Equal(Moments.Day("2026-11-09"), KeyDateStandings.MetOn(corrected.State, KeyDate.HealthNotified, Policy.Default));
        });
    }

    [Fact]
    public void The_status_told_again_without_a_day_and_the_first_days_notification_again_move_nothing()
    {
        Assert.Equal(Moments.Day("2026-11-09"), Became().Then("2026-11-18", new LegalStatusChanged("V2", null)).State.DayZero);
        Assert.Equal(Moments.Day("2026-10-19"), Became().DayZeroCorrected("2026-11-18", "2026-10-19").DayZeroCorrected("2026-11-19", "2026-10-01").State.DayZero);
    }

    [Fact]
    public void A_day_before_the_short_breaks_began_corrects_when_those_began()
    {
        var corrected = Became().DayZeroCorrected("2026-11-18", "2026-09-28").State;

        Assert.Equal((Moments.Day("2026-11-09"), Moments.Day("2026-09-28")), (corrected.DayZero, corrected.Care.BecameLookedAfterOn));
    }

    [Fact]
    public void A_status_that_is_told_late_takes_its_place_by_its_day_and_health_was_told_by_the_first_message()
    {
        var state = Breaks().Then("2026-11-20", new LegalStatusChanged("C2", Moments.Day("2026-11-20")))
            .Then(Moments.Morning("2026-11-21"), new LegalStatusChanged("V2", Moments.Day("2026-11-09")), occurredAt: Moments.Morning("2026-11-09")).State;

        Assert.Equal((Moments.Day("2026-11-09"), "C2"), (state.DayZero, state.Care.LegalStatus));
        Assert.Equal(Moments.Day("2026-11-20"), KeyDateStandings.MetOn(state, KeyDate.HealthNotified, Policy.Default));
    }

    [Fact]
    public void Clocks_correct_and_statuses_hold_in_whichever_order_they_are_told()
    {
        var told = new[] { new LegalStatusChanged("V2", Moments.Day("2026-11-09")), new LegalStatusChanged("V4", Moments.Day("2026-11-12")), new LegalStatusChanged("C1", Moments.Day("2026-11-16")) };

        foreach (var order in new[] { new[] { 0, 1, 2 }, [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0] })
        {
            var state = order.Aggregate(Breaks(), (so, place) => so.Then("2026-11-20", told[place])).State;
            Assert.Equal(["V3", "V2", "V4", "C1"], state.LegalStatuses.Select(span => span.Code));
            Assert.Equal((Moments.Day("2026-11-16"), Moments.Day("2026-11-09"), Moments.Day("2026-10-01")), (state.DayZero, state.DayZeroOn(Moments.Day("2026-11-15")), state.DayZeroOn(Moments.Day("2026-11-08"))));
        }
    }

    [Fact]
    public void An_assessment_of_an_earlier_clock_does_not_meet_the_dates_of_a_new_one()
    {
        var again = Again("2026-11-09");

        Assert.Equal(
            [KeyDateState.Met, KeyDateState.Met, KeyDateState.Overdue, KeyDateState.Overdue, KeyDateState.Overdue],
            KeyDateStandings.On(Moments.Day("2026-12-30"), again.State, Policy.Default, WorkingDays.BuiltIn).Select(standing => standing.State));
        Assert.Equal((CaseStatus.AwaitingPaperwork, PathwayCode.Clinic), (CaseStatus.Of(again.State, Policy.Default), Pathway.Of(again.State, Policy.Default).Code));
        Assert.True(AssessedInYear.Of(again.State, new ReportingYear(2024), Policy.Default));
        Assert.False(AssessedInYear.Of(again.State, new ReportingYear(2027), Policy.Default));

        var done = again.Papers("2026-11-12").Appointment("2026-11-20", AppointmentStatuses.Fulfilled, "2026-11-20", "second")
            .Document("2026-11-24", DocumentKinds.IhaSummary, "second").Document("2026-11-24", DocumentKinds.HealthCarePlan, "second-plan");
        Assert.Equal(
            ["2026-11-09", "2026-11-09", "2026-11-12", "2026-11-20", "2026-11-24"],
            KeyDateStandings.On(Moments.Day("2026-12-30"), done.State, Policy.Default, WorkingDays.BuiltIn).Select(standing => standing.On?.ToString("O")));
        Assert.Equal(CaseStatus.Completed, CaseStatus.Of(done.State, Policy.Default));
    }

    [Fact]
    public void Declining_under_an_earlier_clock_is_not_declining_the_new_assessment()
    {
        var declined = First().Then("2024-01-20", new AssessmentDeclined(Moments.Day("2024-01-20"), "young-person"));
        var again = Restarted(declined.Returned("2024-02-02"), "2026-11-09").Then("2026-11-20", new AssessmentDeclined(Moments.Day("2026-11-20"), "young-person"));

        Assert.Null(Ceha.Of(again.State, Policy.Default));
    }

    [Theory]
    [InlineData("2024-05-01", true)]
    [InlineData("2024-05-02", false)]
    public void An_assessment_of_the_three_months_before_stands_in(string on, bool standsIn)
    {
        var again = Restarted(First().Attended("2024-02-01").Returned("2024-02-02"), on, breaks: "2024-03-01");

        Assert.Equal(standsIn ? CaseStatus.NotRequired : CaseStatus.AwaitingPaperwork, CaseStatus.Of(again.State, Policy.Default));
        Assert.Equal(standsIn ? [Moments.Day("2025-02-01")] : [], ReviewCycle.Of(again.State, Policy.Default).Select(review => review.DueOn));
    }

    [Fact]
    public void Reviews_of_the_new_clock_are_numbered_after_those_of_the_earlier_one()
    {
        var reviewed = First().Attended("2024-02-01").Returned("2024-02-02").Swept("2024-12-10");
        Assert.Equal(2, reviewed.State.Referrals.Count);
        var done = Restarted(reviewed, "2026-11-09", breaks: "2025-03-03").Papers("2026-11-12").Appointment("2026-11-20", AppointmentStatuses.Fulfilled, "2026-11-20", "second")
            .Document("2026-11-24", DocumentKinds.IhaSummary, "second").Document("2026-11-24", DocumentKinds.HealthCarePlan, "second-plan");

        Assert.Equal(
            [(1, Moments.Day("2025-02-01"), ReviewOutcome.Ended), (2, Moments.Day("2027-11-20"), ReviewOutcome.Planned)],
            ReviewCycle.Of(done.State, Policy.Default).Select(review => (review.Number, review.DueOn, review.Outcome)));
        Assert.Equal(2, done.Swept("2027-09-25").State.Referral.Review);
    }

    [Theory]
    [InlineData("2027-04-12", "V4", 2027, true)]
    [InlineData("2027-03-31", "V4", 2027, false)]
    [InlineData("2027-04-12", "V4", 2028, false)]
    public void The_return_of_a_year_takes_the_status_of_its_last_day(string on, string status, int year, bool covered)
    {
        var opened = Chronology.Opened("2026-01-05", "2026-01-06T09:14:00Z").Then(on, new LegalStatusChanged(status, Moments.Day(on)));

        Assert.Equal(covered, new ReportingYear(year).IsCoveredBy(opened.State));
        var back = opened.Then("2027-09-06", new LegalStatusChanged("V2", Moments.Day("2027-09-06"))).State;
        Assert.Equal(covered, new ReportingYear(year).IsCoveredBy(back));
        Assert.True(new ReportingYear(2029).IsCoveredBy(back));
    }

    private static Chronology Breaks() => Chronology.Opened("2026-10-01", "2026-10-02T09:14:00Z", care: new CareDetails { LegalStatus = "V3" });

    private static Chronology Became() => Breaks().Then("2026-11-09", new LegalStatusChanged("V2", Moments.Day("2026-11-09")));

    private static Chronology First() => Chronology.Opened("2024-01-08", "2024-01-08T09:14:00Z").Consent("2024-01-09").Papers("2024-01-09");

    private static Chronology Again(string on) => Restarted(First().Attended("2024-02-01").Returned("2024-02-02"), on);

    private static Chronology Restarted(Chronology from, string on, string breaks = "2024-06-03") =>
        from.Then(breaks, new LegalStatusChanged("V4", Moments.Day(breaks))).Then(on, new LegalStatusChanged("V2", Moments.Day(on)));
}
