using System.Text.Json;

namespace IntegrationHub.Contracts.Fhir;

/// <summary>
/// A JSON object while it is read into a FHIR type. It counts the members that were asked for, so that one
/// which FHIR does not define can't pass unseen.
/// </summary>
internal sealed class FhirObject
{
    private readonly JsonElement json;
    private int taken;

    private FhirObject(JsonElement json)
    {
        if (json.ValueKind != JsonValueKind.Object)
            throw new JsonException("A JSON object was expected.");
        this.json = json;
    }

    /// <exception cref="JsonException">The JSON is not a resource of a type that the hub uses, or has unknown members.</exception>
    internal static Resource ReadResource(JsonElement json)
    {
        var reader = new FhirObject(json);
        var type = reader.String("resourceType"u8) ?? throw new JsonException("The resource has no resourceType.");
        var resource = ResourceTypes.Read(type, reader) ?? throw new JsonException("The resource is of a type that the hub does not use.");
        reader.RefuseUnknown(type);
        return resource;
    }

    internal string? String(ReadOnlySpan<byte> name) => Take(name) is { } value ? Text(value) : null;

    internal bool? Boolean(ReadOnlySpan<byte> name) => Take(name)?.ValueKind switch
    {
        null => null,
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => throw new JsonException("A boolean was expected."),
    };

    internal int? Integer(ReadOnlySpan<byte> name)
    {
        if (Take(name) is not { } value)
            return null;
        return value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number)
            ? number
            : throw new JsonException("A whole number of 32 bits was expected.");
    }

    internal FhirDecimal? Decimal(ReadOnlySpan<byte> name)
    {
        if (Take(name) is not { } value)
            return null;
        return value.ValueKind == JsonValueKind.Number && FhirDecimal.TryParse(value.GetRawText(), out var number)
            ? number
            : throw new JsonException("A decimal was expected.");
    }

    internal IReadOnlyList<string?>? Strings(ReadOnlySpan<byte> name) =>
        Items(name, static item => item.ValueKind == JsonValueKind.Null ? null : Text(item));

    internal Element? Sibling(ReadOnlySpan<byte> name) => Complex(name, static item => new Element(item));

    internal IReadOnlyList<Element?>? Siblings(ReadOnlySpan<byte> name) =>
        Items(name, static item => item.ValueKind == JsonValueKind.Null ? null : Read(item, static json => new Element(json)));

    internal T? Complex<T>(ReadOnlySpan<byte> name, Func<FhirObject, T> create) where T : Element =>
        Take(name) is { } value ? Read(value, create) : null;

    internal IReadOnlyList<T>? List<T>(ReadOnlySpan<byte> name, Func<FhirObject, T> create) where T : Element =>
        Items(name, item => Read(item, create));

    internal Resource? Resource(ReadOnlySpan<byte> name) => Take(name) is { } value ? ReadResource(value) : null;

    internal IReadOnlyList<Resource>? Resources(ReadOnlySpan<byte> name) => Items(name, ReadResource);

    private static T Read<T>(JsonElement value, Func<FhirObject, T> create)
    {
        var reader = new FhirObject(value);
        var read = create(reader);
        reader.RefuseUnknown(typeof(T).Name);
        return read;
    }

    private T[]? Items<T>(ReadOnlySpan<byte> name, Func<JsonElement, T> read)
    {
        if (Take(name) is not { } value)
            return null;
        return value.ValueKind == JsonValueKind.Array
            ? [.. value.EnumerateArray().Select(read)]
            : throw new JsonException("A JSON array was expected.");
    }

    private JsonElement? Take(ReadOnlySpan<byte> name)
    {
        if (!json.TryGetProperty(name, out var value))
            return null;
        taken++;
        return value;
    }

    // The name is not repeated: whoever sent it may have put a person's data there.
    private void RefuseUnknown(string type)
    {
        if (taken != json.GetPropertyCount())
            throw new JsonException($"An object of type {type} has a member that FHIR R4 does not define, or has one twice.");
    }

    private static string Text(JsonElement value) => value.ValueKind == JsonValueKind.String
        ? value.GetString()!
        : throw new JsonException("A string was expected.");
}
