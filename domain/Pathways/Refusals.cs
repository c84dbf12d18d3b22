using IntegrationHub.Domain.Cases;
using IntegrationHub.Domain.Policies;

namespace IntegrationHub.Domain.Pathways;

/// <summary>When an assessment counts as refused: it was declined as often as the policy says.</summary>
public static class Refusals
{
    /// <summary>The day of the refusal that decided; null while there were too few.</summary>
    /// <param name="review">0 for the Initial Health Assessment, n for the n-th review.</param>
    public static DateOnly? DecidedOn(CaseState state, Policy policy, int review = 0)
    {
        var declined = state.DeclinedOf(review).Select(declined => declined.On).Order().ToList();
        return declined.Count >= policy.RefusalsBeforeCeha ? declined[policy.RefusalsBeforeCeha - 1] : null;
    }
}
