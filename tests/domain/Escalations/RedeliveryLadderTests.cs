using IntegrationHub.Domain.Escalations;
using IntegrationHub.Domain.Tests.Kit;

namespace IntegrationHub.Domain.Tests.Escalations;

public sealed class RedeliveryLadderTests
{
    private static readonly DateTimeOffset First = Moments.Instant("2026-11-05T10:00:00Z");

    [Theory]
    [InlineData("10:00:00", "10:00:30")]
    [InlineData("10:00:29", "10:00:30")]
    [InlineData("10:00:30", "10:02:30")]
    [InlineData("10:02:30", "10:12:30")]
    [InlineData("10:12:29", "10:12:30")]
    [InlineData("10:12:30", "11:12:30")]
    [InlineData("11:12:30", "12:12:30")]
    [InlineData("17:50:00", "18:12:30")]
    public void The_pauses_grow_to_an_hour_and_stay_there(string now, string next) =>
        Assert.Equal(At(next), RedeliveryLadder.Default.NextAfter(First, At(now), null));

    [Theory]
    [InlineData(10, "10:00:30")]
    [InlineData(45, "10:00:45")]
    [InlineData(3600, "11:00:00")]
    [InlineData(86400, "11:00:00")]
    public void What_the_channel_asks_for_is_followed_up_to_the_longest_pause(int seconds, string next) =>
        Assert.Equal(At(next), RedeliveryLadder.Default.NextAfter(First, First, TimeSpan.FromSeconds(seconds)));

    [Fact]
    public void A_month_of_failures_is_tried_every_hour_and_never_given_up()
    {
        var (now, attempts) = (First, 0);
        while (now < First.AddDays(30))
        {
            var next = RedeliveryLadder.Default.NextAfter(First, now, null);
            Assert.InRange(next - now, TimeSpan.FromSeconds(1), TimeSpan.FromHours(1));
            (now, attempts) = (next, attempts + 1);
        }

        Assert.InRange(attempts, 720, 724);
    }

    private static DateTimeOffset At(string time) => Moments.Instant($"2026-11-05T{time}Z");
}
