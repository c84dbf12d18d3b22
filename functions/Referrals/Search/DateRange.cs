using System.Globalization;
using IntegrationHub.Domain.Calendar;

namespace IntegrationHub.Functions.Referrals.Search;

/// <summary>
/// The span of time that a FHIR date means: 2026-11 the whole month, an instant without fraction its second. Dates are days in
/// Europe/London. Both ends may be open, as in a period.
/// </summary>
/// <param name="From">First moment.</param>
/// <param name="To">First moment that is not part of it any more.</param>
internal readonly record struct DateRange(DateTimeOffset From, DateTimeOffset To)
{
    private const int LengthOfDate = 10;

    /// <summary>Reads a date, dateTime or instant, or a period <c>start..end</c>.</summary>
    public static bool TryParse(string text, out DateRange range)
    {
        if (text.Split("..") is [var start, var end])
        {
            var from = start.Length == 0 ? new DateRange(DateTimeOffset.MinValue, DateTimeOffset.MinValue) : default;
            var to = end.Length == 0 ? new DateRange(DateTimeOffset.MaxValue, DateTimeOffset.MaxValue) : default;
            var valid = (start.Length == 0 || TryParseOne(start, out from)) & (end.Length == 0 || TryParseOne(end, out to));
            range = new DateRange(from.From, to.To);
            return valid;
        }

        return TryParseOne(text, out range);
    }

    private static bool TryParseOne(string text, out DateRange range) =>
        text.Length <= LengthOfDate ? TryParseDays(text, out range) : TryParseInstant(text, out range);

    private static bool TryParseDays(string text, out DateRange range)
    {
        range = default;
        var padded = text.Length switch
        {
            4 => $"{text}-01-01",
            7 => $"{text}-01",
            _ => text,
        };
        if (!DateOnly.TryParseExact(padded, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var first) || first.Year is < 1900 or > 9000)
        {
            return false;
        }

        var after = text.Length switch
        {
            4 => first.AddYears(1),
            7 => first.AddMonths(1),
            _ => first.AddDays(1),
        };
        range = new DateRange(LondonTime.StartOf(first), LondonTime.StartOf(after));
        return true;
    }

    private static bool TryParseInstant(string text, out DateRange range)
    {
        range = default;
        if (text[LengthOfDate] != 'T' || !DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var from) || from.Year is < 1900 or > 9000)
        {
            return false;
        }

        var time = text.AsSpan(LengthOfDate + 1);
        var length = time.Contains('.') ? TimeSpan.FromMilliseconds(1) : time.Length >= 8 && time[5] == ':' ? TimeSpan.FromSeconds(1) : TimeSpan.FromMinutes(1);
        range = new DateRange(from.ToUniversalTime(), from.ToUniversalTime() + length);
        return true;
    }
}
