using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using IntegrationHub.Contracts.Fhir;

namespace IntegrationHub.Functions.Referrals.Shape;

/// <summary>
/// What of a resource can be read although it has faults of shape: all but unknown members and values that are not of their type. So its other
/// faults are found in the same round. Nothing of it is ever kept.
/// </summary>
internal static class ReadablePart
{
    /// <summary>The part that is right in itself; null when what is left still has faults, so that nobody reads what isn't there.</summary>
    public static JsonElement? Of(JsonElement resource, string type)
    {
        if (Object(resource, TypeShape.Of(type), isResource: true) is not { } part)
            return null;
        var json = JsonSerializer.SerializeToElement(part);
        return FhirShape.Check(json, type).Count == 0 ? json : null;
    }

    private static JsonObject? Object(JsonElement json, TypeShape shape, bool isResource)
    {
        if (json.ValueKind != JsonValueKind.Object)
            return null;
        var part = new JsonObject();
        foreach (var member in json.EnumerateObject())
        {
            if (isResource && member.NameEquals("resourceType"u8) && member.Value.ValueKind == JsonValueKind.String)
                part["resourceType"] = member.Value.GetString();
            else if (shape.Member(Encoding.UTF8.GetBytes(member.Name)) is { IsSibling: false } known && Value(known, member.Value) is { } value)
                part[member.Name] = value;
        }
        return part.Count == 0 ? null : part;
    }

    private static JsonNode? Value(MemberShape member, JsonElement json)
    {
        if (!member.Element.Repeats)
            return Single(member, json);
        if (json.ValueKind != JsonValueKind.Array)
            return null;
        JsonNode[] items = [.. json.EnumerateArray().Select(item => Single(member, item)).OfType<JsonNode>()];
        return items.Length == 0 ? null : new JsonArray(items);
    }

    private static JsonNode? Single(MemberShape member, JsonElement json)
    {
        if (FhirDefinitions.R4.Primitives.TryGetValue(member.Type, out var primitive))
            return IsReadable(json, primitive) ? JsonNode.Parse(json.GetRawText()) : null;
        if (!member.IsResource)
            return Object(json, member.Shape, isResource: false);
        return json.Text("resourceType"u8) is { } type && FhirDefinitions.R4.Types.TryGetValue(type, out var known) && known.IsResource
            ? Object(json, TypeShape.Of(type), isResource: true)
            : null;
    }

    private static bool IsReadable(JsonElement json, PrimitiveDefinition type) => type.Name switch
    {
        "integer" or "positiveInt" or "unsignedInt" => json.ValueKind == JsonValueKind.Number && json.TryGetInt32(out _),
        "base64Binary" => json.ValueKind == JsonValueKind.String && Base64.IsValid(json.GetString()),
        _ => type.Json switch
        {
            "boolean" => json.ValueKind is JsonValueKind.True or JsonValueKind.False,
            "number" => json.ValueKind == JsonValueKind.Number,
            _ => json.ValueKind == JsonValueKind.String && json.GetString()!.Length > 0,
        },
    };
}
