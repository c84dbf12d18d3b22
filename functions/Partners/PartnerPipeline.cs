using Polly;
using Polly.CircuitBreaker;
using Polly.Retry;
using Polly.Timeout;

namespace IntegrationHub.Functions.Partners;

/// <summary>
/// The resilience of calls to one partner: a limit for each attempt, jittered retries that honour <c>Retry-After</c>, and a circuit breaker, so that an outage
/// doesn't hold up whoever has nothing to send.
/// </summary>
/// <typeparam name="T">What one call came to.</typeparam>
public class PartnerPipeline<T>
{
    private readonly ResiliencePipeline<T> pipeline;
    private readonly Func<string, T> away;

    /// <param name="isFault">True when the partner is at fault for the moment: another attempt is worth while, and many of them are an outage.</param>
    /// <param name="retryAfter">When the partner wants to be asked again.</param>
    /// <param name="away">What a call comes to that had no answer, from the reason in words.</param>
    /// <param name="realTime">Networks don't know the business clock.</param>
    protected PartnerPipeline(CallLimits limits, Func<T, bool> isFault, Func<T, TimeSpan?> retryAfter, Func<string, T> away, TimeProvider realTime)
    {
        this.away = away;
        pipeline = new ResiliencePipelineBuilder<T> { TimeProvider = realTime }
            .AddTimeout(limits.Whole)
            .AddRetry(new RetryStrategyOptions<T>
            {
                ShouldHandle = call => ValueTask.FromResult(call.Outcome.Exception is HttpRequestException or TimeoutRejectedException
                    || (call.Outcome.Result is { } result && isFault(result) && !(retryAfter(result) > limits.LongestPause))),
                DelayGenerator = call => ValueTask.FromResult(call.Outcome.Result is { } result ? retryAfter(result) : null),
                MaxRetryAttempts = limits.Retries,
                Delay = limits.Pause,
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
            })
            .AddCircuitBreaker(new CircuitBreakerStrategyOptions<T>
            {
                ShouldHandle = new PredicateBuilder<T>().Handle<HttpRequestException>().Handle<TimeoutRejectedException>().HandleResult(isFault),
                FailureRatio = 0.5,
                MinimumThroughput = limits.FaultsToBreak,
                SamplingDuration = TimeSpan.FromSeconds(30),
                BreakDuration = limits.Break,
            })
            .AddTimeout(limits.Attempt)
            .Build();
    }

    /// <summary>Runs the call; whatever the partner does becomes an outcome.</summary>
    public async Task<T> Run(Func<CancellationToken, Task<T>> call, CancellationToken cancel)
    {
        try
        {
            return await pipeline.ExecuteAsync(async token => await call(token), cancel);
        }
        catch (BrokenCircuitException)
        {
            return away("It is down and not called for the moment.");
        }
        catch (TimeoutRejectedException)
        {
            return away("It does not answer in time.");
        }
        catch (HttpRequestException)
        {
            return away("It could not be reached, or hung up.");
        }
    }
}
