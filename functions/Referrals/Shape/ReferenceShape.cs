using System.Text.Json;
using System.Text.RegularExpressions;
using IntegrationHub.Contracts.Fhir;

namespace IntegrationHub.Functions.Referrals.Shape;

/// <summary>Checks a literal reference: its form, and the type of its target where the reference reveals it.</summary>
internal static partial class ReferenceShape
{
    public static void Check(JsonElement json, ElementDefinition element, Place place, FaultList faults)
    {
        var literal = json.Text("reference");
        if (literal is { Length: > 0 } && !IsWellFormed(literal))
            faults.Value(place.Member("reference"), "A reference must be Type/id, #id of a contained resource, urn:uuid:, urn:oid: or an absolute http address.");
        var revealed = literal is null ? null : RevealedType(literal, place);
        var stated = json.Text("type");
        CheckTarget(revealed, element, place.Member("reference"), faults);
        CheckTarget(IsResourceType(stated) ? stated : null, element, place.Member("type"), faults);
        if (revealed is not null && IsResourceType(stated) && stated != revealed)
            faults.Value(place.Member("type"), "The type is not the type that the reference itself names.");
    }

    private static void CheckTarget(string? type, ElementDefinition element, Place place, FaultList faults)
    {
        if (type is not null && element.Targets.Count > 0 && !element.Targets.Contains(type))
            faults.Value(place, $"The reference points to a type that is not allowed here. Allowed are {string.Join(", ", element.Targets)}.");
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

    private static string? RevealedType(string literal, Place place)
    {
        var type = literal switch
        {
            ['#', .. var id] => place.Container.TypeOf(id),
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

    [GeneratedRegex(@"/(?<type>[A-Za-z]+)/[A-Za-z0-9\-.]{1,64}(/_history/[A-Za-z0-9\-.]{1,64})?\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex AbsoluteReference();
}
