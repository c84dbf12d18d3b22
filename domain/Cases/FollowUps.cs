using IntegrationHub.Domain.Calendar;
using IntegrationHub.Domain.Policies;
using IntegrationHub.Domain.Referrals;
using IntegrationHub.Domain.Reviews;

namespace IntegrationHub.Domain.Cases;

/// <summary>What a case calls for by itself, without anybody's message: the next provider after a rejection, and the referral of a review.</summary>
public static class FollowUps
{
    /// <summary>Facts to record now; none when nothing is called for.</summary>
    public static IReadOnlyList<NewFact> Decide(CaseState state, DateTimeOffset now, Policy policy) =>
        state.Exists && (Routing.AfterRejection(state, policy) ?? RaiseReview.Decide(state, LondonTime.DateOf(now), policy)) is { } raised
            ? [new NewFact(now, raised)]
            : [];
}
