using System.Globalization;

namespace IntegrationHub.Functions.Referrals.Shape;

/// <summary>Compares two FHIR dates as far as their precision allows.</summary>
internal static class FhirMoment
{
    private const int LengthOfFullDate = 10;

    /// <summary>True only when the first is certainly later: 2024-03 is not later than 2024-03-31.</summary>
    public static bool IsAfter(string? first, string? second)
    {
        if (first is null || second is null)
            return false;
        if (TryInstant(first, out var one) && TryInstant(second, out var other))
            return one > other;
        var length = Math.Min(LengthOfFullDate, Math.Min(first.Length, second.Length));
        return string.CompareOrdinal(first[..length], second[..length]) > 0;
    }

    private static bool TryInstant(string text, out DateTimeOffset instant)
    {
        instant = default;
        return text.Length > LengthOfFullDate
            && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.None, out instant);
    }
}
