namespace IntegrationHub.Domain.Calendar;

/// <summary>
/// The bank holidays of England and Wales that no proclamation has ever moved: New Year's Day, Good Friday, Easter Monday, Christmas Day and Boxing
/// Day, or the substitute day where one falls on a weekend (Banking and Financial Dealings Act 1971, schedule 1; Good Friday and Christmas
/// Day at common law). They don't decide what a working day is, the data does: they tell whether data can be believed.
/// </summary>
public static class FixedHolidays
{
    /// <summary>The five of a year, in order.</summary>
    public static IReadOnlyList<DateOnly> Of(int year) =>
        [NewYear(year), EasterSunday(year).AddDays(-2), EasterSunday(year).AddDays(1), .. Christmas(year)];

    /// <summary>
    /// The three of a year that fall on a Monday by rule, in order: the first and the last of May, the last of August (the Act's schedule 1, and since 1978
    /// the early May one by proclamation). A proclamation can move them, as those of May 2020 and May 2022.
    /// </summary>
    public static IReadOnlyList<DateOnly> Mondays(int year)
    {
        var (first, endOfMay, endOfAugust) = (new DateOnly(year, 5, 1), new DateOnly(year, 5, 31), new DateOnly(year, 8, 31));
        return [first.AddDays((DayOfWeek.Monday - first.DayOfWeek + 7) % 7), LastMonday(endOfMay), LastMonday(endOfAugust)];
    }

    /// <summary>Easter Sunday of the Gregorian calendar, by the algorithm of Meeus, Jones and Butcher.</summary>
    public static DateOnly EasterSunday(int year)
    {
        var golden = year % 19;
        var century = year / 100;
        var ofCentury = year % 100;
        var moon = ((19 * golden) + century - (century / 4) - ((century - ((century + 8) / 25) + 1) / 3) + 15) % 30;
        var weekday = (32 + (2 * (century % 4)) + (2 * (ofCentury / 4)) - moon - (ofCentury % 4)) % 7;
        var late = (golden + (11 * moon) + (22 * weekday)) / 451;
        var days = moon + weekday - (7 * late) + 114;
        return new DateOnly(year, days / 31, (days % 31) + 1);
    }

    private static DateOnly LastMonday(DateOnly endOfMonth) => endOfMonth.AddDays(-((endOfMonth.DayOfWeek - DayOfWeek.Monday + 7) % 7));

    private static DateOnly NewYear(int year)
    {
        var first = new DateOnly(year, 1, 1);
        return first.DayOfWeek switch
        {
            DayOfWeek.Saturday => first.AddDays(2),
            DayOfWeek.Sunday => first.AddDays(1),
            _ => first,
        };
    }

    private static DateOnly[] Christmas(int year)
    {
        var christmas = new DateOnly(year, 12, 25);
        return christmas.DayOfWeek switch
        {
            DayOfWeek.Friday => [christmas, christmas.AddDays(3)],
            DayOfWeek.Saturday => [christmas.AddDays(2), christmas.AddDays(3)],
            DayOfWeek.Sunday => [christmas.AddDays(1), christmas.AddDays(2)],
            _ => [christmas, christmas.AddDays(1)],
        };
    }
}
