using System.Globalization;

namespace IntegrationHub.Domain.Calendar;

/// <summary>Dates as people read them.</summary>
public static class DateWords
{
    /// <summary>Such as <c>27 November 2026</c>.</summary>
    public static string Of(DateOnly date) => date.ToString("d MMMM yyyy", CultureInfo.InvariantCulture);
}
