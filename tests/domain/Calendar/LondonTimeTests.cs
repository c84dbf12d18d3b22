using System.Globalization;
using FsCheck.Fluent;
using IntegrationHub.Domain.Calendar;
using IntegrationHub.Domain.Tests.Kit;

namespace IntegrationHub.Domain.Tests.Calendar;

public sealed class LondonTimeTests
{
    [Fact]
    public void Half_past_midnight_on_the_night_the_clocks_go_forward_is_that_Sunday() =>
        Assert.Equal(Moments.Day("2026-03-29"), LondonTime.DateOf(Moments.Instant("2026-03-29T00:30:00Z")));

    [Fact]
    public void Half_past_midnight_on_the_night_the_clocks_go_back_is_that_Sunday_though_UTC_says_Saturday() =>
        Assert.Equal(Moments.Day("2026-10-25"), LondonTime.DateOf(Moments.Instant("2026-10-24T23:30:00Z")));

    [Fact]
    public void The_night_after_the_clocks_went_forward_begins_at_eleven_UTC() =>
        Assert.Equal(Moments.Day("2026-03-30"), LondonTime.DateOf(Moments.Instant("2026-03-29T23:30:00Z")));

    [Fact]
    public void The_night_after_the_clocks_went_back_begins_at_midnight_UTC()
    {
        Assert.Equal(Moments.Day("2026-10-25"), LondonTime.DateOf(Moments.Instant("2026-10-25T23:59:59Z")));
        Assert.Equal(Moments.Day("2026-10-26"), LondonTime.DateOf(Moments.Instant("2026-10-26T00:00:00Z")));
    }

    [Theory]
    [InlineData("2026-03-29", "2026-03-29T00:00:00Z")]
    [InlineData("2026-03-30", "2026-03-29T23:00:00Z")]
    [InlineData("2026-10-25", "2026-10-24T23:00:00Z")]
    [InlineData("2026-10-26", "2026-10-26T00:00:00Z")]
    [InlineData("2028-02-29", "2028-02-29T00:00:00Z")]
    public void A_day_starts_at_midnight_in_England_given_in_UTC(string day, string start)
    {
        Assert.Equal(Moments.Instant(start), LondonTime.StartOf(Moments.Day(day)));
        Assert.Equal(TimeSpan.Zero, LondonTime.StartOf(Moments.Day(day)).Offset);
    }

    [Fact]
    public void An_instant_with_another_offset_falls_on_the_same_day_as_in_UTC() =>
        Assert.Equal(Moments.Day("2026-07-02"), LondonTime.DateOf(Moments.Instant("2026-07-01T19:30:00-04:00")));

    [Fact]
    public void Today_is_the_date_in_England_at_the_business_clock() =>
        Assert.Equal(Moments.Day("2026-07-02"), LondonTime.Today(new Stopped(Moments.Instant("2026-07-01T23:10:00Z"))));

    [Fact]
    public void The_start_of_any_day_belongs_to_it_and_the_tick_before_to_the_day_before() => Always.Holds(
        Always.Days,
        day =>
        {
            Assert.Equal(day, LondonTime.DateOf(LondonTime.StartOf(day)));
            Assert.Equal(day.AddDays(-1), LondonTime.DateOf(LondonTime.StartOf(day).AddTicks(-1)));
        });

    [Fact]
    public void The_date_never_goes_back_while_time_goes_on() => Always.Holds(
        Always.Days.Zip(Gen.Choose(0, 60 * 24 * 3)),
        pair =>
        {
            var start = LondonTime.StartOf(pair.Item1);
            Assert.True(LondonTime.DateOf(start.AddMinutes(pair.Item2)) >= pair.Item1);
            Assert.True(LondonTime.DateOf(start.AddMinutes(-pair.Item2)) <= pair.Item1);
        });

    private sealed class Stopped(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }

    [Theory]
    [InlineData("2026-07-01", "07:00", "2026-07-01T06:00:00Z", "2026-07-01T06:00:00Z")]
    [InlineData("2026-11-05", "07:00", "2026-11-05T07:00:00Z", "2026-11-05T07:00:00Z")]
    [InlineData("2026-10-25", "01:30", "2026-10-25T00:30:00Z", "2026-10-25T01:30:00Z")]
    [InlineData("2027-03-28", "01:30", "2027-03-28T01:00:00Z", "2027-03-28T01:00:00Z")]
    public void A_time_of_day_comes_once_except_in_the_nights_of_the_change(string day, string time, string first, string last)
    {
        var (date, shown) = (DateOnly.Parse(day, CultureInfo.InvariantCulture), TimeOnly.Parse(time, CultureInfo.InvariantCulture));

        Assert.Equal(DateTimeOffset.Parse(first, CultureInfo.InvariantCulture), LondonTime.FirstAt(date, shown));
        Assert.Equal(DateTimeOffset.Parse(last, CultureInfo.InvariantCulture), LondonTime.LastAt(date, shown));
    }
}
