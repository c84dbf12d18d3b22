using System.Text.Json;

namespace IntegrationHub.Tools.FhirModel;

/// <summary>HL7's published definitions as they lie on disk, found by name or canonical address.</summary>
internal sealed class OfficialDefinitions
{
    public const string StructureBase = "http://hl7.org/fhir/StructureDefinition/";

    private readonly Dictionary<string, JsonElement> structures;
    private readonly Dictionary<string, JsonElement> terminology;

    private OfficialDefinitions(Dictionary<string, JsonElement> structures, Dictionary<string, JsonElement> terminology) =>
        (this.structures, this.terminology) = (structures, terminology);

    public static OfficialDefinitions Load(string folder) => new(
        ReadBundles(folder, "profiles-types.json", "profiles-resources.json"),
        ReadBundles(folder, "valuesets.json", "v3-codesystems.json"));

    public JsonElement Structure(string name) => structures[StructureBase + name];

    public IEnumerable<JsonElement> Structures => structures.Values;

    public JsonElement? Terminology(string canonical) =>
        terminology.TryGetValue(canonical, out var found) ? found : null;

    private static Dictionary<string, JsonElement> ReadBundles(string folder, params string[] files)
    {
        var resources = files.SelectMany(file => ReadBundle(Path.Combine(folder, file)));
        return resources.ToDictionary(resource => resource.GetProperty("url").GetString()!, StringComparer.Ordinal);
    }

    private static IEnumerable<JsonElement> ReadBundle(string path)
    {
        var bundle = JsonSerializer.Deserialize<JsonElement>(File.ReadAllBytes(path));
        string[] wanted = ["StructureDefinition", "ValueSet", "CodeSystem"];
        return bundle.GetProperty("entry").EnumerateArray()
            .Select(entry => entry.GetProperty("resource"))
            .Where(resource => wanted.Contains(resource.Text("resourceType")) && resource.Text("url") is not null);
    }
}
