using System.Text.Json;

namespace IntegrationHub.Tools.FhirModel;

/// <summary>Reads the types in use, and every datatype they reach, out of the official definitions.</summary>
internal sealed class ModelReader(OfficialDefinitions official)
{
    private readonly SortedDictionary<string, TypeModel> types = new(StringComparer.Ordinal);
    private readonly HashSet<string> primitives = new(StringComparer.Ordinal);

    public ModelSet Read()
    {
        foreach (var name in TypesInUse.Resources)
            Reach(name);
        var lists = CodeLists();
        return new ModelSet(AllResourceNames(), [.. types.Values], Primitives(), lists);
    }

    private void Reach(string name)
    {
        if (types.ContainsKey(name) || name.Contains('.', StringComparison.Ordinal))
            return;
        var structure = official.Structure(name);
        if (structure.Text("kind") == "primitive-type")
            primitives.Add(name);
        else
            ReadStructure(name, structure);
    }

    private void ReadStructure(string name, JsonElement structure)
    {
        var read = StructureReader.Read(structure);
        foreach (var type in read)
            types.Add(type.Name, type);
        foreach (var reached in read.SelectMany(type => type.Elements.SelectMany(element => element.Types).Append(type.Base)))
        {
            if (reached is not null)
                Reach(reached);
        }
    }

    private List<PrimitiveModel> Primitives() =>
        [.. primitives.Order(StringComparer.Ordinal).Select(name => new PrimitiveModel(name, JsonTypes.Of(name), Regex(name)))];

    private string? Regex(string primitive) => official.Structure(primitive)
        .GetProperty("snapshot").Items("element").Single(element => element.Text("path") == primitive + ".value")
        .Items("type").Single().ExtensionText(OfficialDefinitions.StructureBase + "regex");

    private List<string> AllResourceNames() =>
        [.. official.Structures
            .Where(structure => structure.Text("kind") == "resource" && !structure.GetProperty("abstract").GetBoolean())
            .Where(structure => structure.Text("derivation") == "specialization")
            .Select(structure => structure.Text("name")!).Order(StringComparer.Ordinal)];

    private SortedDictionary<string, CodeList> CodeLists()
    {
        var reader = new CodeListReader(official);
        var bound = types.Values.SelectMany(type => type.Elements).Select(element => element.ValueSet).Distinct();
        var lists = new SortedDictionary<string, CodeList>(StringComparer.Ordinal);
        foreach (var canonical in bound)
        {
            if (canonical is not null && reader.Read(canonical) is { } list)
                lists.Add(canonical, list);
        }
        return lists;
    }
}

internal static class JsonTypes
{
    /// <summary>How a FHIR primitive is written in JSON.</summary>
    public static string Of(string primitive) => primitive switch
    {
        "boolean" => "boolean",
        "integer" or "positiveInt" or "unsignedInt" or "decimal" => "number",
        _ => "string",
    };
}
