using FsCheck.Fluent;
using IntegrationHub.Domain.Cases;
using IntegrationHub.Domain.Codes;
using IntegrationHub.Domain.Indicators;
using IntegrationHub.Domain.Tests.Kit;
using static IntegrationHub.Domain.Tests.Kit.Indicators;

namespace IntegrationHub.Domain.Tests.Indicators;

public sealed class HealthIndicatorStandingsTests
{
    [Fact]
    public void Of_two_statements_on_one_day_the_one_said_last_holds()
    {
        var state = Chronology.Example.Stated("2026-11-12", Score("2026-11-10", 14)).Stated("2026-11-13", Score("2026-11-10", 15)).State;

        Assert.Equal([15], Scores(state));
        Assert.Equal([false, true], state.Indicators.Select(said => HealthIndicatorStandings.Holds(state, said)));
    }

    [Fact]
    public void Statements_about_different_days_hold_side_by_side_the_latest_day_first()
    {
        var state = Chronology.Example.Stated("2026-12-02", Score("2026-11-10", 14), Score("2026-12-01", 12)).State;

        Assert.Equal([12, 14], Scores(state));
        Assert.All(state.Indicators, said => Assert.True(HealthIndicatorStandings.Holds(state, said)));
    }

    [Fact]
    public void A_reason_takes_the_place_of_a_score_of_the_same_day()
    {
        var state = Chronology.Example.Stated("2026-11-12", Score("2026-11-10", 14)).Stated("2026-11-13", Reason("2026-11-10", "SDQ5")).State;

        Assert.Equal(("SDQ5", null), (Assert.Single(HealthIndicatorStandings.Of(state)).Recorded.Reason, HealthIndicatorStandings.Of(state)[0].Recorded.Score));
    }

    [Fact]
    public void The_same_statement_again_changes_nothing_not_even_after_a_newer_one()
    {
        var before = Chronology.Example.Stated("2026-11-12", Score("2026-11-10", 14)).Stated("2026-11-13", Score("2026-11-10", 15));

        var after = before.Stated("2026-11-14", Score("2026-11-10", 14));

        Assert.Equal(before.State.Indicators, after.State.Indicators);
        Assert.Equal([15], Scores(after.State));
    }

    [Fact]
    public void A_statement_that_was_issued_earlier_and_comes_late_does_not_undo_a_newer_one()
    {
        var state = Chronology.Example
            .Stated("2026-11-12", Score("2026-11-10", 15, Moments.Morning("2026-11-11")))
            .Stated("2026-11-13", Score("2026-11-10", 14, Moments.Morning("2026-11-10"))).State;

        Assert.Equal([15], Scores(state));
    }

    [Fact]
    public void A_senders_clock_that_runs_ahead_wins_until_the_next_statement_and_no_longer()
    {
        var ahead = Chronology.Example.Stated("2026-11-12", Score("2026-11-10", 14, Moments.Morning("2036-11-10")));

        Assert.Equal(Moments.Morning("2026-11-12"), Assert.Single(ahead.State.Indicators).SaidAt);
        Assert.Equal([15], Scores(ahead.Stated("2026-11-13", Score("2026-11-10", 15)).State));
    }

    [Fact]
    public void Of_two_statements_of_one_moment_the_one_learnt_later_holds() =>
        Assert.Equal([13], Scores(Chronology.Example.Stated("2026-11-12", Score("2026-11-10", 14), Score("2026-11-10", 13)).State));

    [Fact]
    public void Indicators_come_in_their_own_order()
    {
        var said = HealthIndicators.All.Reverse().Select(indicator => Flag(indicator, "2026-11-10")).ToArray();

        Assert.Equal(HealthIndicators.All, HealthIndicatorStandings.Of(Chronology.Example.Stated("2026-11-12", said).State).Select(one => one.Indicator));
    }

    [Fact]
    public void What_was_issued_leads_to_the_same_in_whatever_order_it_arrives_however_often() => Always.Holds(
        Statements.ListOf().Select(said => said.DistinctBy(one => one.Issued).ToList()).SelectMany(said => Gen.Shuffle(said.Concat(said).ToArray()).Select(arrived => (Said: said, Arrived: arrived))),
        one => Assert.Equal(Told(one.Said), Told(one.Arrived)),
        runs: 300);

    /// <summary>Two of one list may be of one moment: the property keeps one of them, so that it is known which was said last.</summary>
    private static FsCheck.Gen<HealthIndicatorRecorded> Statements { get; } =
        Always.Three(Gen.Choose(0, 3), Gen.Choose(0, 40), Gen.Choose(0, 100_000))
            .Select(three => Score($"2026-11-0{three.First + 1}", three.Second, Moments.Morning("2026-11-05").AddSeconds(three.Third)));

    private static List<(DateOnly, int?)> Told(IEnumerable<HealthIndicatorRecorded> arriving)
    {
        var so = arriving.Select((said, place) => (said, place))
            .Aggregate(Chronology.Example, (known, next) => known.Stated(Moments.Morning("2026-11-20").AddMinutes(next.place), next.said));
        return [.. HealthIndicatorStandings.Of(so.State).Select(said => (said.On, said.Recorded.Score))];
    }

    private static IEnumerable<int> Scores(CaseState state) => HealthIndicatorStandings.Of(state).Select(said => said.Recorded.Score!.Value);
}
