using FsCheck.Fluent;
using IntegrationHub.Domain.Calendar;
using IntegrationHub.Domain.Escalations;
using IntegrationHub.Domain.Policies;
using IntegrationHub.Domain.Tests.Kit;

namespace IntegrationHub.Domain.Tests.Escalations;

/// <summary>When a notice may be delivered; instants are UTC, quiet times London's.</summary>
public sealed class QuietTimeTests
{
    private static readonly QuietHours Nights = new(new TimeOnly(19, 0), new TimeOnly(7, 0), false);
    private static readonly QuietHours NightsAndDaysOff = Nights with { WorkingDaysOnly = true };
    private static readonly QuietHours DaysOff = new(TimeOnly.MinValue, TimeOnly.MinValue, true);

    [Fact]
    public void Without_quiet_hours_it_is_ready_at_once() =>
        Assert.Equal(Moments.Instant("2026-11-07T03:00:00Z"), QuietTime.ReadyAt(Moments.Instant("2026-11-07T03:00:00Z"), null, WorkingDays.BuiltIn));

    [Theory]
    [InlineData("2026-11-05T18:59:59Z", "2026-11-05T18:59:59Z")]
    [InlineData("2026-11-05T19:00:00Z", "2026-11-06T07:00:00Z")]
    [InlineData("2026-11-06T06:59:59Z", "2026-11-06T07:00:00Z")]
    [InlineData("2026-11-06T07:00:00Z", "2026-11-06T07:00:00Z")]
    [InlineData("2026-07-01T18:00:00Z", "2026-07-02T06:00:00Z")]
    [InlineData("2026-11-07T12:00:00Z", "2026-11-07T12:00:00Z")]
    public void Nights_end_at_seven_in_London(string now, string readyAt) => Ready(Nights, now, readyAt);

    [Theory]
    [InlineData("2026-11-06T19:30:00Z", "2026-11-09T07:00:00Z")]
    [InlineData("2026-11-07T00:30:00Z", "2026-11-09T07:00:00Z")]
    [InlineData("2026-11-08T23:59:59Z", "2026-11-09T07:00:00Z")]
    [InlineData("2026-12-24T20:00:00Z", "2026-12-29T07:00:00Z")]
    [InlineData("2026-12-31T20:00:00Z", "2027-01-04T07:00:00Z")]
    [InlineData("2027-03-25T20:00:00Z", "2027-03-30T06:00:00Z")]
    public void Days_off_are_quiet_as_a_whole(string now, string readyAt) => Ready(NightsAndDaysOff, now, readyAt);

    [Theory]
    [InlineData("2026-11-06T23:59:59Z", "2026-11-06T23:59:59Z")]
    [InlineData("2026-11-07T00:00:00Z", "2026-11-09T00:00:00Z")]
    [InlineData("2026-10-24T10:00:00Z", "2026-10-26T00:00:00Z")]
    [InlineData("2027-03-27T10:00:00Z", "2027-03-29T23:00:00Z")]
    public void Quiet_hours_of_no_length_leave_the_days_off(string now, string readyAt) => Ready(DaysOff, now, readyAt);

    [Theory]
    [InlineData("2026-10-25T00:10:00Z", "2026-10-25T01:30:00Z")]
    [InlineData("2026-10-25T00:30:00Z", "2026-10-25T01:30:00Z")]
    [InlineData("2026-10-25T01:29:59Z", "2026-10-25T01:30:00Z")]
    [InlineData("2026-10-24T22:00:00Z", "2026-10-25T01:30:00Z")]
    public void An_end_that_comes_twice_is_the_second_when_the_clocks_go_back(string now, string readyAt) => Ready(Until(1, 30), now, readyAt);

    [Theory]
    [InlineData("2027-03-27T23:00:00Z", "2027-03-28T01:00:00Z")]
    [InlineData("2027-03-28T00:59:59Z", "2027-03-28T01:00:00Z")]
    [InlineData("2027-03-28T01:00:00Z", "2027-03-28T01:00:00Z")]
    public void An_end_that_the_clocks_skip_is_the_moment_of_the_change(string now, string readyAt) => Ready(Until(1, 30), now, readyAt);

    [Theory]
    [InlineData("2026-11-05T12:00:00Z", "2026-11-05T13:00:00Z")]
    [InlineData("2026-11-05T13:00:00Z", "2026-11-05T13:00:00Z")]
    public void A_quiet_time_within_one_day_works_too(string now, string readyAt) => Ready(new QuietHours(new TimeOnly(12, 0), new TimeOnly(13, 0), false), now, readyAt);

    [Fact]
    public void It_is_never_earlier_than_now_waits_once_and_not_longer_than_Christmas_and_a_night() => Always.Holds(
        Gen.Choose(0, 1439).Zip(Gen.Choose(0, 1439)).Zip(Gen.Choose(0, 3 * 366 * 1440)),
        sample =>
        {
            var ((from, to), minute) = sample;
            var quiet = new QuietHours(TimeOnly.MinValue.AddMinutes(from), TimeOnly.MinValue.AddMinutes(to), minute % 2 == 0);
            var now = Moments.Instant("2026-01-01T00:00:00Z").AddMinutes(minute);
            var ready = QuietTime.ReadyAt(now, quiet, WorkingDays.BuiltIn);
            Assert.InRange(ready, now, now.AddDays(6));
            Assert.Equal(ready, QuietTime.ReadyAt(ready, quiet, WorkingDays.BuiltIn));
        });

    private static QuietHours Until(int hour, int minute) => new(new TimeOnly(22, 0), new TimeOnly(hour, minute), false);

    private static void Ready(QuietHours quiet, string now, string readyAt) =>
        Assert.Equal(Moments.Instant(readyAt), QuietTime.ReadyAt(Moments.Instant(now), quiet, WorkingDays.BuiltIn));
}
