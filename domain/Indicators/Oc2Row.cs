using IntegrationHub.Domain.Cases;
using IntegrationHub.Domain.Codes;
using IntegrationHub.Domain.Policies;

namespace IntegrationHub.Domain.Indicators;

/// <summary>
/// One child in the OC2 part of SSDA903, by what was stated about days of the year. Null: not asked for at the child's age, or
/// nothing was stated; the hub makes up no answer. What is an event of the year (teeth checked, assessed) is false when the hub knows of none.
/// </summary>
public sealed record Oc2Row
{
    /// <summary>The council's own child reference.</summary>
    public required string Child { get; init; }

    public DateOnly? DateOfBirth { get; init; }

    /// <summary>0 to 40: the last score of the year that was made at 4 to 16.</summary>
    public int? SdqScore { get; init; }

    /// <summary>Only without a score: the last reason of the year.</summary>
    public string? SdqReason { get; init; }

    /// <summary>Development checks up to date, under 5 only.</summary>
    public bool? HealthCheck { get; init; }

    public bool? Immunisations { get; init; }

    public bool TeethCheck { get; init; }

    public bool HealthAssessment { get; init; }

    /// <summary>Identified at any time in the year.</summary>
    public bool? SubstanceMisuse { get; init; }

    /// <summary>Only where substance misuse was identified.</summary>
    public bool? InterventionReceived { get; init; }

    /// <summary>Only where substance misuse was identified and no intervention was received: the return wants it blank otherwise (rules 158 and 193 of its public validator).</summary>
    public bool? InterventionOffered { get; init; }

    /// <summary>The child's row; null when the child was not looked after for 12 months without a break at the end of the year.</summary>
    public static Oc2Row? Of(CaseState state, ReportingYear year, Policy policy)
    {
        if (!year.IsCoveredBy(state))
        {
            return null;
        }

        var said = new Said([.. HealthIndicatorStandings.Of(state).Where(one => year.Contains(one.On))]);
        var (score, reason) = SdqOf(state.Child, said, year);
        var misuse = said.Ever(HealthIndicators.SubstanceMisuse);
        var received = misuse == true ? said.Ever(HealthIndicators.InterventionReceived) : null;
        return new Oc2Row
        {
            Child = state.Header.LocalId,
            DateOfBirth = state.Child.DateOfBirth,
            SdqScore = score,
            SdqReason = reason,
            HealthCheck = state.Child.AgeOn(year.LastDay) < 5 ? said.Last(HealthIndicators.DevelopmentChecksUpToDate) : null,
            Immunisations = said.Last(HealthIndicators.ImmunisationsUpToDate),
            TeethCheck = said.Ever(HealthIndicators.DentalCheck) == true,
            HealthAssessment = AssessedInYear.Of(state, year, policy),
            SubstanceMisuse = misuse,
            InterventionReceived = received,
            InterventionOffered = misuse == true && received != true ? said.Ever(HealthIndicators.InterventionOffered) : null,
        };
    }

    /// <summary>
    /// The questionnaire is for 4 to 16. Whoever turned 4 or 17 within the year is reported with the score made at such an age,
    /// or with a reason; whoever was 17 on the first day, or is not yet 4 on the last, with neither (rules 188, 189 and 197B of the
    /// public validator of the return).
    /// </summary>
    private static (int? Score, string? Reason) SdqOf(ChildDetails child, Said said, ReportingYear year)
    {
        if (child.AgeOn(year.LastDay) is not >= 4 || child.AgeOn(year.FirstDay) > 16)
        {
            return (null, null);
        }

        var sdq = said.On(HealthIndicators.Sdq);
        var score = sdq.Where(one => child.AgeOn(one.On) is >= 4 and <= 16).Select(one => one.Recorded.Score).FirstOrDefault(made => made is not null);
        return score is not null ? (score, null) : (null, sdq.Select(one => one.Recorded.Reason).FirstOrDefault(given => given is not null));
    }

    /// <summary>What was stated about days of the year, the latest day of an indicator first.</summary>
    private sealed record Said(IReadOnlyList<HealthIndicatorState> Statements)
    {
        public IEnumerable<HealthIndicatorState> On(string indicator) => Statements.Where(one => one.Indicator == indicator);

        public bool? Last(string indicator) => On(indicator).FirstOrDefault()?.Recorded.Yes;

        public bool? Ever(string indicator) => On(indicator).Max(one => one.Recorded.Yes);
    }
}
