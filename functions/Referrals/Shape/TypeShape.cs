using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using IntegrationHub.Contracts.Fhir;

namespace IntegrationHub.Functions.Referrals.Shape;

/// <summary>What one JSON member of a type stands for.</summary>
/// <param name="Element">The element; several members stand for one element when it is a choice.</param>
/// <param name="Type">The type that the member's value has.</param>
/// <param name="IsSibling">True for <c>_birthDate</c>, which holds the extensions of birthDate.</param>
internal sealed record MemberShape(ElementDefinition Element, string Type, bool IsSibling);

/// <summary>The JSON members that a type has, those of its base types included.</summary>
internal sealed class TypeShape
{
    private static readonly ConcurrentDictionary<string, TypeShape> Known = new(StringComparer.Ordinal);

    private readonly Dictionary<string, MemberShape> members = new(StringComparer.Ordinal);

    private TypeShape(string name)
    {
        Lineage = [.. LineageOf(name)];
        Elements = [.. Lineage.Reverse().SelectMany(type => type.Elements)];
        foreach (var element in Elements)
            AddMembers(element);
    }

    /// <summary>The type itself, then its base types.</summary>
    public IReadOnlyList<TypeDefinition> Lineage { get; }

    public IReadOnlyList<ElementDefinition> Elements { get; }

    public static TypeShape Of(string type) => Known.GetOrAdd(type, static name => new TypeShape(name));

    public bool TryGetMember(string name, [NotNullWhen(true)] out MemberShape? member) => members.TryGetValue(name, out member);

    /// <summary>The names that an element can have in JSON, without those of its siblings.</summary>
    public static IEnumerable<string> NamesOf(ElementDefinition element) =>
        element.IsChoice ? element.Types.Select(type => ChoiceName(element, type)) : [element.Name];

    private static IEnumerable<TypeDefinition> LineageOf(string? name)
    {
        for (; name is not null; name = FhirDefinitions.R4.Types[name].Base)
            yield return FhirDefinitions.R4.Types[name];
    }

    private void AddMembers(ElementDefinition element)
    {
        foreach (var type in element.Types)
        {
            var name = element.IsChoice ? ChoiceName(element, type) : element.Name;
            members.Add(name, new MemberShape(element, type, IsSibling: false));
            if (element.HasSibling && FhirDefinitions.R4.Primitives.ContainsKey(type))
                members.Add("_" + name, new MemberShape(element, type, IsSibling: true));
        }
    }

    private static string ChoiceName(ElementDefinition element, string type) =>
        element.Name + char.ToUpperInvariant(type[0]) + type[1..];
}
