using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using IntegrationHub.Contracts.Fhir;

namespace IntegrationHub.Functions.Referrals.Shape;

/// <summary>Checks the JSON type, the format and the code of one primitive value.</summary>
internal static class PrimitiveShape
{
    private const int MostCodesListed = 60;
    private const int LengthOfFullDate = 10;

    private static readonly ConcurrentDictionary<string, Regex> Formats = new(StringComparer.Ordinal);

    public static void Check(JsonElement json, PrimitiveDefinition type, ElementDefinition element, Place place, FaultList faults)
    {
        if (JsonTypeOf(json) != type.Json)
            faults.Structure(place, $"This must be a JSON {type.Json}.");
        else if (type.Json == "string" && json.GetString()!.Length == 0)
            faults.Value(place, "An empty string is not allowed; leave it out.");
        else if (!IsWellFormed(json, type))
            faults.Value(place, $"This is not a valid FHIR {type.Name}{Hint(type.Name)}.");
        else if (type.Json == "string" && element.Codes is { } codes && !codes.Contains(json.GetString()!))
            faults.CodeInvalid(place, $"The code is not allowed here.{Listed(codes)}");
    }

    private static string? JsonTypeOf(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.String => "string",
        JsonValueKind.Number => "number",
        JsonValueKind.True or JsonValueKind.False => "boolean",
        _ => null,
    };

    private static bool IsWellFormed(JsonElement json, PrimitiveDefinition type) => type.Name switch
    {
        "boolean" => true,
        "decimal" => json.TryGetDecimal(out _) && Matches(json.GetRawText(), type),
        "integer" or "positiveInt" or "unsignedInt" => json.TryGetInt32(out _) && Matches(json.GetRawText(), type),
        // The published expression says the same, but a document of some megabytes is too long for it.
        "base64Binary" => Base64.IsValid(json.GetString()),
        "xhtml" => IsDiv(json.GetString()!.AsSpan().Trim()),
        "date" or "dateTime" or "instant" => Matches(json.GetString()!, type) && IsRealDate(json.GetString()!),
        _ => Matches(json.GetString()!, type),
    };

    private static bool Matches(string text, PrimitiveDefinition type) =>
        type.Regex is null || Formats.GetOrAdd(type.Regex, Format).IsMatch(text);

    // Every published expression left here is linear in the length of the text.
    private static Regex Format(string pattern) =>
        new($@"\A(?:{pattern})\z", RegexOptions.CultureInvariant);

    private static bool IsRealDate(string text) =>
        text.Length < LengthOfFullDate
        || DateOnly.TryParseExact(text.AsSpan(0, LengthOfFullDate), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _);

    private static bool IsDiv(ReadOnlySpan<char> text) =>
        text.StartsWith("<div", StringComparison.Ordinal) && (text.EndsWith("</div>", StringComparison.Ordinal) || text.EndsWith("/>", StringComparison.Ordinal));

    private static string Hint(string type) => type switch
    {
        "date" => " (YYYY, YYYY-MM or YYYY-MM-DD, and a day that exists)",
        "dateTime" => " (YYYY, YYYY-MM, YYYY-MM-DD or YYYY-MM-DDThh:mm:ss with a time zone, and a day that exists)",
        "instant" => " (YYYY-MM-DDThh:mm:ss with a time zone, and a day that exists)",
        "id" => " (1 to 64 letters, digits, hyphens and full stops)",
        "xhtml" => " (one XHTML div)",
        _ => "",
    };

    private static string Listed(IReadOnlyList<string> codes) =>
        codes.Count <= MostCodesListed ? $" Allowed are {string.Join(", ", codes)}." : " See the value set that FHIR R4 binds here.";
}
