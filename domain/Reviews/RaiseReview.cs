using IntegrationHub.Domain.Cases;
using IntegrationHub.Domain.Codes;
using IntegrationHub.Domain.Policies;
using IntegrationHub.Domain.Referrals;

namespace IntegrationHub.Domain.Reviews;

/// <summary>
/// Raises the referral of the next review, the lead time ahead of its due date, to the provider who is asked now. Where documents come back, or a sweep
/// runs, so late that further reviews should have been referred by now, only the last of them is: those before it are missed.
/// </summary>
public static class RaiseReview
{
    /// <summary>The referral; null while it is too early, or when no review is planned.</summary>
    public static ReferralRaised? Decide(CaseState state, DateOnly today, Policy policy) =>
        Planned(state, policy) is { } review && review.RaiseOn <= today
            ? Routing.Raise(state, Latest(state, policy, review, today).Number, state.HealthProvider, ReferralReasons.ReviewDue)
            : null;

    private static Review Latest(CaseState state, Policy policy, Review review, DateOnly today)
    {
        while (ReviewCycle.IfMissed(state, policy, review) is { } next && next.RaiseOn <= today)
        {
            review = next;
        }

        return review;
    }

    /// <summary>When the next referral of a review is to be raised; null when none is planned. May lie in the past.</summary>
    public static DateOnly? NextOn(CaseState state, Policy policy) => Planned(state, policy)?.RaiseOn;

    private static Review? Planned(CaseState state, Policy policy) =>
        state.IsOpen ? ReviewCycle.Of(state, policy).FirstOrDefault(review => review.Outcome == ReviewOutcome.Planned) : null;
}
