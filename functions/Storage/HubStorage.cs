using Azure.Core;
using Azure.Identity;
using Azure.Storage.Blobs;
using Azure.Storage.Queues;
using IntegrationHub.Contracts;
using IntegrationHub.Functions.Hosting;
using IntegrationHub.Functions.Messaging;

namespace IntegrationHub.Functions.Storage;

/// <summary>The containers and queues of the hub in one storage account.</summary>
public sealed class HubStorage
{
    private readonly BlobServiceClient blobs;
    private readonly QueueServiceClient queues;

    private readonly bool hasQueues;

    private HubStorage(BlobServiceClient blobs, QueueServiceClient queues, bool hasQueues)
    {
        this.blobs = blobs;
        this.queues = queues;
        this.hasQueues = hasQueues;
        Targets = new StorageTargets(blobs.Uri, queues.Uri);
        Cases = blobs.GetBlobContainerClient("cases");
        Index = blobs.GetBlobContainerClient("index");
        Documents = blobs.GetBlobContainerClient("documents");
        Parked = blobs.GetBlobContainerClient("parked");
        Audit = blobs.GetBlobContainerClient("audit");
        Deliveries = blobs.GetBlobContainerClient("deliveries");
        Subscriptions = blobs.GetBlobContainerClient("subscriptions");
        Keys = blobs.GetBlobContainerClient("keys");
        Calendar = blobs.GetBlobContainerClient("calendar");
        Alarms = blobs.GetBlobContainerClient("alarms");
        Digests = blobs.GetBlobContainerClient("digests");
        Early = blobs.GetBlobContainerClient("early");
        Holds = blobs.GetBlobContainerClient("holds");
        Removals = blobs.GetBlobContainerClient("removals");
        Checks = blobs.GetBlobContainerClient("checks");
        Claims = blobs.GetBlobContainerClient("claims");
    }

    /// <summary>Each request that was answered, or was not; whoever listens must be quick.</summary>
    public event Action<StorageCall>? Answered;

    /// <summary>What an address of this storage is about.</summary>
    public StorageTargets Targets { get; }

    /// <summary>Chronologies, <c>{la}/{caseId}.json</c>.</summary>
    public BlobContainerClient Cases { get; }

    /// <summary>Empty blobs whose names sort; see <see cref="CaseIndex"/>.</summary>
    public BlobContainerClient Index { get; }

    /// <summary>Content-addressed documents, <c>{caseId}/{sha256}</c>.</summary>
    public BlobContainerClient Documents { get; }

    /// <summary>Messages that can't be processed.</summary>
    public BlobContainerClient Parked { get; }

    /// <summary>Who read or changed what.</summary>
    public BlobContainerClient Audit { get; }

    /// <summary>The local record of delivered alerts.</summary>
    public BlobContainerClient Deliveries { get; }

    /// <summary>FHIR Subscriptions with their secrets and how far they have been told, <c>{organisation}/{id}.json</c>.</summary>
    public BlobContainerClient Subscriptions { get; }

    /// <summary>The key under which NHS numbers are hashed.</summary>
    public BlobContainerClient Keys { get; }

    /// <summary>Bank holidays as the feed said them.</summary>
    public BlobContainerClient Calendar { get; }

    /// <summary>Alarms for the operator, <c>{kind}.{subject}/{round}.json</c>.</summary>
    public BlobContainerClient Alarms { get; }

    /// <summary>Alerts that wait for the digest of their recipient, <c>{digestId}/{alertId}-{state}.json</c>.</summary>
    public BlobContainerClient Digests { get; }

    /// <summary>Follow-ups that wait for the notification that opens their case, <c>{caseId}/{hash}.json</c>.</summary>
    public BlobContainerClient Early { get; }

    /// <summary>Legal holds, <c>{caseId}.json</c>.</summary>
    public BlobContainerClient Holds { get; }

    /// <summary>That a case was removed when its time was up, <c>{caseId}.json</c>; nothing personal.</summary>
    public BlobContainerClient Removals { get; }

