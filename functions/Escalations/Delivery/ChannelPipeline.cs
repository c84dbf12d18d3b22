using Polly;
using Polly.CircuitBreaker;
using Polly.Retry;
using Polly.Timeout;

namespace IntegrationHub.Functions.Escalations.Delivery;

/// <summary>How patient the hub is with a channel in one go; what comes after that is the matter of the redelivery ladder.</summary>
/// <param name="Attempt">Longest time for one attempt.</param>
/// <param name="Whole">Longest time for all of them together. A queue message comes back after 30 seconds.</param>
/// <param name="Retries">Attempts after the first.</param>
/// <param name="Pause">Before the first retry; grows, with jitter.</param>
/// <param name="LongestPause">A partner's <c>Retry-After</c> is waited for in place up to this.</param>
/// <param name="FaultsToBreak">After so many attempts within half a minute, at least half of them faults, the channel counts as down.</param>
/// <param name="Break">How long a channel that counts as down isn't called at all.</param>
public sealed record ChannelLimits(
    TimeSpan Attempt, TimeSpan Whole, int Retries, TimeSpan Pause, TimeSpan LongestPause, int FaultsToBreak, TimeSpan Break)
{
    public static ChannelLimits Default { get; } = new(
        TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(18), 2, TimeSpan.FromMilliseconds(500), TimeSpan.FromSeconds(3), 6, TimeSpan.FromSeconds(15));
}

/// <summary>What one call to a partner came to.</summary>
/// <param name="IsFault">True when the partner is at fault for the moment: another attempt is worth while, and many of them are an outage.</param>
public sealed record Attempt(NoticeOutcome Outcome, bool IsFault = false);

/// <summary>The resilience of one channel: a limit for each attempt, jittered retries that honour <c>Retry-After</c>, and a circuit breaker.</summary>
public sealed class ChannelPipeline
{
    private readonly ResiliencePipeline<Attempt> pipeline;

    /// <param name="realTime">Networks don't know the business clock.</param>
    public ChannelPipeline(ChannelLimits limits, TimeProvider realTime) =>
        pipeline = new ResiliencePipelineBuilder<Attempt> { TimeProvider = realTime }
            .AddTimeout(limits.Whole)
            .AddRetry(new RetryStrategyOptions<Attempt>
            {
                ShouldHandle = attempt => ValueTask.FromResult(attempt.Outcome.Exception is HttpRequestException or TimeoutRejectedException
                    || attempt.Outcome.Result is { IsFault: true } fault && !(fault.Outcome.RetryAfter > limits.LongestPause)),
                DelayGenerator = attempt => ValueTask.FromResult(attempt.Outcome.Result?.Outcome.RetryAfter),
                MaxRetryAttempts = limits.Retries,
                Delay = limits.Pause,
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
            })
            .AddCircuitBreaker(new CircuitBreakerStrategyOptions<Attempt>
            {
                ShouldHandle = new PredicateBuilder<Attempt>().Handle<HttpRequestException>().Handle<TimeoutRejectedException>().HandleResult(attempt => attempt.IsFault),
                FailureRatio = 0.5,
                MinimumThroughput = limits.FaultsToBreak,
                SamplingDuration = TimeSpan.FromSeconds(30),
                BreakDuration = limits.Break,
            })
            .AddTimeout(limits.Attempt)
            .Build();

    /// <summary>Runs the call; whatever the partner does becomes an outcome.</summary>
    public async Task<NoticeOutcome> Run(Func<CancellationToken, Task<Attempt>> call, CancellationToken cancel)
    {
        try
        {
            return (await pipeline.ExecuteAsync(async token => await call(token), cancel)).Outcome;
        }
        catch (BrokenCircuitException)
        {
            return NoticeOutcome.Failed("It is down and not called for the moment.");
        }
        catch (TimeoutRejectedException)
        {
            return NoticeOutcome.Failed("It does not answer in time.");
        }
        catch (HttpRequestException)
        {
            return NoticeOutcome.Failed("It could not be reached, or hung up.");
        }
    }

    /// <summary>What a partner asks for by <c>Retry-After</c>.</summary>
    public static TimeSpan? RetryAfter(HttpResponseMessage answer, TimeProvider realTime)
    {
        var asked = answer.Headers.RetryAfter;
        var wait = asked?.Delta ?? asked?.Date - realTime.GetUtcNow();
        return wait > TimeSpan.Zero ? wait : null;
    }
}
