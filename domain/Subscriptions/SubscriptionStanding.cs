using System.Globalization;

namespace IntegrationHub.Domain.Subscriptions;

/// <summary>How a subscription stands: what FHIR shows of it, and when it may be tried again.</summary>
/// <param name="Status">FHIR R4 <c>SubscriptionStatus</c>: requested, active, error or off.</param>
/// <param name="Failures">Failures in a row.</param>
/// <param name="FailingSince">When the first of them ended; real time, UTC.</param>
/// <param name="NextAttemptAt">Nothing is sent before; real time, UTC.</param>
/// <param name="Error">What <c>Subscription.error</c> says; null while all is well.</param>
public sealed record SubscriptionStanding(
    string Status, int Failures = 0, DateTimeOffset? FailingSince = null, DateTimeOffset? NextAttemptAt = null, string? Error = null)
{
    public const string Requested = "requested";
    public const string Active = "active";
    public const string InError = "error";
    public const string Off = "off";

    /// <summary>Something may be sent: the handshake while requested, notifications while active.</summary>
    public bool IsRunning => Status is Requested or Active;

    /// <summary>The standing after a call. The ladder used up: in error, until the client asks for it again.</summary>
    public SubscriptionStanding After(DeliveryAttempt attempt, RetryLadder ladder) => attempt.Outcome switch
    {
        DeliveryOutcome.Taken => new SubscriptionStanding(Active),
        DeliveryOutcome.Gone => new SubscriptionStanding(Off, Error: "The endpoint answered 410 Gone, so the hub turned the subscription off."),
        _ => AfterFailure(attempt, ladder),
    };

    private SubscriptionStanding AfterFailure(DeliveryAttempt attempt, RetryLadder ladder)
    {
        var failures = Failures + 1;
        var since = FailingSince ?? attempt.At;
        var text = string.Create(CultureInfo.InvariantCulture, $"Nothing has been taken at the endpoint since {since.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss'Z'}: {attempt.Failure}.");
        return ladder.PauseAfter(failures, attempt.RetryAfter) is { } pause
            ? new SubscriptionStanding(Status, failures, since, attempt.At + pause, $"{text} The hub tries again.")
            : new SubscriptionStanding(InError, failures, since, null, $"{text} The hub has stopped trying; put the subscription with status requested to go on where it stopped.");
    }
}
