using System.Text.Json;

namespace IntegrationHub.Tools.FhirModel;

/// <summary>Expands a value set when the definitions enumerate all of it.</summary>
internal sealed class CodeListReader(OfficialDefinitions official)
{
    /// <summary>Nothing when the value set is open, or is defined by more than plain inclusion.</summary>
    public CodeList? Read(string canonical)
    {
        if (TypesInUse.OpenValueSets.Contains(canonical) || official.Terminology(canonical) is not { } valueSet)
            return null;
        var compose = valueSet.GetProperty("compose");
        var includes = compose.Items("include").Select(Included).ToList();
        if (compose.TryGetProperty("exclude", out _) || includes.Exists(codes => codes is null))
            return null;
        var codes = includes.SelectMany(included => included!).DistinctBy(concept => concept.Code).ToList();
        return new CodeList(canonical[(canonical.LastIndexOf('/') + 1)..], valueSet.Text("name")!, codes);
    }

    private List<(string Code, string? Display)>? Included(JsonElement include)
    {
        if (include.TryGetProperty("filter", out _) || include.TryGetProperty("valueSet", out _))
            return null;
        if (include.TryGetProperty("concept", out _))
            return [.. Concepts(include)];
        var system = official.Terminology(include.Text("system")!);
        return system?.Text("content") == "complete" ? [.. Concepts(system.Value)] : null;
    }

    private static IEnumerable<(string Code, string? Display)> Concepts(JsonElement parent) =>
        parent.Items("concept").SelectMany(concept =>
            Concepts(concept).Prepend((concept.Text("code")!, concept.Text("display"))));
}