    /// <summary>What the last check of storage came to.</summary>
    public BlobContainerClient Checks { get; }

    /// <summary>Bodies of messages that are too large for the broker, <c>{queue}/{sha256}</c>; see <see cref="ClaimCheck"/>.</summary>
    public BlobContainerClient Claims { get; }

    /// <summary>All containers.</summary>
    public IReadOnlyList<BlobContainerClient> Containers =>
    [
        Cases, Index, Documents, Parked, Audit, Deliveries, Subscriptions, Keys,
        Calendar, Alarms, Digests, Early, Holds, Removals, Claims, Checks,
    ];

    /// <summary>Connects, without a call yet.</summary>
    /// <param name="adjust">Changes how requests go out; null for the hub's own way.</param>
    public static HubStorage Connect(HubSettings settings, Action<ClientOptions>? adjust = null)
    {
        var blobOptions = Bounded(new BlobClientOptions());
        var queueOptions = Bounded(new QueueClientOptions { MessageEncoding = QueueMessageEncoding.None });
        var hasQueues = settings.ServiceBus is null;
        HubStorage? connected = null;
        var calls = new StorageCalls(address => connected?.Targets.Of(address), call => connected?.Answered?.Invoke(call));
        blobOptions.AddPolicy(calls, HttpPipelinePosition.PerRetry);
        queueOptions.AddPolicy(calls, HttpPipelinePosition.PerRetry);
        adjust?.Invoke(blobOptions);
        adjust?.Invoke(queueOptions);
        if (settings.StorageConnectionString is { } connection)
        {
            return connected = new HubStorage(new BlobServiceClient(connection, blobOptions), new QueueServiceClient(connection, queueOptions), hasQueues);
        }

        var identity = new DefaultAzureCredential();
        var account = settings.StorageAccountName;
        return connected = new HubStorage(
            new BlobServiceClient(new Uri($"https://{account}.blob.core.windows.net"), identity, blobOptions),
            new QueueServiceClient(new Uri($"https://{account}.queue.core.windows.net"), identity, queueOptions), hasQueues);
    }

    /// <summary>A container that somebody else keeps in the same account.</summary>
    public BlobContainerClient Container(string name) => blobs.GetBlobContainerClient(name);

    /// <summary>A queue by name. Messages are base64 text, as the Functions host expects by default.</summary>
    public QueueClient Queue(string name) => queues.GetQueueClient(name);

    /// <summary>About how many messages stand on a queue.</summary>
    public async Task<int> DepthOf(string queue, CancellationToken cancel) => (await Queue(queue).GetPropertiesAsync(cancel)).Value.ApproximateMessagesCount;

    /// <summary>Creates what is missing; safe to repeat. The queues of Service Bus are the operator's.</summary>
    public async Task EnsureExists(CancellationToken cancel)
    {
        // A few at a time: at a start the first requests are worth more than some milliseconds here, and each at once would be a connection of its own.
        var few = new ParallelOptions { MaxDegreeOfParallelism = 4, CancellationToken = cancel };
        await Parallel.ForEachAsync(Containers, few, async (container, stop) => await container.CreateIfNotExistsAsync(cancellationToken: stop));
        await Parallel.ForEachAsync(
            (hasQueues ? Queues.All : []).SelectMany(name => new[] { name, $"{name}-poison" }), few, async (name, stop) => await Queue(name).CreateIfNotExistsAsync(cancellationToken: stop));
    }

    // A caller waits at most about ten seconds for storage that is away, then gets an honest 503.
    private static T Bounded<T>(T options)
        where T : ClientOptions
    {
        options.Retry.Mode = RetryMode.Exponential;
        options.Retry.MaxRetries = 3;
        options.Retry.Delay = TimeSpan.FromMilliseconds(200);
        options.Retry.MaxDelay = TimeSpan.FromSeconds(2);
        options.Retry.NetworkTimeout = TimeSpan.FromSeconds(10);
        return options;
    }
}
