namespace IntegrationHub.Domain.Calendar;

/// <summary>
/// Counts working days: Monday to Friday, not a bank holiday of England and Wales. Day 0 may be any day;
/// day 1 is the first working day after it.
/// </summary>
public sealed class WorkingDays(BankHolidays holidays)
{
    /// <summary>Working days by the bank holidays that ship with the hub.</summary>
    public static WorkingDays BuiltIn { get; } = new(BankHolidays.BuiltIn);

    /// <summary>The data it counts by.</summary>
    public BankHolidays Holidays => holidays;

    public bool IsWorkingDay(DateOnly date) =>
        date.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday) && !holidays.Contains(date);

    /// <summary>
    /// The n-th working day after a day (n &gt; 0), or before it (n &lt; 0); the day itself for 0.
    /// </summary>
    public DateOnly Add(DateOnly day, int workingDays)
    {
        var step = Math.Sign(workingDays);
        for (var left = Math.Abs(workingDays); left > 0;)
        {
            day = day.AddDays(step);
            if (IsWorkingDay(day))
            {
                left--;
            }
        }

        return day;
    }

    /// <summary>How many working days lie after <paramref name="from"/> up to and including <paramref name="to"/>; 0 when it isn't later.</summary>
    public int Between(DateOnly from, DateOnly to)
    {
        var count = 0;
        for (var day = from.AddDays(1); day <= to; day = day.AddDays(1))
        {
            if (IsWorkingDay(day))
            {
                count++;
            }
        }

        return count;
    }
}
