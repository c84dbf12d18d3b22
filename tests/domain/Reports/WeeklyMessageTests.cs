using System.Globalization;
using IntegrationHub.Domain.Reports;

namespace IntegrationHub.Domain.Tests.Reports;

/// <summary>The weekly message belongs to Monday seven o'clock by clocks in England.</summary>
public sealed class WeeklyMessageTests
{
    [Theory]
    [InlineData("2026-11-16T06:59:59Z", "2026-11-09")] // winter: clocks show UTC
    [InlineData("2026-11-16T07:00:00Z", "2026-11-16")]
    [InlineData("2026-11-22T23:59:59Z", "2026-11-16")] // Sunday
    [InlineData("2026-07-06T05:59:59Z", "2026-06-29")] // summer: an hour ahead
    [InlineData("2026-07-06T06:00:00Z", "2026-07-06")]
    [InlineData("2026-10-26T06:30:00Z", "2026-10-19")] // the Monday after the clocks went back
    [InlineData("2027-01-04T07:00:00Z", "2027-01-04")]
    public void The_week_changes_on_Monday_at_seven(string now, string week) => Assert.Equal(Day(week), WeeklyMessage.WeekOf(Instant(now)));

    [Theory]
    [InlineData("2026-11-16T06:59:59Z", false)]
    [InlineData("2026-11-16T07:00:00Z", true)]
    [InlineData("2026-11-17T23:59:59Z", true)]
    [InlineData("2026-11-18T00:00:00Z", false)]
    [InlineData("2026-07-07T22:59:59Z", true)] // still Tuesday in England
    [InlineData("2026-07-07T23:00:00Z", false)]
    public void A_message_begins_on_Monday_or_Tuesday_or_not_at_all(string now, bool expected) => Assert.Equal(expected, WeeklyMessage.MayBegin(Instant(now)));

    private static DateTimeOffset Instant(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);

    private static DateOnly Day(string text) => DateOnly.ParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture);
}
