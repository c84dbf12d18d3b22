using System.Text.Json;

namespace IntegrationHub.Functions.Referrals.Shape;

/// <summary>Looks into JSON that may have any shape: what is of the wrong kind counts as not there.</summary>
internal static class JsonLooks
{
    public static bool Has(this JsonElement json, string name) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out _);

    /// <summary>A primitive counts as given when it has extensions only.</summary>
    public static bool HasOrSibling(this JsonElement json, string name) => json.Has(name) || json.Has("_" + name);

    public static JsonElement? Get(this JsonElement json, string name) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out var value) ? value : null;

    public static string? Text(this JsonElement json, string name) =>
        json.Get(name) is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;

    public static IEnumerable<JsonElement> Items(this JsonElement json, string name) =>
        json.Get(name) is { ValueKind: JsonValueKind.Array } array ? array.EnumerateArray() : [];

    /// <summary>Every string anywhere inside.</summary>
    public static IEnumerable<string> Strings(this JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.String => [json.GetString()!],
        JsonValueKind.Array => json.EnumerateArray().SelectMany(Strings),
        JsonValueKind.Object => json.EnumerateObject().SelectMany(member => Strings(member.Value)),
        _ => [],
    };
}
