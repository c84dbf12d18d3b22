namespace IntegrationHub.Functions.Calendar;

/// <summary>When all open cases were last seen to be counted by certain rules, <c>checks/recount.json</c>.</summary>
/// <param name="Rules"><see cref="Policies.CaseRules.Fingerprint"/>.</param>
/// <param name="Since">When the listing first looked by these rules, UTC.</param>
/// <param name="CleanAt">When it last found no case that was counted by others, UTC; null when it never did.</param>
public sealed record RecountStanding(string Rules, DateTimeOffset Since, DateTimeOffset? CleanAt)
{
    // For so long a process with the rules of before may still run beside this one, and write.
    private static readonly TimeSpan OldProcessesEnd = TimeSpan.FromHours(2);
    private static readonly TimeSpan LookAgainAfter = TimeSpan.FromHours(23);

    /// <summary>True when looking again can wait: nothing has changed, and nobody with other rules is about any more.</summary>
    public bool IsSettled(string rules, DateTimeOffset now) =>
        Rules == rules && CleanAt is { } clean && clean - Since >= OldProcessesEnd && now >= clean && now - clean < LookAgainAfter;
}
