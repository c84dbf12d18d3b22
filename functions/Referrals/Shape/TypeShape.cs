using System.Collections.Concurrent;
using IntegrationHub.Contracts.Fhir;

namespace IntegrationHub.Functions.Referrals.Shape;

/// <summary>What one JSON member of a type stands for. Lists are arrays here: the walk goes through them for every member of every body.</summary>
internal sealed class MemberShape(string owner, string name, ElementDefinition element, int index, string type, bool isSibling)
{
    private TypeShape? shape;

    /// <summary>The element; several members stand for one element when it is a choice.</summary>
    public ElementDefinition Element => element;

    /// <summary>The name in JSON.</summary>
    public string Name => name;

    /// <summary>The member that a sibling stands beside, or the sibling of a member.</summary>
    public byte[] PartnerName { get; } = System.Text.Encoding.UTF8.GetBytes(isSibling ? name[1..] : "_" + name);

    /// <summary>The position of the element within its type, bases first.</summary>
    public int Index => index;

    /// <summary>The number of the JSON name within its type, for finding repeated members.</summary>
    public required int Number { get; init; }

    public string Type => type;

    /// <summary>True for <c>_birthDate</c>, which holds the extensions of birthDate.</summary>
    public bool IsSibling => isSibling;

    /// <summary>Null when the value is an object.</summary>
    public PrimitiveShape? Primitive { get; } =
        !isSibling && FhirDefinitions.R4.Primitives.TryGetValue(type, out var primitive) ? PrimitiveShape.Of(primitive, element) : null;

    public bool IsResource { get; } = !isSibling && type == "Resource";

    public bool IsExtension { get; } = !isSibling && type == "Extension" && element.Name == "extension";

    public bool IsReference { get; } = !isSibling && type == "Reference";

    /// <summary>The shape of the object; looked up late, since types hold themselves.</summary>
    public TypeShape Shape => shape ??= TypeShape.Of(isSibling ? "Element" : type);

    /// <summary>Where the definitions put this element, such as <c>Patient.identifier</c>.</summary>
    public string DefinedAt { get; } = $"{owner}.{element.Name}";

    /// <summary>The rules for this element that its type does not have.</summary>
    public InvariantRule[] Rules { get; } = isSibling || type == $"{owner}.{element.Name}" ? [] : InvariantTable.For($"{owner}.{element.Name}");
}

/// <summary>The JSON members that a type has, those of its base types included.</summary>
internal sealed class TypeShape
{
    private static readonly ConcurrentDictionary<string, TypeShape> Known = new(StringComparer.Ordinal);

    private readonly Utf8Table<MemberShape> members;

    private TypeShape(string name)
    {
        Name = name;
        TypeDefinition[] lineage = [.. LineageOf(name)];
        Elements = [.. lineage.Reverse().SelectMany(type => type.Elements)];
        Rules = [.. lineage.SelectMany(type => InvariantTable.For(type.Name)).Select(rule => (IndexOf(rule.When), rule))];
        var all = new List<KeyValuePair<string, MemberShape>>();
        foreach (var (index, element) in Elements.Index())
            AddMembers(all, element, index);
        MemberCount = all.Count;
        members = new Utf8Table<MemberShape>(all);
        Required = [.. Elements.Index().Where(element => element.Item.Required).Select(element => element.Index)];
    }

    public string Name { get; }

    public IReadOnlyList<ElementDefinition> Elements { get; }

    /// <summary>The positions of the elements that must be there.</summary>
    public int[] Required { get; }

    /// <summary>How many JSON names the type has.</summary>
    public int MemberCount { get; }

    /// <summary>The rules of the type and of its base types, each with the position of the element that it needs; -1 for none.</summary>
    public (int When, InvariantRule Rule)[] Rules { get; }

    public static TypeShape Of(string type) => Known.GetOrAdd(type, static name => new TypeShape(name));

    public MemberShape? Member(ReadOnlySpan<byte> name) => members.TryGet(name, out var member) ? member : null;

    private static IEnumerable<TypeDefinition> LineageOf(string? name)
    {
        for (; name is not null; name = FhirDefinitions.R4.Types[name].Base)
            yield return FhirDefinitions.R4.Types[name];
    }

    private int IndexOf(string? name) => name is null ? -1 : Elements.Index().Single(element => element.Item.Name == name).Index;

    private void AddMembers(List<KeyValuePair<string, MemberShape>> all, ElementDefinition element, int index)
    {
        foreach (var type in element.Types)
        {
            var name = element.IsChoice ? ChoiceName(element, type) : element.Name;
            Add(name, isSibling: false);
            if (element.HasSibling && FhirDefinitions.R4.Primitives.ContainsKey(type))
                Add("_" + name, isSibling: true);

            void Add(string member, bool isSibling) =>
                all.Add(new(member, new MemberShape(Name, member, element, index, type, isSibling) { Number = all.Count }));
        }
    }

    private static string ChoiceName(ElementDefinition element, string type) =>
        element.Name + char.ToUpperInvariant(type[0]) + type[1..];
}
