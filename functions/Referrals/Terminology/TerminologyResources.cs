using IntegrationHub.Contracts.Fhir;

namespace IntegrationHub.Functions.Referrals.Terminology;

/// <summary>The hub's own code systems, and a value set of all codes of each, as FHIR resources. Both have the same id.</summary>
internal static class TerminologyResources
{
    private const string Publisher = "IntegrationHub";

    // Raised when a code is added; a code is never taken away and never changes its meaning.
    private const string Version = "1.0.0";

    public static IReadOnlyList<Resource> All { get; } =
        [.. HubTerminology.Systems.Select(CodeSystemOf), .. HubTerminology.Systems.Select(ValueSetOf)];

    /// <summary>A CodeSystem or ValueSet, or null when there is none of that id.</summary>
    public static Resource? Find(string type, string id) => All.FirstOrDefault(resource => resource.ResourceType == type && resource.Id == id);

    private static CodeSystem CodeSystemOf(HubCodeSystem system) => new()
    {
        Id = system.Id,
        Url = system.Url,
        Version = Version,
        Name = system.Name,
        Title = system.Title,
        Status = "active",
        Experimental = false,
        Publisher = Publisher,
        Description = system.Description,
        CaseSensitive = true,
        ValueSet = system.ValueSetUrl,
        Content = "complete",
        Count = system.Codes.Count,
        Concept = [.. system.Codes.Select(code => new CodeSystem.ConceptDefinitionComponent { Code = code.Code, Display = code.Display, Definition = code.Definition })],
    };

    private static ValueSet ValueSetOf(HubCodeSystem system) => new()
    {
        Id = system.Id,
        Url = system.ValueSetUrl,
        Version = Version,
        Name = $"{system.Name}Codes",
        Title = $"{system.Title}: all codes",
        Status = "active",
        Experimental = false,
        Publisher = Publisher,
        Description = system.Description,
        Compose = new ValueSet.ComposeComponent { Include = [new ValueSet.ConceptSetComponent { System = system.Url }] },
    };
}
