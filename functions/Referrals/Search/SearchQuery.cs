using System.Globalization;
using IntegrationHub.Functions.Hosting;
using IntegrationHub.Functions.Referrals.Shape;

namespace IntegrationHub.Functions.Referrals.Search;

/// <summary>A link to follow from a resource to another, or back.</summary>
/// <param name="Iterates">Whether it is followed from included resources too.</param>
internal sealed record Inclusion(string Type, SearchParameter Parameter, string? Target, bool Iterates);

/// <summary>A search as understood: what must hold, in which order, and what the answer is to look like.</summary>
internal sealed class SearchQuery(string type)
{
    public const int DefaultCount = 50;
    public const int MaxCount = 200;

    public string Type => type;

    public List<Criterion> Criteria { get; } = [];

    public List<(string Name, bool Descending)> Order { get; } = [];

    public List<Inclusion> Includes { get; } = [];

    public List<Inclusion> ReverseIncludes { get; } = [];

    public int Count { get; set; } = DefaultCount;

    /// <summary>False for <c>_total=none</c>.</summary>
    public bool SaysTotal { get; set; } = true;

    /// <summary><c>_summary</c> and <c>_elements</c>.</summary>
    public Subset Subset { get; set; } = Subset.Everything;

    public List<ShapeFault> Faults { get; } = [];

    /// <summary>Parameters the hub doesn't know: refused under strict handling, reported otherwise.</summary>
    public List<string> Unknown { get; } = [];

    /// <summary>The parameters that were understood, as they were sent, for the self link.</summary>
    public List<KeyValuePair<string, string>> Understood { get; } = [];

    /// <summary>The same with identifiers hashed, for the links to other pages: no identifier of a child stands in them.</summary>
    public List<KeyValuePair<string, string>> Hashed { get; } = [];

    /// <summary>Names of the parameters that shape the answer, whatever the type.</summary>
    public static IReadOnlyList<string> ResultParameters { get; } =
        ["_sort", "_count", "_include", "_revinclude", "_summary", "_elements", "_total", "_format", "_pretty", "_cursor"];

    /// <summary>The names a search of a type takes.</summary>
    public static IEnumerable<string> NamesFor(string type) =>
        ["_id", "_lastUpdated", .. SearchParameters.ByType[type].Select(parameter => parameter.Name), .. ResultParameters];

    /// <summary>Whether an identifier is searched for, which must not stand in an address.</summary>
    public bool NamesIdentifier => Criteria.Exists(criterion => criterion is { Parameter.Kind: SearchKind.Identifier, Modifier: not "missing" });

    public void Fault(string name, string text, string code = "value") => Faults.Add(new ShapeFault(code, $"{type}?{ShownName(name)}", text));

    /// <summary>Whether a resource is found, by its values.</summary>
    /// <param name="patient">Values of the child's Patient, for chains.</param>
    public bool Fits(string id, DateTimeOffset lastUpdated, SearchValues values, Func<SearchValues?> patient, DateTimeOffset now)
    {
        var updated = lastUpdated.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
        return Criteria.TrueForAll(criterion => criterion.Parameter switch
        {
            null => criterion.Fits([criterion.Name == "_id" ? $"|{id}" : updated], now),
            { } parameter when criterion.Type == type => criterion.Fits(values[parameter.Name], now),
            { } parameter => patient() is { } child && criterion.Fits(child[parameter.Name], now),
        });
    }

    /// <summary>The earliest <c>lastUpdated</c> that can fit; null when any can.</summary>
    public DateTimeOffset? NotBefore => Criteria
        .Where(criterion => criterion is { Name: "_lastUpdated", Modifier: null, Dates: [{ Prefix: "gt" or "ge" or "eq" or "sa" }] })
        .Select(criterion => (DateTimeOffset?)criterion.Dates[0].Range.From).Max();

    // Someone may have put a person's data where a name belongs: only what looks like a name is repeated.
    internal static string ShownName(string name) => SentNames.Showable(name);
}

/// <summary>Which elements of a found resource are sent.</summary>
/// <param name="Summary">One of R4's <c>_summary</c> values, or null.</param>
/// <param name="Elements">Names for <c>_elements</c>; empty for all.</param>
internal sealed record Subset(string? Summary, IReadOnlyList<string> Elements)
{
    public static Subset Everything { get; } = new(null, []);

    public bool IsEverything => Summary is null or "false" or "count" && Elements.Count == 0;
}
