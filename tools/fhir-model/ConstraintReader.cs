using System.Text.Json;

namespace IntegrationHub.Tools.FhirModel;

/// <summary>Reads the rules of severity error that an element has itself. A copy of a rule of its type names that type as its source.</summary>
internal static class ConstraintReader
{
    public static IReadOnlyList<ConstraintModel> OfRoot(JsonElement element, string type) =>
        [.. Errors(element).Where(constraint => constraint.Text("source") is null || constraint.Text("source") == OfficialDefinitions.StructureBase + type).Select(Read)];

    public static IReadOnlyList<ConstraintModel> Of(JsonElement element) =>
        [.. Errors(element).Where(constraint => constraint.Text("source") is null).Select(Read)];

    private static IEnumerable<JsonElement> Errors(JsonElement element) =>
        element.Items("constraint").Where(constraint => constraint.Text("severity") == "error");

    private static ConstraintModel Read(JsonElement constraint) => new(constraint.Text("key")!, constraint.Text("human")!);
}
