namespace IntegrationHub.Domain.Subscriptions;

/// <summary>What became of one call to a subscriber's endpoint.</summary>
public enum DeliveryOutcome
{
    /// <summary>Answered 2xx.</summary>
    Taken,

    /// <summary>Not taken, for now or for good.</summary>
    Failed,

    /// <summary>Answered 410: the endpoint is not there any more and wants nothing.</summary>
    Gone,
}

/// <summary>One call to a subscriber's endpoint.</summary>
/// <param name="At">When it ended; real time, UTC.</param>
/// <param name="Failure">Half a sentence of why it was not taken, such as <c>it answered 500</c>; nothing that the receiver sent. Null when taken.</param>
/// <param name="RetryAfter">What a receiver that answered 429 or 503 asked for.</param>
public sealed record DeliveryAttempt(DeliveryOutcome Outcome, DateTimeOffset At, string? Failure = null, TimeSpan? RetryAfter = null);
