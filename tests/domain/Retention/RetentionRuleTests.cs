using IntegrationHub.Domain.Cases;
using IntegrationHub.Domain.Retention;
using IntegrationHub.Domain.Tests.Kit;

namespace IntegrationHub.Domain.Tests.Retention;

/// <summary>When a case may be removed.</summary>
public sealed class RetentionRuleTests
{
    private static readonly RetentionRule Month = new(30);

    [Theory]
    [InlineData("2026-12-02", false)]
    [InlineData("2026-12-03", true)]
    [InlineData("2046-12-03", true)]
    public void Only_when_the_days_after_the_end_of_care_are_over(string today, bool isPast)
    {
        var ended = Chronology.Example.Ceased("2026-11-02");

        Assert.Equal(isPast, Month.IsPast(ended.State, ended.Facts, Moments.Day(today)));
        Assert.Equal(Moments.Day("2026-12-03"), Month.RemovableFrom(ended.State, ended.Facts));
    }

    [Fact]
    public void The_time_begins_when_the_hub_hears_of_the_end_if_that_is_later()
    {
        var ended = Chronology.Example.Then("2026-11-20", new CeasedToBeLookedAfter(Moments.Day("2026-11-02"), "E4A"));

        Assert.Equal(Moments.Day("2026-12-21"), Month.RemovableFrom(ended.State, ended.Facts));
    }

    [Fact]
    public void An_open_case_and_one_whose_end_was_withdrawn_are_never_removed()
    {
        var withdrawn = Chronology.Example.Ceased("2026-11-02").Then("2026-11-04", new CareEndWithdrawn());

        Assert.Null(Month.RemovableFrom(Chronology.Example.State, Chronology.Example.Facts));
        Assert.Null(Month.RemovableFrom(withdrawn.State, withdrawn.Facts));
    }

    [Fact]
    public void A_case_with_facts_of_a_later_version_is_left_to_that_version()
    {
        var unknown = Chronology.Example.Ceased("2026-11-02").Then("2026-11-03", new UnknownFact("from-tomorrow"));

        Assert.Null(Month.RemovableFrom(unknown.State, unknown.Facts));
    }

    [Fact]
    public void A_time_longer_than_the_calendar_never_comes()
    {
        var ended = Chronology.Example.Ceased("2026-11-02");

        Assert.Null(new RetentionRule(int.MaxValue - 800_000).RemovableFrom(ended.State, ended.Facts));
    }
}
