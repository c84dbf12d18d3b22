using System.Collections.Concurrent;
using System.Threading.RateLimiting;
using IntegrationHub.Functions.Security;

namespace IntegrationHub.Functions.Hosting;

/// <summary>
/// How many requests a client may send: a bucket for each client and subject of a valid token, and one for everything else together, so that a stranger can't
/// make buckets. In this process; several instances give several times as much.
/// </summary>
public sealed class RateLimits(HubSettings settings, RealTime realTime) : IDisposable
{
    /// <summary>Requests a minute under the Functions host, unless set: a hundred each second.</summary>
    public const int UsualPerMinute = 6_000;

    /// <summary>A bucket fills up ten times a minute.</summary>
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(6);

    private readonly ConcurrentDictionary<(string, string), long> lastRefused = [];
    private readonly PartitionedRateLimiter<Caller?>? limiter = settings.RatePerMinute is { } perMinute ? Of(perMinute) : null;

    /// <summary>Takes one request from a bucket.</summary>
    /// <returns>Null when there was one left; otherwise in how many seconds to ask again, at least 1.</returns>
    public int? Take(Caller? caller)
    {
        using var lease = limiter?.AttemptAcquire(caller);
        return lease is not { IsAcquired: false } ? null
            : lease.TryGetMetadata(MetadataName.RetryAfter, out var after) ? Math.Max(1, (int)Math.Ceiling(after.TotalSeconds))
            : (int)Period.TotalSeconds;
    }

    /// <summary>Whether a refusal is the first of its bucket in this minute: of a flood, one line a minute is enough.</summary>
    public bool IsWorthAudit(Caller? caller)
    {
        var (bucket, minute) = (BucketOf(caller), realTime.Now.ToUnixTimeSeconds() / 60);
        return lastRefused.TryGetValue(bucket, out var last) ? last != minute && lastRefused.TryUpdate(bucket, minute, last) : lastRefused.TryAdd(bucket, minute);
    }

    public void Dispose() => limiter?.Dispose();

    private static (string Client, string Subject) BucketOf(Caller? caller) => caller is null ? ("", "") : (caller.Client, caller.Subject);

    private static PartitionedRateLimiter<Caller?> Of(int perMinute) => PartitionedRateLimiter.Create<Caller?, (string Client, string Subject)>(caller => RateLimitPartition.GetTokenBucketLimiter(
        BucketOf(caller),
        _ => new TokenBucketRateLimiterOptions
        {
            TokenLimit = perMinute,
            TokensPerPeriod = Math.Max(1, perMinute / 10),
            ReplenishmentPeriod = Period,
            QueueLimit = 0,
        }));
}
