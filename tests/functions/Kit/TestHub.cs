using System.Text.Json;
using System.Text.Json.Nodes;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Queues;
using IntegrationHub.LocalStack;

namespace IntegrationHub.Functions.Tests.Kit;

/// <summary>A hub process under test, spoken to only from outside: HTTP, queues, and a look into its storage.</summary>
public sealed class TestHub : HubClient, IAsyncDisposable
{
    private TestHub(HubProcess process, string connectionString, string dataFolder)
        : base(process.BaseAddress, dataFolder)
    {
        Process = process;
        ConnectionString = connectionString;
        Blobs = new BlobServiceClient(connectionString);
        Queues = new QueueServiceClient(connectionString, new QueueClientOptions { MessageEncoding = QueueMessageEncoding.Base64 });
    }

    public HubProcess Process { get; }

    public string ConnectionString { get; }

    public BlobServiceClient Blobs { get; }

    public QueueServiceClient Queues { get; }

    /// <summary>What the hub logs.</summary>
    public string LogFile => Path.Combine(DataFolder, "hub.log");

    public static async Task<TestHub> Start(string connectionString, string dataFolder, (string Name, string? Value)[] settings, bool waitUntilReady = true)
    {
        Directory.CreateDirectory(dataFolder);
        var environment = LocalHubSettings.For(
            FreePort.Next(), dataFolder, connectionString, settings.Select(setting => new KeyValuePair<string, string?>(setting.Name, setting.Value)));
        var process = await HubProcess.StartAsync(Repository.HubExecutable(), environment, Path.Combine(dataFolder, "hub.log"));
        var hub = new TestHub(process, connectionString, dataFolder);
        if (waitUntilReady)
        {
            await hub.UntilReady();
        }

        return hub;
    }

    public Task UntilReady() => Eventually.Holds("the hub is ready", async () => (await Get("hub/health/ready", null)).Status == 200);

    /// <summary>All messages that stand on a queue, as JSON, without taking them off.</summary>
    public async Task<IReadOnlyList<JsonNode>> Peek(string queue)
    {
        var messages = await Queues.GetQueueClient(queue).PeekMessagesAsync(32);
        return [.. messages.Value.Select(message => JsonNode.Parse(message.Body.ToString())!)];
    }

    public async Task<IReadOnlyList<string>> BlobNames(string container, string prefix = "")
    {
        var names = new List<string>();
        await foreach (var blob in Blobs.GetBlobContainerClient(container).GetBlobsAsync(new GetBlobsOptions { Prefix = prefix }))
        {
            names.Add(blob.Name);
        }

        return names;
    }

    /// <summary>What was delivered of alerts. The weekly message about data quality lies in the same container, and is told when a hub starts on a Monday.</summary>
    public async Task<IReadOnlyList<string>> DeliveredNotices(string state) =>
        [.. (await BlobNames("deliveries")).Where(name => name.EndsWith($"/{state}.json", StringComparison.Ordinal))];

    public async Task<JsonNode> StoredCase(string caseId)
    {
        var blob = await Blobs.GetBlobContainerClient("cases").GetBlobClient($"{caseId[..3]}/{caseId}.json").DownloadContentAsync();
        return JsonSerializer.Deserialize<JsonNode>(blob.Value.Content.ToString())!;
    }

    public async ValueTask DisposeAsync()
    {
        Dispose();
        await Process.DisposeAsync();
    }
}
