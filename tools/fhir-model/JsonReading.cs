using System.Text.Json;

namespace IntegrationHub.Tools.FhirModel;

internal static class JsonReading
{
    public static string? Text(this JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) ? value.GetString() : null;

    public static IEnumerable<JsonElement> Items(this JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) ? value.EnumerateArray() : [];

    public static IEnumerable<string> Texts(this JsonElement element, string name) =>
        element.Items(name).Select(item => item.GetString()!);

    /// <summary>The value of an extension, whichever string-like type it has.</summary>
    public static string? ExtensionText(this JsonElement element, string url) =>
        element.Items("extension").Where(extension => extension.Text("url") == url)
            .Select(extension => extension.EnumerateObject().First(member => member.Name.StartsWith("value", StringComparison.Ordinal)).Value.GetString())
            .FirstOrDefault();
}
