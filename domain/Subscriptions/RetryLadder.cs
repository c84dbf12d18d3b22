namespace IntegrationHub.Domain.Subscriptions;

/// <summary>When a notification that was not taken is tried again.</summary>
/// <param name="Pauses">The pause after the first failure in a row, after the second, ...; after one more the subscription is paused.</param>
/// <param name="LongestRetryAfter">A receiver's <c>Retry-After</c> is followed up to this.</param>
public sealed record RetryLadder(IReadOnlyList<TimeSpan> Pauses, TimeSpan LongestRetryAfter)
{
    /// <summary>
    /// A restart of the receiver is bridged within a minute, an outage of a working day without losing the subscription: some
    /// nine hours from the first failure to the pause.
    /// </summary>
    public static RetryLadder Default { get; } = new(
        [
            TimeSpan.FromSeconds(10),
            TimeSpan.FromMinutes(1),
            TimeSpan.FromMinutes(5),
            TimeSpan.FromMinutes(30),
            TimeSpan.FromHours(2),
            TimeSpan.FromHours(6),
        ],
        TimeSpan.FromHours(6));

    /// <summary>The pause after a failure; null when the ladder is used up.</summary>
    /// <param name="failures">How many failed in a row, this one included; 1 or more.</param>
    /// <param name="retryAfter">What the receiver asked for; never makes the pause shorter.</param>
    public TimeSpan? PauseAfter(int failures, TimeSpan? retryAfter)
    {
        if (failures > Pauses.Count)
        {
            return null;
        }

        var pause = Pauses[failures - 1];
        var asked = retryAfter is { } wanted && wanted > LongestRetryAfter ? LongestRetryAfter : retryAfter;
        return asked > pause ? asked : pause;
    }
}
