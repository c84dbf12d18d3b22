using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using IntegrationHub.Contracts.Fhir;
using IntegrationHub.Functions.Hosting;
using IntegrationHub.Functions.Referrals.Shape.UkCore;

namespace IntegrationHub.Functions.Referrals.Shape;

/// <summary>Walks a resource member by member beside the definitions, and goes on after every fault.</summary>
internal sealed partial class ShapeWalk(FaultList faults)
{
    /// <summary>No real list comes near; what is longer is refused as a whole.</summary>
    private const int MostItems = 10_000;

    /// <summary>Names and positions, so about half as many objects. JSON itself is read to 64 levels.</summary>
    private const int DeepestPath = 200;

    private static readonly string TypesInUse = string.Join(", ", FhirDefinitions.R4.Types.Values
        .Where(type => type.IsResource).Select(type => type.Name).Order(StringComparer.Ordinal));

    private static readonly Utf8Table<TypeShape> Resources = new([.. FhirDefinitions.R4.Types.Values
        .Where(type => type.IsResource).Select(type => KeyValuePair.Create(type.Name, TypeShape.Of(type.Name)))]);

    private readonly WalkPath path = faults.Path;

    /// <summary>The element that the object at hand fills, such as <c>Patient.identifier</c>: extensions are bound to it.</summary>
    private string context = "";

    public void Resource(JsonElement json) => Resource(json, containedIn: null);

    private void Resource(JsonElement json, Container? containedIn)
    {
        if (json.ValueKind != JsonValueKind.Object)
        {
            faults.Structure("A FHIR resource must be a JSON object.");
            return;
        }
        if (ResourceType(json) is not { } shape)
            return;
        var container = containedIn ?? new Container(json);
        var referencesBefore = container.ReferencesToItself;
        var outer = context;
        context = shape.Name;
        Members(json, shape, container, isResource: true);
        context = outer;
        UkCoreRules.Resource(json, shape.Name, faults);
        if (containedIn is not null && container.ReferencesToItself == referencesBefore)
            container.MustReferTo(json.Text("id"u8));
        if (containedIn is null && container.HasUnreferred)
            faults.Invariant("Every contained resource must be referred to by #id from the resource, or refer to the resource by #. (dom-3)");
    }

    private TypeShape? ResourceType(JsonElement json)
    {
        if (json.Get("resourceType"u8) is { ValueKind: JsonValueKind.String } name && Resources.TryGet(JsonMarshal.GetRawUtf8Value(name)[1..^1], out var shape))
            return shape;
        var type = json.Text("resourceType"u8);
        if (type is null)
            faults.Structure("A FHIR resource must have a resourceType, and it must be a string.");
        else if (!FhirDefinitions.R4.ResourceTypes.Contains(type))
            faults.Structure("The resourceType is not the name of a FHIR R4 resource.");
        else if (!FhirDefinitions.R4.Types.ContainsKey(type))
            faults.NotSupported($"The hub does not use resources of this type. It uses {TypesInUse}.");
        else
            return TypeShape.Of(type);
        return null;
    }

    private void Members(JsonElement json, TypeShape shape, Container container, bool isResource = false)
    {
        var names = new SeenSet(stackalloc ulong[SeenSet.WordsFor(shape.MemberCount)]);
        var elements = new SeenSet(stackalloc ulong[SeenSet.WordsFor(shape.Elements.Count)]);
        var hasResourceType = false;
        foreach (var member in json.EnumerateObject())
        {
            var known = Known(shape, member);
            if (known is null)
                Unknown(member, isResource, ref hasResourceType);
            else if (!names.Add(known.Number))
                faults.Structure($"The member {known.Name} is there more than once.");
            else
            {
                var isFirst = elements.Add(known.Index);
                if (!isFirst && known.Element.IsChoice && !HasPartner(json, known))
                    faults.Structure($"Only one of the types of {known.Element.Name}[x] may be given.", known.Element.Name);
                path.Enter(known.Element.Name);
                Member(json, member.Value, known, container);
                path.Leave();
            }
        }
        foreach (var index in shape.Required)
        {
            if (!elements.Has(index))
                faults.Required($"{shape.Elements[index].Name} is required here.", shape.Elements[index].Name);
        }
        foreach (var (when, rule) in shape.Rules)
        {
            if (when < 0 || elements.Has(when))
                Rule(rule, json, container);
        }
    }

    private static MemberShape? Known(TypeShape shape, JsonProperty member)
    {
        var name = JsonMarshal.GetRawUtf8PropertyName(member);
        return name.IndexOf((byte)'\\') < 0 ? shape.Member(name) : shape.Member(Encoding.UTF8.GetBytes(member.Name));
    }

    private void Unknown(JsonProperty member, bool isResource, ref bool hasResourceType)
    {
        if (!isResource || !member.NameEquals("resourceType"u8))
            faults.Structure($"{Shown(member.Name)} is not part of FHIR R4 here.");
        else if (hasResourceType)
            faults.Structure("The member resourceType is there more than once.");
        else
            hasResourceType = true;
    }

