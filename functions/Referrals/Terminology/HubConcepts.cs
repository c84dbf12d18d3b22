using IntegrationHub.Contracts.Fhir;

namespace IntegrationHub.Functions.Referrals.Terminology;

/// <summary>Concepts of the hub's own code systems as FHIR shows them: the hub's coding first, then those that the mapping adds.</summary>
internal sealed class HubConcepts(TerminologyMapping mapping)
{
    /// <summary>With the mapping that is built in.</summary>
    public static HubConcepts BuiltIn { get; } = new(TerminologyMapping.BuiltIn);

    /// <summary>Of the mapping: what depends on its codings was written under it or not.</summary>
    public string Fingerprint { get; } = mapping.Fingerprint;

    /// <param name="system">One of <see cref="HubTerminology.Systems"/>.</param>
    /// <param name="text">In somebody's own words; null for none.</param>
    public CodeableConcept Of(string system, string code, string? text = null) => new()
    {
        Coding =
        [
            new Coding { System = system, Code = code, Display = HubTerminology.Find(system)?.Find(code)?.Display },
            .. mapping.CodingsOf(system, code).Select(other => new Coding { System = other.System, Code = other.Code, Display = other.Display }),
        ],
        Text = text,
    };

    /// <summary>What the mapping knows of an organisation; null when it knows nothing.</summary>
    public MappedOrganisation? Organisation(string code) => mapping.Organisations.GetValueOrDefault(code);
}
