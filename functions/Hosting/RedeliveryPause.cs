namespace IntegrationHub.Functions.Hosting;

/// <summary>
/// How long a message that is given back waits for its next delivery. A storage queue waits by itself (host.json, <c>visibilityTimeout</c>). Service Bus delivers again at
/// once, four times within a second perhaps; so there the hub keeps the host waiting for the answer. The host renews the message's lock for five minutes (host.json,
/// <c>maxAutoLockRenewalDuration</c>), and takes fewer new messages meanwhile, which is as it should be while storage is away.
/// </summary>
public sealed class RedeliveryPause(HubSettings settings, TimeProvider realTime)
{
    private static readonly TimeSpan UnderTheHost = TimeSpan.FromSeconds(30);

    /// <summary>Returns at once on storage queues.</summary>
    public Task Wait(TriggerMessage message, CancellationToken cancel)
    {
        // Nobody at a desk waits for half a minute.
        var pause = settings.IsLocal ? TimeSpan.FromMilliseconds(500 * message.DeliveryCount) : UnderTheHost;
        return settings.ServiceBus is null ? Task.CompletedTask : Task.Delay(pause, realTime, cancel);
    }
}