    private static bool HasValueBeside(JsonElement owner, MemberShape sibling) =>
        owner.TryGetProperty(sibling.PartnerName, out var value) && value.ValueKind != JsonValueKind.Null;

    private static bool HasPartner(JsonElement json, MemberShape member) => json.TryGetProperty(member.PartnerName, out _);

    private void Rule(InvariantRule rule, JsonElement json, Container container)
    {
        if (!rule.Holds(json, container))
            faults.Invariant($"{rule.Text} ({rule.Key})");
    }

    private void Member(JsonElement owner, JsonElement value, MemberShape member, Container container)
    {
        if (!member.Element.Repeats)
        {
            Single(value, member, container, member.IsSibling && HasValueBeside(owner, member));
            return;
        }
        if (value.ValueKind != JsonValueKind.Array)
            faults.Structure($"{member.Name} must be a JSON array, even for one item.");
        else if (value.GetArrayLength() == 0)
            faults.Structure($"{member.Name} must not be an empty array; leave it out.");
        else if (value.GetArrayLength() > MostItems)
            faults.TooLong($"At most {MostItems} items are taken here.");
        else
            Repeated(owner, value, member, container);
    }

    private void Repeated(JsonElement owner, JsonElement value, MemberShape member, Container container)
    {
        JsonElement.ArrayEnumerator across = default;
        if ((member.IsSibling || member.Primitive is not null) && owner.TryGetProperty(member.PartnerName, out var partner) && partner.ValueKind == JsonValueKind.Array)
        {
            across = partner.EnumerateArray();
            if (member.IsSibling && partner.GetArrayLength() > 0 && partner.GetArrayLength() != value.GetArrayLength())
                faults.Structure($"{member.Name} and {member.Name[1..]} must have the same number of items; fill up with null.");
        }
        var index = 0;
        foreach (var item in value.EnumerateArray())
        {
            var filled = across.MoveNext() && across.Current.ValueKind != JsonValueKind.Null;
            if (item.ValueKind != JsonValueKind.Null || !filled)
            {
                path.Enter(index);
                Single(item, member, container, filled);
                path.Leave();
            }
            index++;
        }
        if (member.IsExtension)
            UkCoreRules.Extensions(value, context, faults);
    }

    private void Single(JsonElement json, MemberShape member, Container container, bool hasValueBeside)
    {
        if (json.ValueKind == JsonValueKind.Null)
            faults.Structure("null is not allowed here; leave it out.");
        else if (json.ValueKind == JsonValueKind.Array)
            faults.Structure($"{member.Element.Name} can't be repeated here, so it must not be a JSON array.");
        else if (path.Depth > DeepestPath)
            faults.TooLong("This is nested more deeply than is taken.");
        else if (member.Primitive is { } primitive)
            Primitive(json, primitive, member, container);
        else if (member.IsResource)
            Resource(json, member.Element.Name == "contained" ? container : null);
        else
            Complex(json, member, container, hasValueBeside);
    }

    private void Primitive(JsonElement json, PrimitiveShape primitive, MemberShape member, Container container)
    {
        primitive.Check(json, faults);
        foreach (var rule in member.Rules)
            Rule(rule, json, container);
        if (container.HasContained && primitive.MayBeLocal(json, member.Name))
            container.Refers(json.GetString()!);
    }

    private void Complex(JsonElement json, MemberShape member, Container container, bool hasValueBeside)
    {
        if (json.ValueKind != JsonValueKind.Object)
        {
            faults.Structure("This must be a JSON object.");
            return;
        }
        if (json.GetPropertyCount() == 0)
            faults.Structure("This must not be an empty object; leave it out.");
        else if (!hasValueBeside && json.GetPropertyCount() == 1 && json.Has("id"u8))
            faults.Invariant("An element must have more than an id. (ele-1)");
        var outer = context;
        context = member.DefinedAt;
        Members(json, member.Shape, container);
        context = outer;
        foreach (var rule in member.Rules)
            Rule(rule, json, container);
        if (member.IsReference)
            ReferenceShape.Check(json, member.Element, container, faults);
        if (member.Element.Name == "modifierExtension")
            faults.NotSupported("The hub knows no modifier extensions, and FHIR forbids to pass over one.");
        if (member.Type == "Identifier" && !member.IsSibling)
            UkCoreRules.Identifier(json, faults);
    }

    // Someone may have put a person's data where a name belongs: only what looks like a name is repeated.
    private static string Shown(string name) => PlainName().IsMatch(name) && SentNames.Showable(name) == name ? $"The member {name}" : "A member whose name is not a FHIR name";

    [GeneratedRegex(@"\A_?[A-Za-z][A-Za-z0-9]{0,38}\z", RegexOptions.CultureInvariant)]
    private static partial Regex PlainName();
}
