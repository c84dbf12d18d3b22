namespace IntegrationHub.Functions.Referrals.Search;

/// <summary>A prefix and a date to compare with (FHIR R4, search, prefixes).</summary>
/// <param name="IsPoint">Whether an instant counts as the moment it names, also when it is rounded to the second.</param>
internal sealed record DateCriterion(string Prefix, DateRange Range, bool IsPoint)
{
    /// <summary>The prefixes taken.</summary>
    public static IReadOnlyList<string> Prefixes { get; } = ["eq", "ne", "gt", "lt", "ge", "le", "sa", "eb", "ap"];

    public static DateCriterion? TryParse(string text, bool isPoint)
    {
        var hasPrefix = text.Length > 2 && char.IsAsciiLetterLower(text[0]);
        var prefix = hasPrefix ? text[..2] : "eq";
        var date = hasPrefix ? text[2..] : text;
        return Prefixes.Contains(prefix) && !date.Contains("..", StringComparison.Ordinal) && DateRange.TryParse(date, out var range)
            ? new DateCriterion(prefix, range, isPoint && date.Contains('T', StringComparison.Ordinal))
            : null;
    }

    /// <summary>
    /// R4's comparison of two ranges. Where instants are points, <c>gt</c> of one that is rounded to the second finds what came later in that second: a
    /// pull must not miss it.
    /// </summary>
    /// <param name="now">For <c>ap</c>: a tenth of the distance from now is near enough.</param>
    public bool Fits(DateRange value, DateTimeOffset now) => Prefix switch
    {
        "eq" => value.From >= Range.From && value.To <= Range.To,
        "ne" => value.From < Range.From || value.To > Range.To,
        "gt" => value.To > Above,
        "lt" => value.From < Range.From,
        "ge" => value.To > Above || value.From >= Range.From,
        "le" => value.From < Range.From || value.To <= Range.To,
        "sa" => value.From >= Range.To,
        "eb" => value.To <= Range.From,
        _ => value.From < Range.To + Near(now) && value.To > Range.From - Near(now),
    };

    // A value to the millisecond ends one millisecond after it begins.
    private DateTimeOffset Above => IsPoint ? Range.From.AddMilliseconds(1) : Range.To;

    private TimeSpan Near(DateTimeOffset now) => (Range.From - now).Duration() / 10;
}
