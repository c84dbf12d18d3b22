using System.Globalization;
using IntegrationHub.Domain.Calendar;
using IntegrationHub.Domain.KeyDates;

namespace IntegrationHub.Functions.Pages.Timeline;

/// <summary>Something that happened on a day.</summary>
public sealed record CalendarEvent(DateOnly On, string What);

/// <summary>A day, or days, without work: a weekend or a bank holiday.</summary>
public sealed record DaysOff(DateOnly From, int Days, bool IsBankHoliday);

/// <summary>The five dates against the calendar, as places in a picture; pure.</summary>
public sealed record CalendarModel(
    DateOnly From, DateOnly To, DateOnly Today, IReadOnlyList<TimelineDate> Dates, IReadOnlyList<CalendarEvent> Events, IReadOnlyList<DaysOff> Off)
{
    public const int Width = 1100;
    public const int LaneHeight = 46;
    public const int Top = 46;

    /// <summary>A year and a half: what lies outside stands in the tables.</summary>
    private const int MostDays = 550;

    public int Days => To.DayNumber - From.DayNumber + 1;

    public double DayWidth => (double)Width / Days;

    public int Height => Top + ((Dates.Count + 1) * LaneHeight) + 8;

    /// <summary>Middle of a day.</summary>
    public double X(DateOnly day) => (Math.Clamp(day.DayNumber - From.DayNumber, 0, Days - 1) + 0.5) * DayWidth;

    public double Left(DateOnly day) => Math.Clamp(day.DayNumber - From.DayNumber, 0, Days) * DayWidth;

    public bool Shows(DateOnly day) => day >= From && day <= To;

    /// <summary>Days that get a label: Mondays, or the first of months where there are too many.</summary>
    public IEnumerable<(DateOnly Day, string Label)> Ticks()
    {
        for (var day = From; day <= To; day = day.AddDays(1))
        {
            if (Days <= 100 ? day.DayOfWeek == DayOfWeek.Monday : day.Day == 1)
            {
                yield return (day, day.ToString(Days <= 100 ? "d MMM" : "MMM yy", CultureInfo.InvariantCulture));
            }
        }
    }

    /// <summary>From a few days before day 0 until a few after the last thing that is due or happened, today among them while something is open.</summary>
    public static CalendarModel Of(IReadOnlyList<TimelineDate> dates, IReadOnlyList<CalendarEvent> events, DateOnly today, WorkingDays calendar)
    {
        var known = dates.SelectMany(date => new[] { date.DueOn, date.On }).OfType<DateOnly>().ToList();
        var isOpen = dates.Any(date => date.State is KeyDateState.Waiting or KeyDateState.DueSoon or KeyDateState.Overdue);
        var (first, last) = (known.Min(), known.Max());
        last = isOpen && today > last ? today : last;
        var from = first.AddDays(-3);
        var to = last.AddDays(4);
        from = to.DayNumber - from.DayNumber > MostDays ? to.AddDays(-MostDays) : from;
        return new CalendarModel(from, to, today, dates, [.. events.Where(happened => happened.On >= from && happened.On <= to)], [.. OffBetween(from, to, calendar)]);
    }

    private static IEnumerable<DaysOff> OffBetween(DateOnly from, DateOnly to, WorkingDays calendar)
    {
        for (var day = from; day <= to; day = day.AddDays(1))
        {
            if (calendar.Holidays.Contains(day))
            {
                yield return new DaysOff(day, 1, true);
            }
            else if (day.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday)
            {
                yield return new DaysOff(day, 1, false);
            }
        }
    }
}
