namespace IntegrationHub.Domain.Calendar;

/// <summary>Instants are kept in UTC; the date of a thing is its date in England.</summary>
public static class LondonTime
{
    private static readonly TimeZoneInfo London = TimeZoneInfo.FindSystemTimeZoneById("Europe/London");

    /// <summary>The calendar date in Europe/London at an instant.</summary>
    public static DateOnly DateOf(DateTimeOffset instant) =>
        DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(instant, London).DateTime);

    /// <summary>What clocks in Europe/London show at an instant.</summary>
    public static TimeOnly TimeOf(DateTimeOffset instant) => TimeOnly.FromDateTime(TimeZoneInfo.ConvertTime(instant, London).DateTime);

    /// <summary>Today's date in Europe/London.</summary>
    public static DateOnly Today(TimeProvider time) => DateOf(time.GetUtcNow());

    /// <summary>The instant, UTC, at which a calendar date begins in Europe/London.</summary>
    public static DateTimeOffset StartOf(DateOnly date)
    {
        var midnight = date.ToDateTime(TimeOnly.MinValue);
        return new DateTimeOffset(midnight, London.GetUtcOffset(midnight)).ToUniversalTime();
    }

    /// <summary>The first instant, UTC, at which clocks in Europe/London show a time of a day; where they skip it, the moment at which they do.</summary>
    public static DateTimeOffset FirstAt(DateOnly date, TimeOnly time) => At(date, time, offsets => offsets.Max());

    /// <summary>The last such instant: another than the first in the hour that comes twice when the clocks go back.</summary>
    public static DateTimeOffset LastAt(DateOnly date, TimeOnly time) => At(date, time, offsets => offsets.Min());

    private static DateTimeOffset At(DateOnly date, TimeOnly time, Func<TimeSpan[], TimeSpan> choose)
    {
        var shown = date.ToDateTime(time);
        while (London.IsInvalidTime(shown))
        {
            shown = shown.AddMinutes(1);
        }

        var offset = London.IsAmbiguousTime(shown) ? choose(London.GetAmbiguousTimeOffsets(shown)) : London.GetUtcOffset(shown);
        return new DateTimeOffset(shown, offset).ToUniversalTime();
    }
}
