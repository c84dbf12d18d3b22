using System.Collections.Frozen;

namespace IntegrationHub.Domain.Codes;

/// <summary>
/// What the health team states of a looked-after child beside the documents: what the OC2 columns of SSDA903, the councils'
/// statutory return, ask for. A health assessment is none of them: the hub knows by itself when there was one.
/// </summary>
public static class HealthIndicators
{
    public const string ImmunisationsUpToDate = "immunisations-up-to-date";

    /// <summary>The teeth were checked by a dentist on the day it is about.</summary>
    public const string DentalCheck = "dental-check";

    /// <summary>Development checks (health surveillance or promotion), asked for under-fives.</summary>
    public const string DevelopmentChecksUpToDate = "development-checks-up-to-date";

    /// <summary>Strengths and Difficulties Questionnaire: a score, or the reason why there is none.</summary>
    public const string Sdq = "sdq";

    public const string SubstanceMisuse = "substance-misuse";
    public const string InterventionReceived = "substance-misuse-intervention-received";
    public const string InterventionOffered = "substance-misuse-intervention-offered";

    /// <summary>All, in the order in which they are shown.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        ImmunisationsUpToDate, DentalCheck, DevelopmentChecksUpToDate, Sdq, SubstanceMisuse, InterventionReceived, InterventionOffered,
    ];

    /// <summary>Total difficulties score of the questionnaire: lowest and highest (SSDA903, SDQ_SCORE).</summary>
    public static (int Lowest, int Highest) SdqScores { get; } = (0, 40);
}

/// <summary>Why there is no score of the Strengths and Difficulties Questionnaire (SSDA903, SDQ_REASON), each in words.</summary>
public static class SdqReasons
{
    public static FrozenDictionary<string, string> All { get; } = new Dictionary<string, string>
    {
        ["SDQ1"] = "The child is younger than 4 or older than 16",
        ["SDQ2"] = "The carer refused to complete it",
        ["SDQ3"] = "It was not possible",
        ["SDQ4"] = "Another reason",
        ["SDQ5"] = "The child or young person refused",
    }.ToFrozenDictionary();
}

/// <summary>FHIR <c>Observation.status</c> as the hub takes it.</summary>
public static class ObservationStatuses
{
    public const string Final = "final";
    public const string Amended = "amended";

    /// <summary>Never sent: how FHIR shows a statement that a later one has replaced.</summary>
    public const string EnteredInError = "entered-in-error";

    public static IReadOnlyList<string> Taken { get; } = [Final, Amended];
}
