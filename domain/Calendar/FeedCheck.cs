using System.Globalization;

namespace IntegrationHub.Domain.Calendar;

/// <summary>
/// Whether what a feed of bank holidays says can be believed. A feed that is cut short, or drops a day, would move statutory dates of every case:
/// it is refused as a whole, and what is known stays.
/// </summary>
public static class FeedCheck
{
    /// <summary>A year has eight, and more when there is a one-off day.</summary>
    public const int FewestInYear = 8;

    /// <summary>No year has had more than ten (2022).</summary>
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
        var days = feed.In(year);
        if (days.Count is < FewestInYear or > MostInYear)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"{year} has {days.Count} bank holidays; a year has {FewestInYear} to {MostInYear}.");
        }

        foreach (var missing in FixedHolidays.Of(year).Except(days))
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"{missing:yyyy-MM-dd} is missing, a bank holiday of every year or its substitute day.");
        }

        foreach (var gone in Gone(known.In(year), days))
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"{gone:yyyy-MM-dd} was known and is gone, and no new day within {MovedAtMostDays} days of it takes its place.");
        }
    }

    /// <summary>Days that were known and are gone, without those that only moved: each new day takes the place of one.</summary>
    private static List<DateOnly> Gone(IReadOnlyList<DateOnly> known, IReadOnlyList<DateOnly> days)
    {
        var added = days.Except(known).ToList();
        var gone = new List<DateOnly>();
        foreach (var lost in known.Except(days))
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
