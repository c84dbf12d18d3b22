using IntegrationHub.Contracts.Fhir;

namespace IntegrationHub.Functions.Referrals.Search;

/// <summary>How a parameter's values are compared (FHIR R4, search parameter types).</summary>
internal enum SearchKind
{
    /// <summary><c>system|code</c>.</summary>
    Token,

    /// <summary>An identifier of a person, a case or a paper: a token whose value stands in the index as a keyed hash only.</summary>
    Identifier,

    /// <summary><c>Type/id</c>.</summary>
    Reference,

    /// <summary>A date, an instant, or a period <c>start..end</c> with either end open.</summary>
    Date,
}

/// <summary>One search parameter of one resource type, as R4 defines it.</summary>
/// <param name="Values">The values that a resource has for it.</param>
/// <param name="Targets">Types that a reference may lead to.</param>
internal sealed record SearchParameter(string Name, SearchKind Kind, Func<Resource, IEnumerable<string?>> Values, params string[] Targets)
{
    /// <summary>FHIR's name of the kind.</summary>
    public string TypeName => Kind switch
    {
        SearchKind.Date => "date",
        SearchKind.Reference => "reference",
        _ => "token",
    };
}

/// <summary>Reads the values that searches compare from FHIR elements.</summary>
internal static class Values
{
    public static IEnumerable<string?> Codes(string system, params string?[] codes) => codes.Where(code => code is not null).Select(code => $"{system}|{code}");

    public static IEnumerable<string?> Concepts(params IEnumerable<CodeableConcept?>?[] concepts) =>
        concepts.SelectMany(some => some ?? []).SelectMany(concept => concept?.Coding ?? []).Select(coding => $"{coding.System}|{coding.Code}");

    public static IEnumerable<string?> Identifiers(params IEnumerable<Identifier?>?[] identifiers) =>
        identifiers.SelectMany(some => some ?? []).Where(identifier => identifier?.Value is not null).Select(identifier => $"{identifier!.System}|{identifier.Value}");

    public static IEnumerable<string?> References(params IEnumerable<ResourceReference?>?[] references) =>
        references.SelectMany(some => some ?? []).Select(reference => Relative(reference?.Reference)).Where(reference => reference is not null);

    public static IEnumerable<string?> References(IEnumerable<ResourceReference?>? references, string type) =>
        References(references).Where(reference => reference!.StartsWith($"{type}/", StringComparison.Ordinal));

    public static IEnumerable<string?> Dates(params string?[] dates) => dates.Where(date => date is not null);

    public static IEnumerable<string?> Periods(Period? period) => period is null ? [] : [$"{period.Start}..{period.End}"];

    /// <summary><c>Type/id</c> without server and version; null for what is contained, or no literal reference.</summary>
    public static string? Relative(string? reference)
    {
        if (reference is null or ['#', ..] || reference.StartsWith("urn:", StringComparison.Ordinal))
        {
            return null;
        }

        var parts = reference.Split('/');
        var end = parts is [.., "_history", _] ? parts.Length - 2 : parts.Length;
        return end >= 2 ? $"{parts[end - 2]}/{parts[end - 1]}" : null;
    }
}
