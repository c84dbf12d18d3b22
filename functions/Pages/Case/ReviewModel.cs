using IntegrationHub.Domain.Calendar;
using IntegrationHub.Domain.Cases;
using IntegrationHub.Domain.Policies;
using IntegrationHub.Domain.Reviews;

namespace IntegrationHub.Functions.Pages.Case;

/// <summary>A review health assessment as the page shows it.</summary>
/// <param name="State">What became of it.</param>
/// <param name="Due">The statutory day.</param>
/// <param name="Referral">When health was asked, or is going to be.</param>
/// <param name="Why">Why it is due then.</param>
public sealed record ReviewModel(int Number, string State, string Due, string Referral, string Why)
{
    /// <summary>All that were referred, and the one that comes next.</summary>
    public static IReadOnlyList<ReviewModel> Of(CaseState state, Policy policy, DateOnly today) => [.. ReviewCycle.Known(state, policy).Select(review => Of(review, today))];

    private static ReviewModel Of(Review review, DateOnly today) => new(
        review.Number, StateOf(review, today), DateWords.Of(review.DueOn),
        review.RaisedOn is { } raised ? $"Raised on {DateWords.Of(raised)}" : review.Outcome == ReviewOutcome.Planned ? $"To be raised on {DateWords.Of(review.RaiseOn)}" : "Never raised",
        review.Explanation);

    private static string StateOf(Review review, DateOnly today) => review.Outcome switch
    {
        ReviewOutcome.Open or ReviewOutcome.Planned when review.DueOn < today => "Overdue",
        ReviewOutcome.Planned => "Planned",
        ReviewOutcome.Open => "Referred, not done yet",
        ReviewOutcome.Done => "Done",
        ReviewOutcome.Refused => "Refused",
        ReviewOutcome.Missed => "Missed: a later one took its place",
        _ => "Not done: care ended",
    };
}
