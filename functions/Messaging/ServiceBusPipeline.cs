using Polly;
using Polly.CircuitBreaker;
using Polly.Retry;
using Polly.Timeout;

namespace IntegrationHub.Functions.Messaging;

/// <summary>How patient the hub is with Service Bus in one go; what comes after that is the matter of the outbox.</summary>
/// <param name="Attempt">Longest time for one attempt.</param>
/// <param name="Whole">Longest time for all of them together.</param>
/// <param name="Retries">Attempts after the first.</param>
/// <param name="Pause">Before the first retry; grows, with jitter.</param>
/// <param name="LongestPause"><c>Retry-After</c> is waited for in place up to this.</param>
/// <param name="FaultsToBreak">After so many attempts within half a minute, at least half of them faults, the broker counts as down.</param>
/// <param name="Break">How long a broker that counts as down isn't called at all.</param>
public sealed record SendLimits(TimeSpan Attempt, TimeSpan Whole, int Retries, TimeSpan Pause, TimeSpan LongestPause, int FaultsToBreak, TimeSpan Break)
{
    public static SendLimits Default { get; } = new(
        TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(25), 3, TimeSpan.FromMilliseconds(500), TimeSpan.FromSeconds(5), 12, TimeSpan.FromSeconds(15));
}

/// <summary>What one request came to.</summary>
/// <param name="Fault">Null when the message was taken.</param>
/// <param name="RetryAfter">When the broker wants to be asked again.</param>
public sealed record SendAttempt(SendFault? Fault, int Status, string Reason, TimeSpan? RetryAfter = null);

/// <summary>
/// The resilience of sending: a limit for each attempt, jittered retries that honour <c>Retry-After</c>, and a circuit breaker, so that an outage doesn't hold up
/// whoever has nothing to send.
/// </summary>
public sealed class ServiceBusPipeline
{
    private readonly ResiliencePipeline<SendAttempt> pipeline;

    /// <param name="realTime">Networks don't know the business clock.</param>
    public ServiceBusPipeline(SendLimits limits, TimeProvider realTime)
    {
        var faults = new PredicateBuilder<SendAttempt>().Handle<HttpRequestException>().Handle<TimeoutRejectedException>();
        pipeline = new ResiliencePipelineBuilder<SendAttempt> { TimeProvider = realTime }
            .AddTimeout(limits.Whole)
            .AddRetry(new RetryStrategyOptions<SendAttempt>
            {
                ShouldHandle = attempt => ValueTask.FromResult(attempt.Outcome.Exception is HttpRequestException or TimeoutRejectedException
                    || attempt.Outcome.Result is { Fault: SendFault.Away } away && !(away.RetryAfter > limits.LongestPause)),
                DelayGenerator = attempt => ValueTask.FromResult(attempt.Outcome.Result?.RetryAfter),
                MaxRetryAttempts = limits.Retries,
                Delay = limits.Pause,
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
            })
            .AddCircuitBreaker(new CircuitBreakerStrategyOptions<SendAttempt>
            {
                ShouldHandle = faults.HandleResult(attempt => attempt.Fault == SendFault.Away),
                FailureRatio = 0.5,
                MinimumThroughput = limits.FaultsToBreak,
                SamplingDuration = TimeSpan.FromSeconds(30),
                BreakDuration = limits.Break,
            })
            .AddTimeout(limits.Attempt)
            .Build();
    }

    /// <summary>Runs the request; whatever the broker does becomes an outcome.</summary>
    public async Task<SendAttempt> Run(Func<CancellationToken, Task<SendAttempt>> request, CancellationToken cancel)
    {
        try
        {
            return await pipeline.ExecuteAsync(async token => await request(token), cancel);
        }
        catch (BrokenCircuitException)
        {
            return new SendAttempt(SendFault.Away, 0, "It is down and not called for the moment.");
        }
        catch (TimeoutRejectedException)
        {
            return new SendAttempt(SendFault.Away, 0, "It does not answer in time.");
        }
        catch (HttpRequestException)
        {
            return new SendAttempt(SendFault.Away, 0, "It could not be reached, or hung up.");
        }
    }
}
