using System.Runtime.InteropServices;
using System.Text.Json;

namespace IntegrationHub.Functions.Referrals.Shape;

/// <summary>Looks into JSON that may have any shape: what is of the wrong kind counts as not there.</summary>
internal static class JsonLooks
{
    private const int LongestName = 64;

    public static bool Has(this JsonElement json, ReadOnlySpan<byte> name) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out _);

    /// <summary>A primitive counts as given when it has extensions only.</summary>
    public static bool HasOrSibling(this JsonElement json, ReadOnlySpan<byte> name)
    {
        if (json.Has(name))
            return true;
        Span<byte> sibling = stackalloc byte[LongestName];
        sibling[0] = (byte)'_';
        name.CopyTo(sibling[1..]);
        return json.Has(sibling[..(name.Length + 1)]);
    }

    public static JsonElement? Get(this JsonElement json, ReadOnlySpan<byte> name) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out var value) ? value : null;

    public static string? Text(this JsonElement json, ReadOnlySpan<byte> name) =>
        json.Get(name) is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;

    /// <summary>True when a text may begin with a character: one that is written as an escape is not looked at.</summary>
    public static bool MayStartWith(this JsonElement text, byte letter) =>
        JsonMarshal.GetRawUtf8Value(text) is [(byte)'"', var first, ..] && (first == letter || first == (byte)'\\');

    public static bool Is(this JsonElement json, ReadOnlySpan<byte> name, ReadOnlySpan<byte> text) =>
        json.Get(name) is { ValueKind: JsonValueKind.String } value && value.ValueEquals(text);

    public static JsonElement.ArrayEnumerator Items(this JsonElement json, ReadOnlySpan<byte> name) =>
        json.Get(name) is { ValueKind: JsonValueKind.Array } array ? array.EnumerateArray() : default;

    /// <summary>Null as well when the number has more digits than <see cref="decimal"/>.</summary>
    public static decimal? Number(this JsonElement json, ReadOnlySpan<byte> name) =>
        json.Get(name) is { ValueKind: JsonValueKind.Number } number && number.TryGetDecimal(out var value) ? value : null;

    /// <summary>True when any type of a choice is there: valueString, or _valueString alone.</summary>
    public static bool HasChoice(this JsonElement json, ReadOnlySpan<byte> element)
    {
        if (json.ValueKind != JsonValueKind.Object)
            return false;
        foreach (var member in json.EnumerateObject())
        {
            var name = JsonMarshal.GetRawUtf8PropertyName(member);
            name = name is [(byte)'_', ..] ? name[1..] : name;
            if (name.Length > element.Length && name.StartsWith(element) && name[element.Length] is >= (byte)'A' and <= (byte)'Z')
                return true;
        }
        return false;
    }
}
