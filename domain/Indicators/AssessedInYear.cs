using IntegrationHub.Domain.Cases;
using IntegrationHub.Domain.KeyDates;
using IntegrationHub.Domain.Policies;

namespace IntegrationHub.Domain.Indicators;

/// <summary>
/// Whether a child had a statutory health assessment in a year, the initial one or a review: the hub knows, nobody needs to send it. A Care Entry
/// Health Assessment is none.
/// </summary>
public static class AssessedInYear
{
    public static bool Of(CaseState state, ReportingYear year, Policy policy) => AssessedOn(state, policy).Any(day => year.Contains(day));

    /// <summary>The days on which the child was seen for a statutory assessment, also under an earlier clock.</summary>
    private static IEnumerable<DateOnly> AssessedOn(CaseState state, Policy policy) => state.Referrals
        .Select(referral => referral.Review).Distinct()
        .Select(review => KeyDateStandings.MetOn(state, KeyDate.AssessmentAttended, policy, review)).OfType<DateOnly>()
        .Concat(state.Former is { } former ? AssessedOn(former, policy) : []);
}
