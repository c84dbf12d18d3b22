using System.Collections.Frozen;

namespace IntegrationHub.Functions.Referrals.Terminology;

/// <summary>Every code system of the hub's own.</summary>
public static class HubTerminology
{
    public static IReadOnlyList<HubCodeSystem> Systems { get; } = [.. CareCodes.Systems, .. CaseCodes.Systems, .. IndicatorCodes.Systems, .. PartyCodes.Systems];

    private static readonly FrozenDictionary<string, HubCodeSystem> ByUrl = Systems.ToFrozenDictionary(system => system.Url);

    /// <summary>The system of a canonical URL, or null when it isn't one of the hub's.</summary>
    public static HubCodeSystem? Find(string url) => ByUrl.GetValueOrDefault(url);
}
