namespace IntegrationHub.Functions.Hosting;

/// <summary>
/// The hub's time of day. In Azure it is the real one. A local hub may start at another moment and be moved on, so that
/// a month can be played in seconds; it never goes backwards. Tokens live in real time and don't use it.
/// </summary>
public sealed class BusinessClock(TimeProvider real, DateTimeOffset? startsAt) : TimeProvider
{
    private readonly Lock gate = new();
    private TimeSpan ahead = startsAt is { } start ? start - real.GetUtcNow() : TimeSpan.Zero;

    public override DateTimeOffset GetUtcNow()
    {
        lock (gate)
        {
            return real.GetUtcNow() + ahead;
        }
    }

    /// <summary>Moves the clock on.</summary>
    /// <returns>False, and nothing moved, when that would be backwards.</returns>
    public bool TryMoveTo(DateTimeOffset moment)
    {
        lock (gate)
        {
            var now = real.GetUtcNow();
            if (moment < now + ahead)
            {
                return false;
            }

            ahead = moment - now;
            return true;
        }
    }
}
