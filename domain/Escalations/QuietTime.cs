using IntegrationHub.Domain.Calendar;
using IntegrationHub.Domain.Policies;

namespace IntegrationHub.Domain.Escalations;

/// <summary>
/// When a notice may disturb somebody. Quiet times decide when it is delivered, never when it is recorded. Clocks are Europe/London: in the night on
/// which they go back, an hour that comes twice is quiet both times; in the night on which they go forward, an end that doesn't exist is the moment of the change.
/// </summary>
public static class QuietTime
{
    /// <summary>The first moment, from <paramref name="now"/> on, that isn't quiet; <paramref name="now"/> itself when nothing keeps it back.</summary>
    public static DateTimeOffset ReadyAt(DateTimeOffset now, QuietHours? quiet, WorkingDays calendar)
    {
        var ready = now;
        while (quiet is not null && EndOfQuiet(ready, quiet, calendar) is { } end)
        {
            ready = end;
        }

        return ready;
    }

    private static DateTimeOffset? EndOfQuiet(DateTimeOffset at, QuietHours quiet, WorkingDays calendar)
    {
        var day = LondonTime.DateOf(at);
        if (quiet.WorkingDaysOnly && !calendar.IsWorkingDay(day))
        {
            return LondonTime.StartOf(day.AddDays(1));
        }

        // Yesterday's quiet time may reach into this morning.
        return quiet.From == quiet.To ? null : EndIfWithin(at, day.AddDays(-1), quiet) ?? EndIfWithin(at, day, quiet);
    }

    private static DateTimeOffset? EndIfWithin(DateTimeOffset at, DateOnly day, QuietHours quiet)
    {
        var end = LondonTime.LastAt(quiet.To < quiet.From ? day.AddDays(1) : day, quiet.To);
        return LondonTime.FirstAt(day, quiet.From) <= at && at < end ? end : null;
    }
}
