using IntegrationHub.Domain.Calendar;
using IntegrationHub.Domain.Cases;
using IntegrationHub.Domain.Codes;
using IntegrationHub.Domain.KeyDates;
using IntegrationHub.Domain.Policies;
using IntegrationHub.Domain.Tests.Kit;

namespace IntegrationHub.Domain.Tests.KeyDates;

/// <summary>What a person reads: why a date is due, and what would happen next.</summary>
public sealed class ExplanationTests
{
    [Fact]
    public void It_counts_from_day_0() => Assert.Equal(
        "Due 27 November 2026: 20 working days after 30 October 2026; no bank holidays between.", Of(Chronology.Example, 4));

    [Fact]
    public void It_names_the_bank_holidays_that_are_not_counted() => Assert.Equal(
        "Due 18 January 2027: 20 working days after 16 December 2026; bank holidays between, not counted: 25 December 2026, 28 December 2026, 1 January 2027.",
        Of(Chronology.Opened("2026-12-16", "2026-12-17T09:00:00Z"), 4, "2026-12-17"));

    [Fact]
    public void It_says_when_it_was_met_and_how_late()
    {
        var seen = Chronology.Example.Consent("2026-11-10").Papers("2026-11-03");

        Assert.Equal("Due 6 November 2026: 5 working days after 30 October 2026; no bank holidays between. Met on 10 November 2026, 2 working days late.", Of(seen, 2));
        Assert.Equal("Due 3 November 2026: 2 working days after 30 October 2026; no bank holidays between. Met on 2 November 2026.", Of(seen, 1));
        Assert.EndsWith(" Met on 7 November 2026, late by less than a working day.", Of(Chronology.Example.Consent("2026-11-07").Papers("2026-11-03"), 2), StringComparison.Ordinal);
        Assert.EndsWith(" 1 working day late.", Of(Chronology.Example, 2, "2026-11-09"), StringComparison.Ordinal);
    }

    [Fact]
    public void Day_0_and_what_is_not_required_are_explained()
    {
        Assert.Equal("Day 0: care began on 30 October 2026.", Of(Chronology.Example, 0));
        Assert.Equal(
            "Not required: Legal status V4 is a short break: no assessment clock runs.", Of(Chronology.Example.Then("2026-11-03", new LegalStatusChanged("V4", null)), 4));
        Assert.Equal("Day 0: the short break became more than one on 9 November 2026.", Of(ShortBreakEnds(), 0, "2026-11-10"));
    }

    [Fact]
    public void A_review_is_explained_from_its_own_due_date()
    {
        var raised = Chronology.Example.Consent("2026-11-03").Papers("2026-11-03").Attended("2026-11-16").Returned("2026-11-17").Swept("2027-09-21");
        var review = Domain.Reviews.ReviewCycle.Find(raised.State, Policy.Default, 1)!;
        var standings = KeyDateStandings.On(Moments.Day("2027-09-21"), raised.State, Policy.Default, WorkingDays.BuiltIn, 1);

        Assert.Equal(
            "Due 9 November 2027: 5 working days before the review is due on 16 November 2027; no bank holidays between.",
            KeyDateExplanation.Of(standings[3], raised.State, Policy.Default, WorkingDays.BuiltIn, review));
        Assert.Equal(review.Explanation, KeyDateExplanation.Of(standings[4], raised.State, Policy.Default, WorkingDays.BuiltIn, review));
    }

    [Fact]
    public void A_short_break_that_becomes_more_starts_the_clock_on_that_day_and_a_correction_does_not()
    {
        Assert.Equal(Moments.Day("2026-11-09"), ShortBreakEnds().State.DayZero);
        Assert.Equal(Moments.Day("2026-11-10"), KeyDateStandings.MetOn(ShortBreakEnds().State, KeyDate.HealthNotified, Policy.Default));
        Assert.False(KeyDateStandings.IsBackdated(ShortBreakEnds().State, Policy.Default, WorkingDays.BuiltIn));
        Assert.Equal(
            Moments.Day("2026-10-30"),
            Chronology.Example.Then("2026-11-03", new DetailsCorrected(null, new CareDetails { LegalStatus = "V3" }))
                .Then("2026-11-04", new DetailsCorrected(null, new CareDetails { LegalStatus = "V2" })).State.DayZero);
    }

    [Fact]
    public void An_assessment_without_a_recorded_day_says_when_its_documents_came() => Assert.Equal(
        "Due 20 November 2026: 15 working days after 30 October 2026; no bank holidays between. 3 working days late."
            + " Both documents came back on 25 November 2026; on which day the child was seen was never recorded.",
        Of(Chronology.Example.Returned("2026-11-25"), 3, "2027-02-01"));

    [Theory]
    [InlineData("2026-11-02", "2026-11-05", "consent-and-paperwork-received becomes due soon; consent-and-paperwork-received: alert of level 1 to social-worker, business-support-officer")]
    [InlineData("2026-11-06", "2026-11-07", "consent-and-paperwork-received becomes overdue; consent-and-paperwork-received: alert of level 2 to team-manager, named-nurse, independent-reviewing-officer")]
    public void The_next_change_says_when_and_what(string today, string on, string what) =>
        Assert.Equal(new NextChange(Moments.Day(on), what), NextChange.After(Moments.Day(today), Chronology.Example.State, Policy.Default, WorkingDays.BuiltIn));

    [Fact]
    public void What_is_over_changes_no_more_and_a_finished_case_waits_for_its_review()
    {
        Assert.Null(NextChange.After(Moments.Day("2026-11-20"), Chronology.Example.Ceased("2026-11-19").State, Policy.Default, WorkingDays.BuiltIn));
        Assert.Equal(
            new NextChange(Moments.Day("2027-09-21"), "the referral of the next review is raised"),
            NextChange.After(
                Moments.Day("2026-11-20"), Chronology.Example.Consent("2026-11-03").Papers("2026-11-03").Attended("2026-11-16").Returned("2026-11-17").State, Policy.Default, WorkingDays.BuiltIn));
    }

    [Fact]
    public void A_wrong_document_that_is_replaced_counts_no_more()
    {
        var wrong = Chronology.Example.Returned("2026-11-17");
        var replaced = wrong.Then(Moments.Morning("2026-12-01"), Chronology.DocumentData(DocumentKinds.IhaSummary, "document-right") with { Replaces = "document-iha-summary" }, organisation: "RXQ");

        Assert.Equal(Moments.Day("2026-11-17"), KeyDateStandings.MetOn(wrong.State, KeyDate.SummaryAndPlanReturned, Policy.Default));
        Assert.Equal(Moments.Day("2026-12-01"), KeyDateStandings.MetOn(replaced.State, KeyDate.SummaryAndPlanReturned, Policy.Default));
        Assert.Equal(3, replaced.State.Documents.Count);
    }

    private static Chronology ShortBreakEnds() => Chronology.Example
        .Then("2026-11-03", new LegalStatusChanged("V3", Moments.Day("2026-11-03")))
        .Then("2026-11-10", new LegalStatusChanged("V2", Moments.Day("2026-11-09")));

    private static string Of(Chronology chronology, int keyDate, string today = "2026-11-02")
    {
        var standing = KeyDateStandings.On(Moments.Day(today), chronology.State, Policy.Default, WorkingDays.BuiltIn)[keyDate];
        return KeyDateExplanation.Of(standing, chronology.State, Policy.Default, WorkingDays.BuiltIn);
    }
}
