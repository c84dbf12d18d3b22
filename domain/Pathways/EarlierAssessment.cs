using IntegrationHub.Domain.Cases;
using IntegrationHub.Domain.Policies;

namespace IntegrationHub.Domain.Pathways;

/// <summary>
/// An assessment made before care began, within the months that the policy says, is used instead of a new one (SI 2010/959, regulation 7: three
/// months).
/// </summary>
public static class EarlierAssessment
{
    /// <summary>When the child was seen; null when no such assessment is recorded, or when it lies too far back or not before day 0.</summary>
    public static DateOnly? UsedFrom(CaseState state, Policy policy) =>
        state.EarlierAssessmentOn is { } on && on < state.DayZero && on >= state.DayZero.AddMonths(-policy.EarlierAssessmentMonths) ? on : null;
}
