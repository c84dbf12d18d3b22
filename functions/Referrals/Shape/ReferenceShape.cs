using System.Buffers;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.RegularExpressions;
using IntegrationHub.Contracts.Fhir;

namespace IntegrationHub.Functions.Referrals.Shape;

/// <summary>Checks a literal reference: its form, and the type of its target where the reference reveals it.</summary>
internal static partial class ReferenceShape
{
    private const int LongestId = 64;

    private static readonly SearchValues<byte> IdBytes = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-."u8);
    private static readonly Utf8Table<string> ResourceTypes = new([.. FhirDefinitions.R4.ResourceTypes.Select(type => KeyValuePair.Create(type, type))]);

    public static void Check(JsonElement json, ElementDefinition element, Container container, FaultList faults)
    {
        var revealed = json.Get("reference"u8) is { ValueKind: JsonValueKind.String } literal ? Revealed(literal, container, faults) : null;
        CheckTarget(revealed, element, "reference", faults);
        var stated = json.Text("type"u8);
        if (!IsResourceType(stated))
            return;
        CheckTarget(stated, element, "type", faults);
        if (revealed is not null && stated != revealed)
            faults.Value("The type is not the type that the reference itself names.", "type");
    }

    private static void CheckTarget(string? type, ElementDefinition element, string member, FaultList faults)
    {
        if (type is not null && element.Targets.Count > 0 && !element.Targets.Contains(type))
            faults.Value($"The reference points to a type that is not allowed here. Allowed are {string.Join(", ", element.Targets)}.", member);
    }

    private static string? Revealed(JsonElement json, Container container, FaultList faults)
    {
        if (PlainType(JsonMarshal.GetRawUtf8Value(json)[1..^1]) is { } type)
            return type;
        var literal = json.GetString()!;
        if (literal.Length > 0 && !IsWellFormed(literal))
            faults.Value("A reference must be Type/id, #id of a contained resource, urn:uuid:, urn:oid: or an absolute http address.", "reference");
        return RevealedType(literal, container);
    }

    /// <summary>The type of <c>Type/id</c>, by far the most common form.</summary>
    private static string? PlainType(ReadOnlySpan<byte> literal)
    {
        var slash = literal.IndexOf((byte)'/');
        if (slash < 0 || literal.Length - slash - 1 is < 1 or > LongestId || literal[(slash + 1)..].IndexOfAnyExcept(IdBytes) >= 0)
            return null;
        return ResourceTypes.TryGet(literal[..slash], out var type) ? type : null;
    }

    private static bool IsWellFormed(string literal)
    {
        if (literal.StartsWith('#'))
            return LocalReference().IsMatch(literal);
        if (literal.StartsWith("urn:uuid:", StringComparison.Ordinal))
            return Guid.TryParseExact(literal["urn:uuid:".Length..], "D", out _);
        if (literal.StartsWith("urn:oid:", StringComparison.Ordinal))
            return Oid().IsMatch(literal);
        return IsHttp(literal) || RelativeType(literal) is not null;
    }

    private static string? RevealedType(string literal, Container container)
    {
        var type = literal switch
        {
            ['#', .. var id] => container.TypeOf(id),
            _ when IsHttp(literal) => AbsoluteReference().Match(literal).Groups["type"].Value,
            _ => RelativeType(literal),
        };
        return IsResourceType(type) ? type : null;
    }

    private static string? RelativeType(string literal) =>
        RelativeReference().Match(literal) is { Success: true } match && IsResourceType(match.Groups["type"].Value) ? match.Groups["type"].Value : null;

    private static bool IsHttp(string literal) =>
        Uri.TryCreate(literal, UriKind.Absolute, out var uri) && (uri.Scheme == Uri.UriSchemeHttps || uri.Scheme == Uri.UriSchemeHttp);

    private static bool IsResourceType(string? type) => type is not null && FhirDefinitions.R4.ResourceTypes.Contains(type);

    [GeneratedRegex(@"\A#([A-Za-z0-9\-.]{1,64})?\z", RegexOptions.CultureInvariant)]
    private static partial Regex LocalReference();

    [GeneratedRegex(@"\Aurn:oid:[0-2](\.(0|[1-9][0-9]*))+\z", RegexOptions.CultureInvariant)]
    private static partial Regex Oid();

    // Type?search is a conditional reference, as transactions may have it.
    [GeneratedRegex(@"\A(?<type>[A-Za-z]+)(/[A-Za-z0-9\-.]{1,64}(/_history/[A-Za-z0-9\-.]{1,64})?|\?\S+)\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex RelativeReference();

    // Read from the end, so that a long address of slashes is not tried from each of them.
    [GeneratedRegex(@"/(?<type>[A-Za-z]+)/[A-Za-z0-9\-.]{1,64}(/_history/[A-Za-z0-9\-.]{1,64})?\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.RightToLeft)]
    private static partial Regex AbsoluteReference();
}
