using IntegrationHub.Domain.Cases;
using IntegrationHub.Domain.Codes;
using IntegrationHub.Domain.Indicators;
using IntegrationHub.Domain.Policies;
using IntegrationHub.Domain.Tests.Kit;

namespace IntegrationHub.Domain.Tests.Indicators;

public sealed class ReportingYearTests
{
    private static readonly ReportingYear Year = new(2028);

    [Fact]
    public void It_runs_from_1_April_to_31_March() =>
        Assert.Equal((Moments.Day("2027-04-01"), Moments.Day("2028-03-31")), (Year.FirstDay, Year.LastDay));

    [Theory]
    [InlineData("2027-03-31", 2027)]
    [InlineData("2027-04-01", 2028)]
    [InlineData("2027-12-31", 2028)]
    [InlineData("2028-01-01", 2028)]
    [InlineData("2028-02-29", 2028)]
    [InlineData("2028-03-31", 2028)]
    [InlineData("2028-04-01", 2029)]
    public void Each_day_lies_in_one_year(string day, int ending)
    {
        Assert.Equal(new ReportingYear(ending), ReportingYear.Of(Moments.Day(day)));
        Assert.Equal(ending == Year.Ending, Year.Contains(Moments.Day(day)));
    }

    [Fact]
    public void No_day_lies_in_no_year() => Assert.False(Year.Contains(null));

    [Theory]
    [InlineData("2027-03-31", true)]
    [InlineData("2027-04-01", true)]
    [InlineData("2027-04-02", false)]
    public void Twelve_months_are_reached_by_care_that_began_on_the_first_day_of_the_year_or_before(string dayZero, bool covered) =>
        Assert.Equal(covered, Year.IsCoveredBy(Opened(dayZero).State));

    [Theory]
    [InlineData("2028-03-30", false)]
    [InlineData("2028-03-31", false)]
    [InlineData("2028-04-01", true)]
    public void Care_goes_on_to_the_end_of_the_last_day(string ceased, bool covered) =>
        Assert.Equal(covered, Year.IsCoveredBy(Opened("2027-01-04").Ceased(ceased).State));

    [Fact]
    public void A_new_episode_of_the_same_care_is_no_break() =>
        Assert.True(Year.IsCoveredBy(Opened("2027-01-04").Ceased("2027-09-01", Ssda903.EpisodeContinues).State));

    [Theory]
    [InlineData("V3")]
    [InlineData("V4")]
    public void A_series_of_short_breaks_is_not_counted(string legalStatus) =>
        Assert.False(Year.IsCoveredBy(Opened("2027-01-04", legalStatus).State));

    [Fact]
    public void A_short_break_that_became_care_counts_from_that_day()
    {
        var shortBreak = Opened("2026-01-05", "V4");

        Assert.True(Year.IsCoveredBy(shortBreak.Then("2027-04-01", new LegalStatusChanged("C1", Moments.Day("2027-04-01"))).State));
        Assert.False(Year.IsCoveredBy(shortBreak.Then("2027-04-02", new LegalStatusChanged("C1", Moments.Day("2027-04-02"))).State));
    }

    [Fact]
    public void Backdated_care_counts_from_its_day_0() =>
        Assert.True(Year.IsCoveredBy(Opened("2027-06-01").DayZeroCorrected("2027-07-01", "2027-03-01").State));

    [Fact]
    public void Without_a_case_there_is_nobody() => Assert.False(Year.IsCoveredBy(Chronology.Empty.State));

    [Theory]
    [InlineData("2027-03-31", false)]
    [InlineData("2027-04-01", true)]
    [InlineData("2028-03-31", true)]
    [InlineData("2028-04-01", false)]
    public void The_assessment_counts_in_the_year_in_which_the_child_was_seen(string attended, bool counts) =>
        Assert.Equal(counts, AssessedInYear.Of(Opened("2027-01-04").Attended(attended).State, Year, Policy.Default));

    [Fact]
    public void Without_an_assessment_there_is_none_in_the_year() => Assert.False(AssessedInYear.Of(Opened("2027-01-04").State, Year, Policy.Default));

    [Theory]
    [InlineData("2028-03-31", true)]
    [InlineData("2028-04-01", false)]
    public void A_review_counts_as_the_first_assessment_does(string attended, bool counts)
    {
        var kept = Chronology.AppointmentData(AppointmentStatuses.Fulfilled, Moments.Morning(attended), "appointment-2") with { Referral = 2 };
        var reviewed = Opened("2026-01-05").Attended("2026-02-02").Then("2028-01-10", new ReferralRaised(2, 1, "RXQ", ReferralReasons.ReviewDue)).Then(attended, kept);

        Assert.Equal(counts, AssessedInYear.Of(reviewed.State, Year, Policy.Default));
    }

    private static Chronology Opened(string dayZero, string legalStatus = "V2") => Chronology.Opened(
        Moments.Day(dayZero), Moments.Day(dayZero).Morning(), care: new CareDetails { LegalStatus = legalStatus });
}
