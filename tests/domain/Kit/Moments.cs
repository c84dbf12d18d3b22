using System.Globalization;
using IntegrationHub.Domain.Calendar;

namespace IntegrationHub.Domain.Tests.Kit;

/// <summary>Dates and instants as they are written.</summary>
internal static class Moments
{
    public static DateOnly Day(string text) => DateOnly.ParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture);

    public static DateTimeOffset Instant(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);

    /// <summary>Ten in the morning in England.</summary>
    public static DateTimeOffset Morning(this DateOnly day) => LondonTime.StartOf(day).AddHours(10);

    public static DateTimeOffset Morning(string day) => Day(day).Morning();
}
