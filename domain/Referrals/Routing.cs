using IntegrationHub.Domain.Cases;
using IntegrationHub.Domain.Codes;
using IntegrationHub.Domain.Policies;

namespace IntegrationHub.Domain.Referrals;

/// <summary>
/// Who is asked next. A provider that rejects ("books closed", say) is followed by the next route of the policy for the placement's area that was not
/// asked yet; a move into an area with routes by the first of them, while nobody has accepted. The case and its clock stay the same.
/// </summary>
public static class Routing
{
    /// <summary>The referral that a rejection calls for; null when nobody rejected, or nobody is left to ask.</summary>
    public static ReferralRaised? AfterRejection(CaseState state, Policy policy)
    {
        var referral = state.Referral;
        return state.IsOpen && CaseStatus.TaskStatus(state, policy, referral) == TaskStatuses.Rejected && NextProvider(state, policy) is { } provider
            ? Raise(state, referral.Review, provider, ReferralReasons.ProviderRejected)
            : null;
    }

    /// <summary>The referral that a move to another placement calls for; null when the provider stays the same.</summary>
    /// <param name="state">The case with the new placement.</param>
    public static ReferralRaised? AfterMove(CaseState state, Policy policy) =>
        CaseStatus.TaskStatus(state, policy, state.Referral) is TaskStatuses.Requested or TaskStatuses.Received && NextProvider(state, policy) is { } provider
            ? Raise(state, state.Referral.Review, provider, ReferralReasons.PlacementMoved)
            : null;

    /// <summary>A further referral to a provider.</summary>
    /// <param name="reason">One of <see cref="ReferralReasons"/>.</param>
    public static ReferralRaised Raise(CaseState state, int review, string provider, string reason) =>
        new(state.Referral.Number + 1, review, provider, reason);

    private static string? NextProvider(CaseState state, Policy policy)
    {
        var asked = state.Referrals.Where(referral => referral.Review == state.Referral.Review).Select(referral => referral.Provider).ToHashSet();
        return policy.Routes.Where(route => route.PlacedIn == state.Care.Placement?.LocalAuthority).Select(route => route.Provider).FirstOrDefault(provider => !asked.Contains(provider));
    }
}
