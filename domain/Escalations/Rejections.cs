using IntegrationHub.Domain.Calendar;
using IntegrationHub.Domain.Cases;
using IntegrationHub.Domain.Codes;
using IntegrationHub.Domain.Policies;

namespace IntegrationHub.Domain.Escalations;

/// <summary>An assessment that its provider rejected and that nobody else is asked for.</summary>
internal static class Rejections
{
    /// <summary>The day of the rejection; null when nobody rejected, or somebody else is asked.</summary>
    public static DateOnly? On(CaseState state, Policy policy, int review) =>
        state.ReferralFor(review) is { MovedAt: { } at } referral && CaseStatus.TaskStatus(state, policy, referral) == TaskStatuses.Rejected ? LondonTime.DateOf(at) : null;
}
