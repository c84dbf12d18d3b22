using IntegrationHub.Domain.Cases;
using IntegrationHub.Domain.Codes;
using IntegrationHub.Domain.Policies;

namespace IntegrationHub.Domain.Referrals;

/// <summary>
/// Who is asked next. A provider that rejects ("books closed", say) is followed by the next route of the policy for the placement's area that was not
/// asked yet; a move into an area with routes by the first of them that has not rejected, while nobody has accepted and unless one of them is asked
/// already. The case and its clock stay the same.
/// </summary>
public static class Routing
{
    /// <summary>The referral that a rejection calls for; null when nobody rejected, or nobody is left to ask.</summary>
    public static ReferralRaised? AfterRejection(CaseState state, Policy policy)
    {
        var referral = CaseStatus.WorkedOn(state, policy);
        return state.IsOpen && CaseStatus.TaskStatus(state, policy, referral) == TaskStatuses.Rejected
            && Routes(state, policy).FirstOrDefault(provider => !Asked(state, referral.Review).Any(asked => asked.Provider == provider)) is { } next
            ? Raise(state, referral.Review, next, ReferralReasons.ProviderRejected)
            : null;
    }

    /// <summary>The referral that a move to another placement calls for; null when the area or the provider stays the same.</summary>
    /// <param name="before">The case without the move.</param>
    /// <param name="after">The case with it.</param>
    public static ReferralRaised? AfterMove(CaseState before, CaseState after, Policy policy)
    {
        var referral = CaseStatus.WorkedOn(after, policy);
        var routes = Routes(after, policy);
        return after.Care.Placement?.LocalAuthority != before.Care.Placement?.LocalAuthority && !routes.Contains(referral.Provider)
            && CaseStatus.TaskStatus(after, policy, referral) is TaskStatuses.Requested or TaskStatuses.Received
            && routes.FirstOrDefault(provider => !HasRejected(after, referral.Review, provider)) is { } next
            ? Raise(after, referral.Review, next, ReferralReasons.PlacementMoved)
            : null;
    }

    /// <summary>A further referral to a provider.</summary>
    /// <param name="reason">One of <see cref="ReferralReasons"/>.</param>
    public static ReferralRaised Raise(CaseState state, int review, string provider, string reason) =>
        new(state.Referral.Number + 1, review, provider, reason);

    /// <summary>The providers for children placed where this one is, in order.</summary>
    private static List<string> Routes(CaseState state, Policy policy) =>
        [.. policy.Routes.Where(route => route.PlacedIn == state.Care.Placement?.LocalAuthority).Select(route => route.Provider)];

    private static bool HasRejected(CaseState state, int review, string provider) =>
        Asked(state, review).Any(referral => referral.Provider == provider && referral.Status == TaskStatuses.Rejected);

    private static IEnumerable<ReferralState> Asked(CaseState state, int review) => state.Referrals.Where(referral => referral.Review == review);
}
