using System.Diagnostics;
using IntegrationHub.Functions.Hosting;
using IntegrationHub.Functions.Storage;

namespace IntegrationHub.Functions.Operations;

/// <summary>
/// Parks what the broker itself has given up on, so that there is one place to look: a process that is killed at every delivery of a message never gets to
/// park it.
/// </summary>
public sealed class CollectPoison(ParkedStore parked, TimeProvider time) : IQueueFunction
{
    public const string Reason = "dead-lettered";

    /// <summary>Ending of the names of the storage queues to which the host moves such messages; Service Bus has a dead-letter queue beneath each queue.</summary>
    public const string Ending = "-poison";

    public async Task<TriggerResult> Handle(TriggerMessage message, CancellationToken cancel)
    {
        await parked.Park(
            new ParkedMessage(
                message.Queue, message.MessageId, Reason, message.DeliveryCount, Activity.Current?.TraceId.ToString() ?? "", time.GetUtcNow(), message.Raw),
            cancel);
        return TriggerResult.Done("parked");
    }
}
