using System.Text.Json;
using System.Text.RegularExpressions;
using IntegrationHub.Contracts.Fhir;

namespace IntegrationHub.Functions.Referrals.Shape;

/// <summary>Walks a resource member by member beside the definitions, and goes on after every fault.</summary>
internal sealed partial class ShapeWalk(FaultList faults)
{
    private static readonly string TypesInUse = string.Join(", ", FhirDefinitions.R4.Types.Values
        .Where(type => type.IsResource).Select(type => type.Name).Order(StringComparer.Ordinal));

    public void Resource(JsonElement json, Place place)
    {
        if (json.ValueKind != JsonValueKind.Object)
            faults.Structure(place, "A FHIR resource must be a JSON object.");
        else if (ResourceType(json, place) is { } type)
            Members(json, TypeShape.Of(type), place, isResource: true);
    }

    private string? ResourceType(JsonElement json, Place place)
    {
        var type = json.Text("resourceType");
        if (type is null)
            faults.Structure(place, "A FHIR resource must have a resourceType, and it must be a string.");
        else if (!FhirDefinitions.R4.ResourceTypes.Contains(type))
            faults.Structure(place, "The resourceType is not the name of a FHIR R4 resource.");
        else if (!FhirDefinitions.R4.Types.ContainsKey(type))
            faults.NotSupported(place, $"The hub does not use resources of this type. It uses {TypesInUse}.");
        else
            return type;
        return null;
    }

    private void Members(JsonElement json, TypeShape shape, Place place, bool isResource = false)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var member in json.EnumerateObject())
        {
            if (!seen.Add(member.Name))
                faults.Structure(place, $"{Shown(member.Name)} is there more than once.");
            else if (shape.TryGetMember(member.Name, out var known))
                Member(json, member, known, place.Member(known.Element.Name));
            else if (!isResource || member.Name != "resourceType")
                faults.Structure(place, $"{Shown(member.Name)} is not part of FHIR R4 here.");
        }
        foreach (var element in shape.Elements)
            Cardinality(seen, element, place);
        Invariants.Check(json, shape, place, faults);
    }

    private void Cardinality(HashSet<string> seen, ElementDefinition element, Place place)
    {
        var given = TypeShape.NamesOf(element).Count(name => seen.Contains(name) || seen.Contains("_" + name));
        if (given == 0 && element.Required)
            faults.Required(place.Member(element.Name), $"{element.Name} is required here.");
        if (given > 1)
            faults.Structure(place.Member(element.Name), $"Only one of the types of {element.Name}[x] may be given.");
    }

    private void Member(JsonElement owner, JsonProperty json, MemberShape member, Place place)
    {
        if (!member.Element.Repeats)
        {
            Single(json.Value, member, place);
            return;
        }
        if (json.Value.ValueKind != JsonValueKind.Array)
            faults.Structure(place, $"{json.Name} must be a JSON array, even for one item.");
        else if (json.Value.GetArrayLength() == 0)
            faults.Structure(place, $"{json.Name} must not be an empty array; leave it out.");
        else
            Repeated(owner, json, member, place);
    }

    private void Repeated(JsonElement owner, JsonProperty json, MemberShape member, Place place)
    {
        var partner = owner.Get(member.IsSibling ? json.Name[1..] : "_" + json.Name);
        JsonElement[] across = partner is { ValueKind: JsonValueKind.Array } array ? [.. array.EnumerateArray()] : [];
        if (member.IsSibling && across.Length > 0 && across.Length != json.Value.GetArrayLength())
            faults.Structure(place, $"{json.Name} and {json.Name[1..]} must have the same number of items; fill up with null.");
        var index = 0;
        foreach (var item in json.Value.EnumerateArray())
        {
            var filled = across.ElementAtOrDefault(index).ValueKind is not (JsonValueKind.Undefined or JsonValueKind.Null);
            if (item.ValueKind != JsonValueKind.Null || !filled)
                Single(item, member, place.Item(index));
            index++;
        }
    }

    private void Single(JsonElement json, MemberShape member, Place place)
    {
        if (json.ValueKind == JsonValueKind.Null)
            faults.Structure(place, "null is not allowed here; leave it out.");
        else if (json.ValueKind == JsonValueKind.Array)
            faults.Structure(place, $"{member.Element.Name} can't be repeated here, so it must not be a JSON array.");
        else if (member.IsSibling)
            Complex(json, "Element", place);
        else if (FhirDefinitions.R4.Primitives.TryGetValue(member.Type, out var primitive))
            PrimitiveShape.Check(json, primitive, member.Element, place, faults);
        else if (member.Type == "Resource")
            Resource(json, member.Element.Name == "contained" ? place : place with { Container = new Container(json) });
        else
            Complex(json, member.Type, place, member.Element);
    }

    private void Complex(JsonElement json, string type, Place place, ElementDefinition? element = null)
    {
        if (json.ValueKind != JsonValueKind.Object)
        {
            faults.Structure(place, "This must be a JSON object.");
            return;
        }
        if (!json.EnumerateObject().Any())
            faults.Structure(place, "This must not be an empty object; leave it out.");
        Members(json, TypeShape.Of(type), place);
        if (type == "Reference" && element is not null)
            ReferenceShape.Check(json, element, place, faults);
    }

    // Someone may have put a person's data where a name belongs: only what looks like a name is repeated.
    private static string Shown(string name) => PlainName().IsMatch(name) ? $"The member {name}" : "A member whose name is not a FHIR name";

    [GeneratedRegex(@"\A_?[A-Za-z][A-Za-z0-9]{0,38}\z", RegexOptions.CultureInvariant)]
    private static partial Regex PlainName();
}
