using System.Globalization;
using System.Text.Json;

namespace IntegrationHub.Tools.FhirModel;

/// <summary>Turns one StructureDefinition into a type and its components.</summary>
internal static class StructureReader
{
    private const string ExplicitTypeName = OfficialDefinitions.StructureBase + "structuredefinition-explicit-type-name";
    private const string FhirType = OfficialDefinitions.StructureBase + "structuredefinition-fhir-type";
    private static readonly string[] NarrowingMembers = ["fixed", "pattern", "minValue", "maxValue", "maxLength"];
    private const string FhirPathTypes = "http://hl7.org/fhirpath/";

    public static IReadOnlyList<TypeModel> Read(JsonElement structure)
    {
        var name = structure.Text("name")!;
        var elements = structure.GetProperty("snapshot").Items("element").ToList();
        return [Root(structure, name, elements), .. elements.Where(IsComponent).Select(element => Component(element, elements))];
    }

    private static TypeModel Root(JsonElement structure, string name, List<JsonElement> elements) => new(
        name,
        structure.Text("baseDefinition")?[OfficialDefinitions.StructureBase.Length..],
        structure.Text("kind") == "resource" ? TypeKind.Resource : TypeKind.Datatype,
        structure.GetProperty("abstract").GetBoolean(),
        Naming.ClassName(name),
        elements[0].Text("short")!,
        OwnElements(name, elements),
        ConstraintReader.OfRoot(elements[0], name));

    private static TypeModel Component(JsonElement element, List<JsonElement> elements) => new(
        Path(element),
        element.Items("type").Single().Text("code"),
        TypeKind.Component,
        IsAbstract: false,
        Naming.ComponentName(element.ExtensionText(ExplicitTypeName) ?? LastSegment(Path(element))),
        element.Text("short")!,
        OwnElements(Path(element), elements),
        ConstraintReader.Of(element));

    private static List<ElementModel> OwnElements(string parent, List<JsonElement> elements) =>
        [.. elements.Where(element => IsChildOf(parent, element) && IsOwn(element)).Select(Element)];

    private static bool IsChildOf(string parent, JsonElement element) =>
        Path(element).LastIndexOf('.') == parent.Length && Path(element).StartsWith(parent, StringComparison.Ordinal);

    /// <summary>An inherited element names the type that first defined it as its base.</summary>
    private static bool IsOwn(JsonElement element) => element.GetProperty("base").Text("path") == Path(element);

    private static ElementModel Element(JsonElement element)
    {
        RefuseWhatNothingChecks(element);
        var types = element.Items("type").ToList();
        return new ElementModel(
            LastSegment(Path(element)).Replace("[x]", "", StringComparison.Ordinal),
            element.Text("short")!,
            element.GetProperty("min").GetInt32(),
            element.Text("max") == "*" ? int.MaxValue : int.Parse(element.Text("max")!, CultureInfo.InvariantCulture),
            Path(element).EndsWith("[x]", StringComparison.Ordinal),
            !types.Any(type => type.Text("code")!.StartsWith(FhirPathTypes, StringComparison.Ordinal)),
            TypeNames(element, types),
            [.. types.SelectMany(type => type.Texts("targetProfile")).Select(LastPart).Distinct()],
            RequiredValueSet(element),
            element.TryGetProperty("isSummary", out var summary) && summary.GetBoolean(),
            IsComponent(element) ? [] : ConstraintReader.Of(element));
    }

    /// <summary>No type in use has any of these. When one comes that does, the checker must learn it first.</summary>
    private static void RefuseWhatNothingChecks(JsonElement element)
    {
        if (element.GetProperty("min").GetInt32() > 1 || element.Text("max") is not ("1" or "*"))
            throw new NotSupportedException($"The checker knows only 0 or 1 to 1 or *, and {Path(element)} is otherwise.");
        if (element.EnumerateObject().Any(member => NarrowingMembers.Any(name => member.Name.StartsWith(name, StringComparison.Ordinal))))
            throw new NotSupportedException($"The checker knows no fixed values and no limits, and {Path(element)} has one.");
        if (RequiredValueSet(element) is not null && !element.Items("type").All(type => type.Text("code") is "code" or "uri" or "string"))
            throw new NotSupportedException($"The checker knows required value sets of codes only, and {Path(element)} is no code.");
    }

    private static List<string> TypeNames(JsonElement element, List<JsonElement> types)
    {
        if (element.Text("contentReference") is { } reference)
            return [reference[1..]];
        return IsComponent(element) ? [Path(element)] : [.. types.Select(type => TypeName(element, type))];
    }

    private static string TypeName(JsonElement element, JsonElement type)
    {
        // R4 says that Resource.id is a string; its own text, and every later version, say id.
        if (Path(element) == "Resource.id")
            return "id";
        // The copy at hand narrows this one; HL7 publishes it as any Resource.
        if (Path(element) == "Bundle.entry.response.outcome")
            return "Resource";
        return type.ExtensionText(FhirType) ?? type.Text("code")!;
    }

    private static string? RequiredValueSet(JsonElement element) =>
        element.TryGetProperty("binding", out var binding) && binding.Text("strength") == "required"
            ? binding.Text("valueSet")!.Split('|')[0]
            : null;

    private static bool IsComponent(JsonElement element) =>
        Path(element).Contains('.', StringComparison.Ordinal)
        && element.Items("type").Any(type => type.Text("code") is "BackboneElement" or "Element");

    private static string Path(JsonElement element) => element.Text("path")!;

    private static string LastSegment(string path) => path[(path.LastIndexOf('.') + 1)..];

    private static string LastPart(string canonical) => canonical[(canonical.LastIndexOf('/') + 1)..];
}
