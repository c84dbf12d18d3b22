using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace IntegrationHub.Functions.Referrals.Shape;

/// <summary>Compares two FHIR dates as far as their precision allows.</summary>
internal static class FhirMoment
{
    private const int LengthOfFullDate = 10;

    /// <inheritdoc cref="IsAfter(string?, string?)"/>
    public static bool IsAfter(JsonElement? first, JsonElement? second)
    {
        if (first is not { ValueKind: JsonValueKind.String } one || second is not { ValueKind: JsonValueKind.String } other)
            return false;
        var a = JsonMarshal.GetRawUtf8Value(one);
        var b = JsonMarshal.GetRawUtf8Value(other);
        // Alike in form and both a day or both UTC: what sorts later is later.
        if (a.Length == b.Length && (a.Length <= LengthOfFullDate + 2 || (a[^2] == 'Z' && b[^2] == 'Z')))
            return a.SequenceCompareTo(b) > 0;
        return IsAfter(one.GetString(), other.GetString());
    }

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
