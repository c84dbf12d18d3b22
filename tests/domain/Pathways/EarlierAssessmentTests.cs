using IntegrationHub.Contracts.Problems;
using IntegrationHub.Domain.Calendar;
using IntegrationHub.Domain.Cases;
using IntegrationHub.Domain.KeyDates;
using IntegrationHub.Domain.Notifications;
using IntegrationHub.Domain.Pathways;
using IntegrationHub.Domain.Policies;
using IntegrationHub.Domain.Reviews;
using IntegrationHub.Domain.Tests.Kit;

namespace IntegrationHub.Domain.Tests.Pathways;

/// <summary>Day 0 of the example is 30 October 2026: an assessment from 30 July on is used.</summary>
public sealed class EarlierAssessmentTests
{
    [Theory]
    [InlineData("2026-07-30", true)]
    [InlineData("2026-07-29", false)]
    [InlineData("2026-10-29", true)]
    [InlineData("2026-10-30", false)]
    public void Three_months_before_day_0_are_the_limit(string on, bool used) =>
        Assert.Equal(used ? PathwayCode.NotRequired : PathwayCode.Clinic, Pathway.Of(Seen(on).State, Policy.Default).Code);

    [Fact]
    public void Nothing_more_is_required_and_the_reviews_count_from_it()
    {
        var state = Seen("2026-09-01").State;

        Assert.Equal(
            [KeyDateState.Met, KeyDateState.Met, KeyDateState.NotRequired, KeyDateState.NotRequired, KeyDateState.NotRequired],
            KeyDateStandings.On(Moments.Day("2026-12-31"), state, Policy.Default, WorkingDays.BuiltIn).Select(standing => standing.State));
        Assert.Equal("The assessment of 1 September 2026, within 3 months before care began, is used.", Pathway.Of(state, Policy.Default).Reason);
        Assert.Equal(Moments.Day("2027-09-01"), Assert.Single(ReviewCycle.Of(state, Policy.Default)).DueOn);
        Assert.Equal(CaseStatus.NotRequired, CaseStatus.Of(state, Policy.Default));
    }

    [Fact]
    public void Of_an_unaccompanied_child_it_is_the_assessment_and_its_documents_are_still_to_come()
    {
        var state = Seen("2026-09-01").Then("2026-11-04", new DetailsCorrected(new ChildDetails { UnaccompaniedAsylumSeeker = true }, null)).State;

        Assert.Equal(PathwayCode.Uasc, Pathway.Of(state, Policy.Default).Code);
        Assert.Equal(Moments.Day("2026-09-01"), KeyDateStandings.MetOn(state, KeyDate.AssessmentAttended, Policy.Default));
        Assert.Equal(KeyDateState.Waiting, KeyDateStandings.On(Moments.Day("2026-11-05"), state, Policy.Default, WorkingDays.BuiltIn)[4].State);
    }

    [Fact]
    public void A_correction_of_day_0_can_put_it_out_of_reach() =>
        Assert.Equal(PathwayCode.Clinic, Pathway.Of(Seen("2026-07-30").DayZeroCorrected("2026-11-05", "2026-10-31").State, Policy.Default).Code);

    [Fact]
    public void It_ends_after_care_too() => Assert.Empty(ReviewCycle.Of(Seen("2026-09-01").Ceased("2026-11-10").State, Policy.Default));

    [Fact]
    public void One_that_was_not_earlier_is_refused()
    {
        var told = AcceptNotification.Decide(
            Chronology.Example.State,
            new Notification("urn:uk:la:825:case-system", "id-9", "uk.lac.earlier-assessment-recorded.v1", Moments.Morning("2026-11-04"), "LCS-100234", "825", "hash", [new EarlierAssessmentRecorded(Moments.Day("2026-10-30"))]),
            Policy.Default);

        Assert.Equal(FaultCodes.NotEarlier, Assert.Single(told.Refusal!.Faults).Code);
    }

    private static Chronology Seen(string on) => Chronology.Example.Then("2026-11-03", new EarlierAssessmentRecorded(Moments.Day(on)));
}
