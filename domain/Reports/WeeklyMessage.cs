using IntegrationHub.Domain.Calendar;

namespace IntegrationHub.Domain.Reports;

/// <summary>When the weekly message about data quality is told. That it is weekly is the field's custom; the hour and the last day are the hub's own choice.</summary>
public static class WeeklyMessage
{
    /// <summary>Before the working week's first meeting, by clocks in England.</summary>
    public static readonly TimeOnly From = new(7, 0);

    /// <summary>After Tuesday a week's message isn't begun any more: who misses it by an outage gets the next one.</summary>
    private const int DaysToBegin = 2;

    /// <summary>The Monday of the week whose message is the latest that could be told.</summary>
    public static DateOnly WeekOf(DateTimeOffset now)
    {
        var today = LondonTime.DateOf(now);
        var monday = today.AddDays(-(((int)today.DayOfWeek + 6) % 7));
        return now < LondonTime.FirstAt(monday, From) ? monday.AddDays(-7) : monday;
    }

    /// <summary>Whether a message that was not begun may begin now: on Monday from seven, and on Tuesday.</summary>
    public static bool MayBegin(DateTimeOffset now) => now < LondonTime.StartOf(WeekOf(now).AddDays(DaysToBegin));
}
