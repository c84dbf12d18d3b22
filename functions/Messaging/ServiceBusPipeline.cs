using IntegrationHub.Functions.Partners;

namespace IntegrationHub.Functions.Messaging;

/// <summary>What one request came to.</summary>
/// <param name="Fault">Null when the message was taken.</param>
/// <param name="RetryAfter">When the broker wants to be asked again.</param>
public sealed record SendAttempt(SendFault? Fault, int Status, string Reason, TimeSpan? RetryAfter = null);

/// <summary>The resilience of sending; what comes after it is the matter of the outbox.</summary>
public sealed class ServiceBusPipeline(CallLimits limits, TimeProvider realTime) : PartnerPipeline<SendAttempt>(
    limits, attempt => attempt.Fault == SendFault.Away, attempt => attempt.RetryAfter, why => new SendAttempt(SendFault.Away, 0, why), realTime);
