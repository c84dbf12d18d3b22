namespace IntegrationHub.Tools.Hub.Simulate;

/// <summary>
/// The calendar of the re-computation. It shares nothing with the hub's: its own list of bank holidays of England and Wales, as the government
/// announced them, and its own count.
/// </summary>
public static class OwnCalendar
{
    /// <summary>The days that it may be asked for.</summary>
    public static DateOnly FirstDay { get; } = new(2024, 1, 1);
    /// <inheritdoc cref="FirstDay"/>
    public static DateOnly LastDay { get; } = new(2027, 12, 31);

    private static readonly HashSet<DateOnly> BankHolidays =
    [
        .. Of(2024, (1, 1), (3, 29), (4, 1), (5, 6), (5, 27), (8, 26), (12, 25), (12, 26)),
        .. Of(2025, (1, 1), (4, 18), (4, 21), (5, 5), (5, 26), (8, 25), (12, 25), (12, 26)),
        // 26 December 2026 is a Saturday: Monday 28 stands in for it. In 2027 Christmas Day and Boxing Day both fall on the weekend.
        .. Of(2026, (1, 1), (4, 3), (4, 6), (5, 4), (5, 25), (8, 31), (12, 25), (12, 28)),
        .. Of(2027, (1, 1), (3, 26), (3, 29), (5, 3), (5, 31), (8, 30), (12, 27), (12, 28)),
    ];

    public static bool IsBankHoliday(DateOnly day) => BankHolidays.Contains(day);

    public static bool IsWorkingDay(DateOnly day) => day < FirstDay || day > LastDay
        ? throw new ArgumentOutOfRangeException(nameof(day), "The calendar of the re-computation doesn't reach that far.")
        : day.DayOfWeek != DayOfWeek.Saturday && day.DayOfWeek != DayOfWeek.Sunday && !BankHolidays.Contains(day);

    /// <summary>The n-th working day after a day; before it when n is negative.</summary>
    public static DateOnly Plus(DateOnly day, int workingDays)
    {
        var direction = workingDays < 0 ? -1 : 1;
        var still = workingDays * direction;
        while (still > 0)
        {
            day = day.AddDays(direction);
            still -= IsWorkingDay(day) ? 1 : 0;
        }
        return day;
    }

    /// <summary>Working days after the first day, up to and with the last; 0 when the last isn't later.</summary>
    public static int Count(DateOnly after, DateOnly upTo)
    {
        var working = 0;
        while (after < upTo)
        {
            after = after.AddDays(1);
            working += IsWorkingDay(after) ? 1 : 0;
        }
        return working;
    }

    /// <summary>The date in London: UTC and an hour from 01:00 UTC on the last Sunday of March to that of October.</summary>
    public static DateOnly InLondon(DateTimeOffset at)
    {
        var utc = at.UtcDateTime;
        var isSummer = utc >= LastSunday(utc.Year, 3).AddHours(1) && utc < LastSunday(utc.Year, 10).AddHours(1);
        return DateOnly.FromDateTime(isSummer ? utc.AddHours(1) : utc);
    }

    private static DateTime LastSunday(int year, int month)
    {
        var last = new DateTime(year, month, 31, 0, 0, 0, DateTimeKind.Utc);
        return last.AddDays(-(int)last.DayOfWeek);
    }

    private static IEnumerable<DateOnly> Of(int year, params (int Month, int Day)[] days) => days.Select(day => new DateOnly(year, day.Month, day.Day));
}
