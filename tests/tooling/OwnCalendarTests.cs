using System.Globalization;
using IntegrationHub.Tools.Hub.Simulate;

namespace IntegrationHub.Tooling.Tests;

/// <summary>Counted by hand on a wall calendar.</summary>
public sealed class OwnCalendarTests
{
    private static DateOnly Day(string text) => DateOnly.ParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture);

    [Theory]
    [InlineData("2024-12-20", 1, "2024-12-23")]
    [InlineData("2024-12-20", 3, "2024-12-27")] // 23, 24, 27: Christmas Day and Boxing Day between
    [InlineData("2024-12-20", 5, "2024-12-31")]
    [InlineData("2024-12-20", 6, "2025-01-02")] // New Year's Day
    [InlineData("2025-04-17", 1, "2025-04-22")] // over Easter
    [InlineData("2025-04-19", 1, "2025-04-22")] // day 0 on the Saturday of Easter
    [InlineData("2026-12-24", 1, "2026-12-29")] // the substitute day
    [InlineData("2027-12-24", 1, "2027-12-29")] // two substitute days
    [InlineData("2026-11-20", 20, "2026-12-18")]
    [InlineData("2024-02-28", 1, "2024-02-29")] // leap day
    [InlineData("2025-05-06", -1, "2025-05-02")] // back over the bank holiday of early May
    [InlineData("2025-05-05", -1, "2025-05-02")]
    [InlineData("2025-08-30", 0, "2025-08-30")]
    public void The_nth_working_day(string day, int count, string expected) => Assert.Equal(Day(expected), OwnCalendar.Plus(Day(day), count));

    [Theory]
    [InlineData("2024-12-24", "2025-01-02", 4)] // 27, 30, 31, 2
    [InlineData("2025-04-17", "2025-04-21", 0)]
    [InlineData("2025-04-17", "2025-04-22", 1)]
    [InlineData("2025-06-06", "2025-06-08", 0)]
    [InlineData("2025-06-06", "2025-06-09", 1)]
    [InlineData("2025-06-09", "2025-06-06", 0)]
    [InlineData("2025-06-09", "2025-06-09", 0)]
    public void Working_days_after_one_day_up_to_another(string after, string upTo, int expected) =>
        Assert.Equal(expected, OwnCalendar.Count(Day(after), Day(upTo)));

    [Theory]
    [InlineData("2025-03-30T00:59:59Z", "2025-03-30")]
    [InlineData("2025-03-29T23:30:00Z", "2025-03-29")] // the night before the clocks go forward
    [InlineData("2025-03-30T23:30:00Z", "2025-03-31")]
    [InlineData("2025-07-31T22:59:59Z", "2025-07-31")]
    [InlineData("2025-07-31T23:00:00Z", "2025-08-01")]
    [InlineData("2025-10-25T23:30:00Z", "2025-10-26")]
    [InlineData("2025-10-26T23:30:00Z", "2025-10-26")] // the clocks went back that morning
    [InlineData("2024-12-31T23:30:00Z", "2024-12-31")]
    public void The_date_in_London(string at, string expected) =>
        Assert.Equal(Day(expected), OwnCalendar.InLondon(DateTimeOffset.Parse(at, CultureInfo.InvariantCulture)));

    [Fact]
    public void It_says_nothing_of_days_that_it_does_not_know() => Assert.Throws<ArgumentOutOfRangeException>(() => OwnCalendar.Plus(Day("2027-12-31"), 1));
}
