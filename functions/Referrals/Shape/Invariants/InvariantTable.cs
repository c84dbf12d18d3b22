namespace IntegrationHub.Functions.Referrals.Shape;

/// <summary>Every rule that is checked, by what it is asked of, and every rule of HL7's that needs none.</summary>
internal static class InvariantTable
{
    private const string OnlySent = "the hub sends these and takes none";

    private static readonly ILookup<string, InvariantRule> ByPlace =
        new[] { ResourceInvariants.All, PartInvariants.All, BundleInvariants.All, DatatypeInvariants.All, TimingInvariants.All }
            .SelectMany(rules => rules).ToLookup(rule => rule.On, StringComparer.Ordinal);

    /// <summary>HL7's rules that are not here, as <c>key on place</c>, and why. A test finds those that are in neither.</summary>
    public static IReadOnlyDictionary<string, string> Elsewhere { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["ele-1 on Element"] = "the walk asks it of every object and every sibling",
        ["dom-3 on DomainResource"] = "the walk knows which texts are references, so it asks",
        ["csd-1 on CodeSystem"] = OnlySent,
        ["cpb-1 on CapabilityStatement"] = OnlySent,
        ["cpb-2 on CapabilityStatement"] = OnlySent,
        ["cpb-3 on CapabilityStatement"] = OnlySent,
        ["cpb-7 on CapabilityStatement"] = OnlySent,
        ["cpb-9 on CapabilityStatement.rest"] = OnlySent,
        ["cpb-12 on CapabilityStatement.rest.resource"] = OnlySent,
        ["cpb-14 on CapabilityStatement"] = OnlySent,
        ["cpb-15 on CapabilityStatement"] = OnlySent,
        ["cpb-16 on CapabilityStatement"] = OnlySent,
        ["vsd-1 on ValueSet.compose.include"] = OnlySent,
        ["vsd-2 on ValueSet.compose.include"] = OnlySent,
        ["vsd-3 on ValueSet.compose.include"] = OnlySent,
        ["vsd-6 on ValueSet.expansion.contains"] = OnlySent,
        ["vsd-9 on ValueSet.expansion.contains"] = OnlySent,
        ["vsd-10 on ValueSet.expansion.contains"] = OnlySent,
    };

    public static InvariantRule[] For(string place) => [.. ByPlace[place]];
}
