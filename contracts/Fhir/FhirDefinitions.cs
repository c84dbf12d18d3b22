using System.Collections.ObjectModel;
using System.Reflection;
using System.Text.Json;

namespace IntegrationHub.Contracts.Fhir;

/// <summary>HL7's definitions of the R4 types in use, as data for checking what others send.</summary>
public sealed class FhirDefinitions
{
    private const string FileName = "r4-definitions.json";
    private static readonly Lazy<FhirDefinitions> Loaded = new(Load);

    private FhirDefinitions(JsonElement json)
    {
        ResourceTypes = json.GetProperty("resourceTypes").EnumerateArray().Select(Text).ToHashSet(StringComparer.Ordinal);
        Primitives = Members(json, "primitives", PrimitiveDefinition.Read);
        var codes = Members(json, "codes", (_, list) => Texts(list));
        Types = Members(json, "types", (name, type) => TypeDefinition.Read(name, type, codes));
    }

    /// <summary>Read once, when first asked for.</summary>
    public static FhirDefinitions R4 => Loaded.Value;

    /// <summary>The name of every resource type in R4, used by the hub or not.</summary>
    public IReadOnlySet<string> ResourceTypes { get; }

    public IReadOnlyDictionary<string, PrimitiveDefinition> Primitives { get; }

    /// <summary>Resources and datatypes by name, components by path (<c>Patient.contact</c>).</summary>
    public IReadOnlyDictionary<string, TypeDefinition> Types { get; }

    internal static IReadOnlyList<string> Texts(JsonElement list) => [.. list.EnumerateArray().Select(Text)];

    internal static IReadOnlyDictionary<string, string> Constraints(JsonElement json) =>
        json.TryGetProperty("constraints", out var constraints)
            ? constraints.EnumerateObject().ToDictionary(constraint => constraint.Name, constraint => constraint.Value.GetString()!, StringComparer.Ordinal)
            : ReadOnlyDictionary<string, string>.Empty;

    private static string Text(JsonElement text) => text.GetString()!;

    private static Dictionary<string, T> Members<T>(JsonElement json, string name, Func<string, JsonElement, T> read) =>
        json.GetProperty(name).EnumerateObject()
            .ToDictionary(member => member.Name, member => read(member.Name, member.Value), StringComparer.Ordinal);

    private static FhirDefinitions Load()
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(FileName)!;
        using var document = JsonDocument.Parse(stream);
        return new FhirDefinitions(document.RootElement);
    }
}

/// <param name="Name">The official name, such as <c>dateTime</c>.</param>
/// <param name="Json">How it is written in JSON: <c>string</c>, <c>number</c> or <c>boolean</c>.</param>
/// <param name="Regex">What the whole text must match; null where the specification gives none.</param>
public sealed record PrimitiveDefinition(string Name, string Json, string? Regex)
{
    internal static PrimitiveDefinition Read(string name, JsonElement json) => new(
        name,
        json.GetProperty("json").GetString()!,
        json.TryGetProperty("regex", out var regex) ? regex.GetString() : null);
}

/// <param name="Name">The official name; for a component, its path.</param>
/// <param name="Kind"><c>resource</c>, <c>datatype</c>, <c>component</c> or <c>abstract</c>.</param>
/// <param name="Base">The name of the type that this one extends, whose elements it has too.</param>
/// <param name="Elements">The elements that the base type does not have.</param>
/// <param name="Constraints">HL7's rules of severity error over its members, by key; those of the base type are not among them.</param>
public sealed record TypeDefinition(
    string Name, string Kind, string? Base, IReadOnlyList<ElementDefinition> Elements, IReadOnlyDictionary<string, string> Constraints)
{
    /// <summary>True for a resource type that can be sent; false for datatypes, components and abstract types.</summary>
    public bool IsResource => Kind == "resource";

    internal static TypeDefinition Read(string name, JsonElement json, IReadOnlyDictionary<string, IReadOnlyList<string>> codes) => new(
        name,
        json.GetProperty("kind").GetString()!,
        json.TryGetProperty("base", out var type) ? type.GetString() : null,
        [.. json.GetProperty("elements").EnumerateArray().Select(element => ElementDefinition.Read(element, codes))],
        FhirDefinitions.Constraints(json));
}

/// <param name="Name">The official name; for a choice, without <c>[x]</c>.</param>
/// <param name="Required">Whether at least one must be there.</param>
/// <param name="Repeats">Whether JSON holds it as an array.</param>
/// <param name="Types">Names of types; more than one only for a choice.</param>
/// <param name="IsChoice">Whether the member's name ends in its type (<c>valueString</c>).</param>
/// <param name="HasSibling">Whether <c>_name</c> may stand beside it, when it is a primitive.</param>
/// <param name="Targets">The resource types that a reference may point to; empty for any.</param>
/// <param name="Codes">The only codes allowed; null where there is no such list.</param>
/// <param name="InSummary">Whether <c>_summary=true</c> keeps it.</param>
/// <param name="Constraints">HL7's rules of severity error for this element alone, by key; those of its type are not among them.</param>
public sealed record ElementDefinition(
    string Name,
    bool Required,
    bool Repeats,
    IReadOnlyList<string> Types,
    bool IsChoice,
    bool HasSibling,
    IReadOnlyList<string> Targets,
    IReadOnlyList<string>? Codes,
    bool InSummary,
    IReadOnlyDictionary<string, string> Constraints)
{
    internal static ElementDefinition Read(JsonElement json, IReadOnlyDictionary<string, IReadOnlyList<string>> codes) => new(
        json.GetProperty("name").GetString()!,
        json.TryGetProperty("min", out _),
        json.TryGetProperty("max", out _),
        FhirDefinitions.Texts(json.GetProperty("types")),
        json.TryGetProperty("choice", out _),
        !json.TryGetProperty("sibling", out _),
        json.TryGetProperty("targets", out var targets) ? FhirDefinitions.Texts(targets) : [],
        json.TryGetProperty("codes", out var list) ? codes[list.GetString()!] : null,
        json.TryGetProperty("summary", out _),
        FhirDefinitions.Constraints(json));
}
