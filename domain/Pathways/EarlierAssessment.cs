using IntegrationHub.Domain.Cases;
using IntegrationHub.Domain.KeyDates;
using IntegrationHub.Domain.Policies;

namespace IntegrationHub.Domain.Pathways;

/// <summary>
/// An assessment made before care began, within the months that the policy says, is used instead of a new one (SI 2010/959, regulation 7: three
/// months). It may have been made elsewhere, or under an earlier clock of the same case, before short breaks.
/// </summary>
public static class EarlierAssessment
{
    /// <summary>When the child was seen; null when no such assessment is recorded, or when it lies too far back or not before day 0.</summary>
    public static DateOnly? UsedFrom(CaseState state, Policy policy)
    {
        var dayZero = state.DayZero;
        return ReturnedBefore(state, policy).Append(state.EarlierAssessmentOn)
            .Where(on => on < dayZero && on >= dayZero.AddMonths(-policy.EarlierAssessmentMonths)).Max();
    }

    /// <summary>When the child was seen for the assessments that were returned under the earlier clock.</summary>
    private static IEnumerable<DateOnly?> ReturnedBefore(CaseState state, Policy policy) =>
        from former in new[] { state.Former }.OfType<CaseState>()
        from review in former.Referrals.Select(referral => referral.Review).Distinct()
        where KeyDateMet.ReturnedOn(former, review) is not null
        select KeyDateMet.AttendedOn(former, policy, review);
}
