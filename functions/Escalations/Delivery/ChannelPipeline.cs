using IntegrationHub.Functions.Partners;

namespace IntegrationHub.Functions.Escalations.Delivery;

/// <summary>What one call to a partner came to.</summary>
/// <param name="IsFault">True when the partner is at fault for the moment: another attempt is worth while, and many of them are an outage.</param>
public sealed record Attempt(NoticeOutcome Outcome, bool IsFault = false);

/// <summary>The resilience of one channel; what comes after it is the matter of the redelivery ladder.</summary>
public sealed class ChannelPipeline(CallLimits limits, TimeProvider realTime) : PartnerPipeline<Attempt>(
    limits, attempt => attempt.IsFault, attempt => attempt.Outcome.RetryAfter, why => new Attempt(NoticeOutcome.Failed(why), IsFault: true), realTime);
