namespace IntegrationHub.Domain.Escalations;

/// <summary>When a notice that a channel didn't take is tried again: for as long as it holds, so that an outage delays it and never loses it.</summary>
/// <param name="Pauses">Between the first failure and the next attempt, between that and the one after, ...; the last one goes on.</param>
public sealed record RedeliveryLadder(IReadOnlyList<TimeSpan> Pauses)
{
    /// <summary>A restart of the partner is bridged within minutes; a day's outage costs it one call an hour for each notice.</summary>
    public static RedeliveryLadder Default { get; } = new(
        [TimeSpan.FromSeconds(30), TimeSpan.FromMinutes(2), TimeSpan.FromMinutes(10), TimeSpan.FromHours(1)]);

    /// <summary>
    /// The next attempt. It follows from when the notice first failed, so no attempt has to be counted, and none needs a record of its own.
    /// </summary>
    /// <param name="firstFailedAt">When the first attempt failed.</param>
    /// <param name="now">After the attempt that failed just now.</param>
    /// <param name="retryAfter">What the channel asked for; followed up to the longest pause, and never makes the wait shorter.</param>
    public DateTimeOffset NextAfter(DateTimeOffset firstFailedAt, DateTimeOffset now, TimeSpan? retryAfter)
    {
        var (next, step) = (firstFailedAt, 0);
        while (next <= now && step < Pauses.Count - 1)
        {
            next += Pauses[step++];
        }

        var longest = Pauses[^1];
        if (next <= now)
        {
            next += longest * (Math.Floor((now - next) / longest) + 1);
        }

        var asked = now + (retryAfter < longest ? retryAfter.Value : retryAfter is null ? TimeSpan.Zero : longest);
        return asked > next ? asked : next;
    }
}
