namespace IntegrationHub.Functions.Referrals.Terminology;

/// <summary>A code of one of the hub's own systems.</summary>
/// <param name="Display">Null where no public source gives the code a label.</param>
/// <param name="Definition">In plain English; null where the display says it all.</param>
public sealed record HubCode(string Code, string? Display, string? Definition = null);

/// <summary>One of the hub's own code systems, complete.</summary>
/// <param name="Url">Canonical URL; its last part is the id.</param>
/// <param name="Name">For programs: letters and digits only.</param>
public sealed record HubCodeSystem(string Url, string Name, string Title, string Description, IReadOnlyList<HubCode> Codes)
{
    /// <summary>FHIR id of the CodeSystem, and of the ValueSet of all its codes.</summary>
    public string Id => Url[(Url.LastIndexOf('/') + 1)..];

    /// <summary>Canonical URL of the ValueSet of all its codes.</summary>
    public string ValueSetUrl => $"{FhirSystems.Hub}/ValueSet/{Id}";

    /// <summary>A code, or null when the system has none of that name.</summary>
    public HubCode? Find(string code) => Codes.FirstOrDefault(known => known.Code == code);
}
