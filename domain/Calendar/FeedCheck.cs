using System.Globalization;

namespace IntegrationHub.Domain.Calendar;

/// <summary>
/// Whether what a feed of bank holidays says can be believed. A feed that is cut short, or drops a day, would move statutory dates of every case:
/// it is refused as a whole, and what is known stays. A year that isn't known yet is expected to have its eight by rule.
/// </summary>
public static class FeedCheck
{
    /// <summary>A year has eight, and more when there is a one-off day.</summary>
    public const int FewestInYear = 8;

    /// <summary>No year has had more than ten (2022); the rest is room for what is proclaimed.</summary>
    public const int MostInYear = 14;

    /// <summary>How far from its old place a moved day may lie: 2020 moved one by four days, 2022 by three.</summary>
    public const int MovedAtMostDays = 14;

    private const int MostFaults = 20;

    /// <summary>Every reason against the feed, a sentence each; none when it can be believed.</summary>
    /// <param name="known">What the hub counts by now.</param>
    public static IReadOnlyList<string> Faults(BankHolidays known, BankHolidays feed) =>
        [.. Enumerable.Range(feed.FirstDay.Year, feed.LastDay.Year - feed.FirstDay.Year + 1).SelectMany(year => FaultsIn(year, known, feed)).Take(MostFaults)];

    private static IEnumerable<string> FaultsIn(int year, BankHolidays known, BankHolidays feed)
    {
        foreach (var weekend in feed.In(year).Where(IsWeekend))
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"{weekend:yyyy-MM-dd} is a {weekend.DayOfWeek}; a weekday is the bank holiday in the place of one.");
        }

        var days = feed.In(year).Where(day => !IsWeekend(day)).ToList();
        if (days.Count is < FewestInYear or > MostInYear)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"{year} has {days.Count} bank holidays; a year has {FewestInYear} to {MostInYear}.");
        }

        var unmoved = FixedHolidays.Of(year);
        foreach (var missing in unmoved.Except(days))
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"{missing:yyyy-MM-dd} is missing, a bank holiday of every year or its substitute day.");
        }

        var (wasKnown, expected) = known.In(year) is { Count: > 0 } inYear ? ("was known and is gone", inYear) : ("is missing, a bank holiday by rule", [.. unmoved, .. FixedHolidays.Mondays(year)]);
        foreach (var gone in Gone(expected, days).Except(unmoved))
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"{gone:yyyy-MM-dd} {wasKnown}, and no new day within {MovedAtMostDays} days of it takes its place.");
        }
    }

    private static bool IsWeekend(DateOnly day) => day.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday;

    /// <summary>Days that were expected and are gone, without those that only moved: each new day takes the place of one.</summary>
    private static List<DateOnly> Gone(IReadOnlyList<DateOnly> expected, IReadOnlyList<DateOnly> days)
    {
        var added = days.Except(expected).ToList();
        var gone = new List<DateOnly>();
        foreach (var lost in expected.Except(days))
        {
            var place = added.FindIndex(day => Math.Abs(day.DayNumber - lost.DayNumber) <= MovedAtMostDays);
            if (place < 0)
            {
                gone.Add(lost);
            }
            else
            {
                added.RemoveAt(place);
            }
        }

        return gone;
    }
}
