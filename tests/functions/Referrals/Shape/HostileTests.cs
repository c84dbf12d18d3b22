using System.Text.Json;
using System.Text.Json.Nodes;
using IntegrationHub.Contracts.Fhir;
using IntegrationHub.Functions.Referrals.Shape;

namespace IntegrationHub.Functions.Tests.Referrals.Shape;

/// <summary>Every element of every example, spoilt in every way that the definitions forbid, one at a time.</summary>
public sealed class HostileTests
{
    private static readonly string[] OtherKinds = ["null", "true", "7", "\"x\"", "{\"id\":\"x\"}", "[[]]"];

    public static TheoryData<string> Examples =>
        [.. FhirDefinitions.R4.Types.Values.Where(type => type.IsResource).Select(type => type.Name)];

    [Theory]
    [MemberData(nameof(Examples))]
    public void What_the_definitions_forbid_is_found_where_it_is(string type)
    {
        var example = JsonNode.Parse(File.ReadAllText(Path.Combine(Root(AppContext.BaseDirectory), "tests", "contracts", "Fhir", "Examples", type + ".json")))!.AsObject();
        var places = Places(example, type, type).ToList();

        Assert.NotEmpty(places);
        foreach (var place in places)
        {
            foreach (var spoilt in Spoilings(place))
                AssertFound(example, place, spoilt);
        }
    }

    [Fact]
    public void Strings_beyond_a_mebibyte_are_too_long()
    {
        var faults = Check(new JsonObject { ["resourceType"] = "Patient", ["name"] = new JsonArray(new JsonObject { ["family"] = new string('x', (1024 * 1024) + 1) }) }, "Patient");

        Assert.Equal(("too-long", "Patient.name[0].family"), (Assert.Single(faults).Code, faults[0].Expression));
        Assert.Empty(Check(new JsonObject { ["resourceType"] = "Patient", ["name"] = new JsonArray(new JsonObject { ["family"] = new string('\u00e9', 1024 * 1024) }) }, "Patient"));
    }

    [Fact]
    public void Lists_beyond_ten_thousand_are_too_long()
    {
        var names = new JsonArray([.. Enumerable.Range(0, 10_001).Select(_ => new JsonObject { ["colour"] = "red" })]);

        Assert.Equal(("too-long", "Patient.name"), Assert.Single(Check(new JsonObject { ["resourceType"] = "Patient", ["name"] = names }, "Patient")) is var fault ? (fault.Code, fault.Expression) : default);
    }

    [Fact]
    public void At_most_five_hundred_faults_are_listed_and_one_says_that_there_are_more()
    {
        var names = new JsonArray([.. Enumerable.Range(0, 600).Select(_ => new JsonObject { ["colour"] = "red" })]);
        var faults = Check(new JsonObject { ["resourceType"] = "Patient", ["name"] = names }, "Patient");

        Assert.Equal(501, faults.Count);
        Assert.Equal(("too-long", "Patient"), (faults[^1].Code, faults[^1].Expression));
    }

    private static void AssertFound(JsonObject example, Place place, Spoilt spoilt)
    {
        var copy = example.DeepClone().AsObject();
        var owner = place.Owner.Aggregate((JsonNode)copy, (node, step) => step is int index ? node[index]! : node[(string)step]!).AsObject();
        if (spoilt.Json is null)
            owner.Remove(place.Name);
        else
            owner[place.Name] = JsonNode.Parse(spoilt.Json);

        var faults = Check(copy, example["resourceType"]!.GetValue<string>());

        var parent = place.Expression[..place.Expression.LastIndexOf('.')];
        Assert.True(
            faults.Any(fault => fault.Expression == parent || fault.Expression.StartsWith(place.Expression, StringComparison.Ordinal)),
            $"{place.Expression} ({place.Name}) as {spoilt.Json ?? "nothing"}: {string.Join("; ", faults.Select(fault => fault.Expression))}");
    }

    /// <summary>Only what is invalid by the definition of the element.</summary>
    private static IEnumerable<Spoilt> Spoilings(Place place)
    {
        if (place.Element.Required && !place.HasPartner)
            yield return new Spoilt(null);
        foreach (var json in OtherKinds.Where(json => KindOf(json) != place.Kind))
            yield return new Spoilt(place.Element.Repeats ? $"[{json}]" : json);
        yield return new Spoilt(place.Element.Repeats ? "[]" : place.Value.GetValueKind() is JsonValueKind.Object ? "{}" : "\"\"");
        yield return new Spoilt(place.Element.Repeats ? First(place.Value) : $"[{place.Value.ToJsonString()}]");
    }

    private static string First(JsonNode array) => array.AsArray().First(item => item is not null)!.ToJsonString();

    private static JsonValueKind KindOf(string json) => Normal(JsonNode.Parse(json)?.GetValueKind() ?? JsonValueKind.Null);

    private static JsonValueKind Normal(JsonValueKind kind) => kind == JsonValueKind.False ? JsonValueKind.True : kind;

    private static IEnumerable<Place> Places(JsonObject json, string type, string expression, params object[] owner)
    {
        foreach (var (name, value) in json)
        {
            var isSibling = name.StartsWith('_');
            var member = isSibling ? name[1..] : name;
            var (element, memberType) = Find(type, member);
            if (value is null || element is null)
                continue;
            var item = element.Repeats ? value.AsArray().First(item => item is not null)! : value;
            var partner = json.ContainsKey(isSibling ? member : "_" + name);
            var at = $"{expression}.{element.Name}";
            yield return new Place([.. owner], name, at, element, value, Normal(item.GetValueKind()), partner);
            foreach (var (index, part) in (element.Repeats ? value.AsArray().ToList() : [value]).Index())
            {
                if (part is not JsonObject inner)
                    continue;
                var innerType = isSibling ? "Element" : memberType == "Resource" ? inner["resourceType"]!.GetValue<string>() : memberType;
                object[] steps = element.Repeats ? [.. owner, name, index] : [.. owner, name];
                foreach (var place in Places(inner, innerType, element.Repeats ? $"{at}[{index}]" : at, steps))
                    yield return place;
            }
        }
    }

    private static (ElementDefinition? Element, string Type) Find(string? type, string member)
    {
        for (; type is not null; type = FhirDefinitions.R4.Types[type].Base)
        {
            foreach (var element in FhirDefinitions.R4.Types[type].Elements)
            {
                var of = element.IsChoice ? element.Types.FirstOrDefault(of => member == element.Name + char.ToUpperInvariant(of[0]) + of[1..]) : element.Types[0];
                if (of is not null && (element.IsChoice || element.Name == member))
                    return (element, of);
            }
        }
        return (null, "");
    }

    private static IReadOnlyList<ShapeFault> Check(JsonObject json, string root) =>
        FhirShape.Check(JsonSerializer.Deserialize<JsonElement>(json.ToJsonString()), root);

    private static string Root(string folder) =>
        File.Exists(Path.Combine(folder, "IntegrationHub.sln")) ? folder : Root(Directory.GetParent(folder)!.FullName);

    private sealed record Spoilt(string? Json);

    private sealed record Place(object[] Owner, string Name, string Expression, ElementDefinition Element, JsonNode Value, JsonValueKind Kind, bool HasPartner);
}
