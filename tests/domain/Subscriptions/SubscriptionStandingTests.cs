using IntegrationHub.Domain.Subscriptions;

namespace IntegrationHub.Domain.Tests.Subscriptions;

public sealed class SubscriptionStandingTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 2, 12, 0, 0, TimeSpan.Zero);
    private static readonly RetryLadder Ladder = new([TimeSpan.FromSeconds(10), TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(5)], TimeSpan.FromHours(1));

    [Theory]
    [InlineData(1, 10)]
    [InlineData(2, 60)]
    [InlineData(3, 300)]
    public void Each_failure_in_a_row_has_its_own_pause(int failures, int seconds) =>
        Assert.Equal(Noon.AddMinutes(failures).AddSeconds(seconds), AfterFailures(failures).NextAttemptAt);

    [Fact]
    public void The_ladder_used_up_puts_it_in_error_and_nothing_is_due()
    {
        var standing = AfterFailures(4);

        Assert.Equal(SubscriptionStanding.InError, standing.Status);
        Assert.False(standing.IsRunning);
        Assert.Null(standing.NextAttemptAt);
        Assert.Equal(
            "Nothing has been taken at the endpoint since 2026-11-02T12:01:00Z: it answered 500. The hub has stopped trying; put the subscription with status requested to go on where it stopped.",
            standing.Error);
    }

    [Fact]
    public void While_it_is_tried_again_the_status_stays_and_the_error_says_since_when()
    {
        var standing = AfterFailures(3);

        Assert.Equal(SubscriptionStanding.Active, standing.Status);
        Assert.Equal(Noon.AddMinutes(1), standing.FailingSince);
        Assert.Equal("Nothing has been taken at the endpoint since 2026-11-02T12:01:00Z: it answered 500. The hub tries again.", standing.Error);
    }

    [Fact]
    public void A_handshake_that_fails_stays_requested() =>
        Assert.Equal(SubscriptionStanding.Requested, new SubscriptionStanding(SubscriptionStanding.Requested).After(Failed(Noon), Ladder).Status);

    [Fact]
    public void Taken_makes_it_active_and_forgets_the_failures() =>
        Assert.Equal(new SubscriptionStanding(SubscriptionStanding.Active), AfterFailures(3).After(new DeliveryAttempt(DeliveryOutcome.Taken, Noon), Ladder));

    [Fact]
    public void Gone_turns_it_off_at_once()
    {
        var standing = new SubscriptionStanding(SubscriptionStanding.Active).After(new DeliveryAttempt(DeliveryOutcome.Gone, Noon), Ladder);

        Assert.Equal(SubscriptionStanding.Off, standing.Status);
        Assert.Contains("410", standing.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(5, 10)]
    [InlineData(10, 10)]
    [InlineData(11, 11)]
    [InlineData(3600, 3600)]
    [InlineData(3601, 3600)]
    [InlineData(-5, 10)]
    public void Retry_after_makes_a_pause_longer_within_bounds_and_never_shorter(int asked, int seconds)
    {
        var attempt = new DeliveryAttempt(DeliveryOutcome.Failed, Noon, "it answered 503", TimeSpan.FromSeconds(asked));

        Assert.Equal(Noon.AddSeconds(seconds), new SubscriptionStanding(SubscriptionStanding.Active).After(attempt, Ladder).NextAttemptAt);
    }

    [Fact]
    public void The_built_in_ladder_rises_and_bridges_a_working_day()
    {
        var pauses = RetryLadder.Default.Pauses;

        Assert.Equal(pauses.Order(), pauses);
        Assert.Equal(TimeSpan.FromSeconds(10), pauses[0]);
        Assert.InRange(pauses.Aggregate(TimeSpan.Zero, (sum, pause) => sum + pause), TimeSpan.FromHours(8), TimeSpan.FromHours(24));
    }

    private static SubscriptionStanding AfterFailures(int count) => Enumerable.Range(1, count)
        .Aggregate(new SubscriptionStanding(SubscriptionStanding.Active), (standing, minute) => standing.After(Failed(Noon.AddMinutes(minute)), Ladder));

    private static DeliveryAttempt Failed(DateTimeOffset at) => new(DeliveryOutcome.Failed, at, "it answered 500");
}
