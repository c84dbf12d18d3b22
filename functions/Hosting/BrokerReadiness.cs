using IntegrationHub.Contracts;
using IntegrationHub.Functions.Messaging;
using IntegrationHub.Functions.Storage;

namespace IntegrationHub.Functions.Hosting;

/// <summary>
/// Whether messages go out, for readiness. Service Bus can't be asked without sending, so what is known of it is how the last messages went: <c>unknown</c> until one was
/// sent. A fault that the operator has to mend makes the hub not ready. A broker that is away for the moment doesn't, it delays: the outbox keeps everything.
/// </summary>
internal sealed class BrokerReadiness(HubSettings settings, HubStorage storage, StorageStartup startup, BrokerHealth health)
{
    public async Task<(bool IsReady, object View)> Look(CancellationToken cancel)
    {
        var isServiceBus = settings.ServiceBus is not null;
        var name = isServiceBus ? "service-bus" : "queue-storage";
        if (!isServiceBus && !(startup.IsReady && await HealthEndpoints.Check(() => storage.Queue(Queues.LacNotifications).ExistsAsync(cancel), cancel)))
        {
            return (false, new { name, status = "down" });
        }

        var queues = health.Queues;
        var faults = queues.Where(queue => queue.Value.Fault is not null).OrderBy(queue => queue.Key, StringComparer.Ordinal).ToList();
        if (faults.Count == 0)
        {
            return (true, new { name, status = isServiceBus && queues.Count == 0 ? "unknown" : "up" });
        }

        var isMisconfigured = faults.Exists(queue => queue.Value.Fault == SendFault.Misconfigured);
        return (!isMisconfigured, new
        {
            name,
            status = isMisconfigured ? "misconfigured" : "failing",
            reason = string.Join(' ', faults.Select(queue => $"{queue.Key}: {queue.Value.Reason}")),
            since = faults.Min(queue => queue.Value.Since),
        });
    }
}
