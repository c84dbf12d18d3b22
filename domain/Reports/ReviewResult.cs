using IntegrationHub.Domain.Reviews;

namespace IntegrationHub.Domain.Reports;

/// <summary>A review health assessment as figures need it.</summary>
/// <param name="DueOn">Statutory.</param>
/// <param name="ReturnedOn">When both documents were back; null while they aren't.</param>
public sealed record ReviewFigure(int Number, DateOnly DueOn, DateOnly? ReturnedOn, ReviewOutcome Outcome);

/// <summary>What became of a review that is due on a day; each has exactly one.</summary>
public enum ReviewResult
{
    /// <summary>Both documents were back by the day it was due.</summary>
    InTime,

    /// <summary>Both are back; they came after that day.</summary>
    Late,

    /// <summary>The day has passed without both: it is open, a later review took its place, or care ended after the day.</summary>
    NotDone,

    /// <summary>Not both are back, and there is time left.</summary>
    NotYetDue,

    /// <summary>Declined as often as the policy says.</summary>
    Refused,

    /// <summary>Care ended, or became short breaks, before it was due.</summary>
    Ended,
}

/// <summary>Judges reviews.</summary>
public static class ReviewResults
{
    private static readonly (ReviewResult Result, string Name)[] Names =
    [
        (ReviewResult.InTime, "in-time"),
        (ReviewResult.Late, "late"),
        (ReviewResult.NotDone, "not-done"),
        (ReviewResult.NotYetDue, "not-yet-due"),
        (ReviewResult.Refused, "refused"),
        (ReviewResult.Ended, "ended"),
    ];

    public static IReadOnlyList<string> All { get; } = [.. Names.Select(pair => pair.Name)];

    public static string Name(ReviewResult result) => Names[(int)result].Name;

    /// <param name="review">A review of the case.</param>
    public static ReviewResult Of(CaseFigures figures, ReviewFigure review, DateOnly today) => review switch
    {
        { ReturnedOn: { } on } => on <= review.DueOn ? ReviewResult.InTime : ReviewResult.Late,
        { Outcome: ReviewOutcome.Refused } => ReviewResult.Refused,
        { Outcome: ReviewOutcome.Missed } => ReviewResult.NotDone,
        { Outcome: ReviewOutcome.Ended } => figures.CeasedOn > review.DueOn ? ReviewResult.NotDone : ReviewResult.Ended,
        _ => today > review.DueOn ? ReviewResult.NotDone : ReviewResult.NotYetDue,
    };
}
