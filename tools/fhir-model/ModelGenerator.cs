namespace IntegrationHub.Tools.FhirModel;

internal static class ModelGenerator
{
    /// <summary>Every generated file: its path inside the output folder, and its text.</summary>
    public static IReadOnlyDictionary<string, string> Generate(string definitionsFolder)
    {
        var model = new ModelReader(OfficialDefinitions.Load(definitionsFolder)).Read();
        var files = new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            ["ResourceTypes.g.cs"] = ResourceTypesWriter.Write(model),
            ["r4-definitions.json"] = DefinitionsWriter.Write(model),
        };
        var classes = new ClassWriter(model);
        foreach (var type in model.Types.Where(type => type.Kind != TypeKind.Component))
            files.Add($"{type.ClassName}.g.cs", classes.Write(type));
        foreach (var list in model.CodeLists.Values.Where(list => list.Codes.Count <= TypesInUse.LargestValueSetWithConstants))
            files.Add($"Codes/{Naming.CodesClassName(list.Title)}.g.cs", CodesWriter.Write(list));
        return files;
    }
}
