using IntegrationHub.Domain.Codes;

namespace IntegrationHub.Functions.Referrals.Terminology;

/// <summary>Code lists of SSDA903, the councils' statutory return, as code systems.</summary>
internal static class CareCodes
{
    private const string Source =
        "Codes of SSDA903, the statutory return of English councils on looked-after children. A code without a display has no label in a public source.";

    public static IReadOnlyList<HubCodeSystem> Systems { get; } =
    [
        new(FhirSystems.LegalStatus, "Ssda903LegalStatus", "SSDA903 legal status",
            $"Under which law a child is looked after. It has nothing to do with the Mental Health Act. {Source}", Codes(Ssda903.LegalStatuses)),
        new(FhirSystems.CategoryOfNeed, "Ssda903CategoryOfNeed", "SSDA903 category of need",
            $"Why a child needed the council's help. {Source}", Codes(Ssda903.CategoriesOfNeed)),
        new(FhirSystems.PlacementType, "Ssda903PlacementType", "SSDA903 placement type",
            $"What kind of place a looked-after child lives in: the lists of 2022 to 2025 and of 2025-26 together. {Source}", Codes(Ssda903.PlacementTypes)),
    ];

    private static List<HubCode> Codes(IEnumerable<KeyValuePair<string, string?>> list) =>
        [.. list.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => new HubCode(pair.Key, pair.Value))];
}
