namespace IntegrationHub.Functions.Messaging;

/// <summary>What carries the messages, as the setting <c>HUB_BROKER</c> names it.</summary>
public static class Brokers
{
    /// <summary>Queues of the hub's storage account.</summary>
    public const string StorageQueues = "storage-queues";

    /// <summary>Queues and the topic <c>escalations</c> of an Azure Service Bus namespace.</summary>
    public const string ServiceBus = "service-bus";

    public static IReadOnlyList<string> All { get; } = [ServiceBus, StorageQueues];
}
