using IntegrationHub.Contracts.Fhir;
using IntegrationHub.Functions.Referrals.Shape;

namespace IntegrationHub.Functions.Referrals.Search;

/// <summary>The top-level elements of resource types, from HL7's definitions.</summary>
internal static class TypeElements
{
    public static bool Has(string type, string element) => ElementsOf(type).Any(known => known.Name == element);

    /// <summary>Elements, inherited ones included, in the order of the specification.</summary>
    public static IReadOnlyList<ElementDefinition> ElementsOf(string type) => TypeShape.Of(type).Elements;
}
