using IntegrationHub.Domain.Codes;

namespace IntegrationHub.Functions.Referrals.Terminology;

/// <summary>What the health team states of a child beside the documents, in Observation.code and Observation.value.</summary>
internal static class IndicatorCodes
{
    public static IReadOnlyList<HubCodeSystem> Systems { get; } =
    [
        new(FhirSystems.HealthIndicator, "HealthIndicator", "Health indicator",
            "What the health team states of a looked-after child: what the OC2 columns of SSDA903, the councils' statutory return, ask for.",
        [
            new(HealthIndicators.ImmunisationsUpToDate, "Immunisations up to date", "valueBoolean: whether they are, on that day."),
            new(HealthIndicators.DentalCheck, "Teeth checked by a dentist", "valueBoolean: true, on the day of the check; false takes a wrong statement back."),
            new(HealthIndicators.DevelopmentChecksUpToDate, "Development checks up to date", "valueBoolean: whether they are, on that day; asked for under-fives."),
            new(HealthIndicators.Sdq, "Strengths and Difficulties Questionnaire",
                "valueInteger: the total difficulties score, 0 to 40; or valueCodeableConcept: why there is none, a code of sdq-reason."),
            new(HealthIndicators.SubstanceMisuse, "Substance misuse identified", "valueBoolean: whether a substance misuse problem was identified."),
            new(HealthIndicators.InterventionReceived, "Intervention for substance misuse received", "valueBoolean."),
            new(HealthIndicators.InterventionOffered, "Intervention for substance misuse offered", "valueBoolean."),
        ]),
        new(FhirSystems.SdqReason, "Ssda903SdqReason", "SSDA903 reason for no SDQ score",
            "Why a looked-after child has no score of the Strengths and Difficulties Questionnaire. Codes of SSDA903, the statutory return of English councils.",
            [.. SdqReasons.All.OrderBy(reason => reason.Key, StringComparer.Ordinal).Select(reason => new HubCode(reason.Key, reason.Value))]),
    ];
}
