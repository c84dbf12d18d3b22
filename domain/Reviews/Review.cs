namespace IntegrationHub.Domain.Reviews;

/// <summary>What became of a review health assessment.</summary>
public enum ReviewOutcome
{
    /// <summary>Not referred yet.</summary>
    Planned,

    /// <summary>Referred, and not done.</summary>
    Open,

    /// <summary>Summary and health care plan are back.</summary>
    Done,

    /// <summary>Declined as often as the policy says.</summary>
    Refused,

    /// <summary>Not done by the time a later one was referred; it may never have been referred itself.</summary>
    Missed,

    /// <summary>Care ended, or became short breaks, before it was done.</summary>
    Ended,
}

/// <summary>A review health assessment (RHA) of a case.</summary>
/// <param name="Number">1 for the first review after the Initial Health Assessment.</param>
/// <param name="DueOn">Statutory: by then both documents are back.</param>
/// <param name="RaiseOn">When its referral is to be raised.</param>
/// <param name="RaisedOn">When it was; null while it is planned, and when a later one was referred in its place.</param>
/// <param name="Explanation">Why it is due then, in words without personal data.</param>
public sealed record Review(int Number, DateOnly DueOn, DateOnly RaiseOn, DateOnly? RaisedOn, ReviewOutcome Outcome, string Explanation)
{
    /// <summary>For a missed one: when a later one was referred; from then on its own lateness doesn't grow.</summary>
    public DateOnly? SupersededOn { get; init; }

    /// <summary>The outcome's code in messages.</summary>
    public string OutcomeName => Outcome switch
    {
        ReviewOutcome.Planned => "planned",
        ReviewOutcome.Open => "open",
        ReviewOutcome.Done => "done",
        ReviewOutcome.Refused => "refused",
        ReviewOutcome.Missed => "missed",
        ReviewOutcome.Ended => "ended",
        _ => throw new InvalidOperationException("Unknown outcome."),
    };
}
