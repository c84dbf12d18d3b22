using IntegrationHub.Domain.Cases;
using IntegrationHub.Domain.Codes;
using IntegrationHub.Domain.Policies;
using IntegrationHub.Domain.Reviews;

namespace IntegrationHub.Domain.Referrals;

/// <summary>Why a referral that its provider did not end itself is no longer to be worked on, in words without personal data.</summary>
public static class ReferralEnds
{
    /// <summary>Null while it is to be worked on, or when its provider ended it.</summary>
    public static string? Reason(CaseState state, Policy policy, ReferralState referral)
    {
        if (CaseStatus.TaskStatus(state, policy, referral) != TaskStatuses.Cancelled)
        {
            return null;
        }

        if (state.ReferralFor(referral.Review) != referral)
        {
            return "Another provider is asked instead.";
        }

        return referral.Review > 0 && state.Ceased is null ? OfReview(ReviewCycle.Find(state, policy, referral.Review)?.Outcome) : null;
    }

    private static string? OfReview(ReviewOutcome? outcome) => outcome switch
    {
        ReviewOutcome.Refused => "The review was declined too often: the next one is offered in its time.",
        ReviewOutcome.Missed => "The review was not done by the time the next one was due to be referred.",
        null => "The assessment that this review counted from was taken back.",
        _ => null,
    };
}
