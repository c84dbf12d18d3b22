namespace IntegrationHub.Functions.Referrals.Search;

/// <summary>One parameter of a search with its alternatives; a parameter that stands twice must hold twice.</summary>
/// <param name="Type">Type of the resource whose values are looked at: the one that is searched, or the Patient of a chain.</param>
/// <param name="Parameter">Null for <c>_id</c> and <c>_lastUpdated</c>.</param>
/// <param name="Modifier"><c>not</c>, <c>missing</c>, a type, or null.</param>
/// <param name="Alternatives">Any of these; escapes taken out, identifiers hashed, references relative.</param>
internal sealed record Criterion(string Type, string Name, SearchParameter? Parameter, string? Modifier, IReadOnlyList<string> Alternatives)
{
    /// <summary>Parsed dates, for date parameters.</summary>
    public IReadOnlyList<DateCriterion> Dates { get; init; } = [];

    public bool Fits(IReadOnlyList<string> values, DateTimeOffset now) => Modifier switch
    {
        "missing" => (values.Count == 0) == (Alternatives[0] == "true"),
        "not" => !values.Any(value => Alternatives.Any(wanted => TokenFits(wanted, value))),
        _ => values.Any(value => FitsOne(value, now)),
    };

    private bool FitsOne(string value, DateTimeOffset now) => Parameter?.Kind switch
    {
        _ when Dates.Count > 0 => DateRange.TryParse(value, out var range) && Dates.Any(date => date.Fits(range, now)),
        SearchKind.Reference => Alternatives.Any(wanted => ReferenceFits(wanted, value)),
        _ => Alternatives.Any(wanted => TokenFits(wanted, value)),
    };

    private bool ReferenceFits(string wanted, string value) => wanted.Contains('/', StringComparison.Ordinal)
        ? wanted == value
        : value.EndsWith($"/{wanted}", StringComparison.Ordinal) && (Modifier is null || value.StartsWith($"{Modifier}/", StringComparison.Ordinal));

    /// <summary><c>code</c> in any system, <c>system|code</c>, <c>|code</c> without a system, <c>system|</c> for any code.</summary>
    private static bool TokenFits(string wanted, string value)
    {
        var bar = wanted.IndexOf('|', StringComparison.Ordinal);
        var at = value.IndexOf('|', StringComparison.Ordinal);
        var code = value.AsSpan(at + 1);
        return bar < 0
            ? code.SequenceEqual(wanted)
            : value.AsSpan(0, at).SequenceEqual(wanted.AsSpan(0, bar)) && (bar == wanted.Length - 1 || code.SequenceEqual(wanted.AsSpan(bar + 1)));
    }
}
