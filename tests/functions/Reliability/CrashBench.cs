using System.Text.Json.Nodes;
using Azure.Storage.Queues;
using Azure.Storage.Queues.Models;
using IntegrationHub.Functions.Storage;
using IntegrationHub.Functions.Tests.Kit;
using IntegrationHub.Functions.Tests.Subscriptions;

namespace IntegrationHub.Functions.Tests.Reliability;

/// <summary>One storage account for one scenario, with a hub that nothing happens to, and what stands on the queues.</summary>
internal sealed class CrashBench : IAsyncDisposable
{
    private readonly QueueServiceClient queues;
    private readonly Dictionary<string, List<JsonObject>> taken = [];

    private CrashBench(InProcessHub clean, string connectionString, Partners partners)
    {
        (Clean, Partners) = (clean, partners);
        queues = new QueueServiceClient(connectionString, new QueueClientOptions { MessageEncoding = QueueMessageEncoding.Base64 });
    }

    public InProcessHub Clean { get; }

    public HubStorage Storage => Clean.Storage;

    /// <summary>Whom the hubs tell.</summary>
    public Partners Partners { get; }

    public static async Task<CrashBench> Start(string connectionString, string dataFolder)
    {
        var partners = await Partners.Start();
        var clean = await InProcessHub.Start(connectionString, dataFolder, CrashScenario.PreparedAt, default, partners.Settings);
        await clean.Storage.EnsureExists(CancellationToken.None);
        return new CrashBench(clean, connectionString, partners);
    }

    /// <summary>From now on every new referral, and every change of one, is told to a health team's system.</summary>
    public async Task Subscribe()
    {
        var created = await CrashBench.Done(Clean.Fhir(HttpMethod.Post, "/Subscription", Subscriber.Sample(Partners.Subscriber.Url, "Task?owner=Organization/RXQ")));
        await Done(Clean.Trigger("NotifySubscribers", Sample.TimerEnvelope()));
        Assert.Equal("active", (string)(await Clean.Get($"hub/fhir/Subscription/{created.Json["id"]}", Clean.Health)).Json["status"]!);
    }

    /// <summary>Ids of the parked messages that the broker delivered under an id.</summary>
    public async Task<IReadOnlyList<string>> ParkedIds(string messageId)
    {
        var ids = new List<string>();
        await foreach (var blob in Storage.Parked.GetBlobsAsync())
        {
            var content = await Storage.Parked.GetBlobClient(blob.Name).DownloadContentAsync();
            if ((string)JsonNode.Parse(content.Value.Content.ToString())!["messageId"]! == messageId)
            {
                ids.Add(blob.Name[..^".json".Length].Replace('/', '.'));
            }
        }

        return ids;
    }

    /// <summary>What must succeed while a child is brought to where the scenario begins.</summary>
    public static async Task<Answer> Done(Task<Answer> answer)
    {
        var done = await answer;
        Assert.True(done.Status is 200 or 201, done.Body);
        return done;
    }

    /// <summary>Takes the messages off a queue; what was taken before and not given out comes first.</summary>
    public async Task<IReadOnlyList<JsonObject>> TakeAll(string queue)
    {
        await Drain(queue);
        var all = taken[queue];
        taken[queue] = [];
        return all;
    }

    /// <summary>Takes the one message about a case off a queue.</summary>
    public async Task<JsonObject> Take(string queue, string caseId)
    {
        await Drain(queue);
        var message = Assert.Single(taken[queue], message => (string)message["caseId"]! == caseId);
        taken[queue].Remove(message);
        return message;
    }

    public async ValueTask DisposeAsync()
    {
        await Clean.DisposeAsync();
        await Partners.DisposeAsync();
    }

    private async Task Drain(string queue)
    {
        var client = queues.GetQueueClient(queue);
        taken.TryAdd(queue, []);
        while ((await client.ReceiveMessagesAsync(32)).Value is { Length: > 0 } messages)
        {
            foreach (QueueMessage message in messages)
            {
                taken[queue].Add(JsonNode.Parse(message.Body.ToString())!.AsObject());
                await client.DeleteMessageAsync(message.MessageId, message.PopReceipt);
            }
        }
    }
}
