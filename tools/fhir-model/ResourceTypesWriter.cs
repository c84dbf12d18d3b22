namespace IntegrationHub.Tools.FhirModel;

/// <summary>Writes the one place that turns the name of a resource type into the type.</summary>
internal static class ResourceTypesWriter
{
    public static string Write(ModelSet model)
    {
        var source = SourceText.File();
        source.Summary("Reads a resource as the type that its <c>resourceType</c> names.");
        source.Open("internal static class ResourceTypes");
        source.Summary("Null for a type that the hub does not use.");
        source.Open("internal static Resource? Read(string resourceType, FhirObject json) => resourceType switch");
        foreach (var type in model.Types.Where(type => type is { Kind: TypeKind.Resource, IsAbstract: false }))
            source.Line($"{type.ClassName}.TypeName => new {type.ClassName}(json),");
        source.Line("_ => null,");
        source.Close("};");
        source.Close();
        return source.ToString();
    }
}
