using IntegrationHub.Functions.Tests.Kit;
using IntegrationHub.Functions.Tests.Telemetry;

namespace IntegrationHub.Functions.Tests.Security.PersonalData;

/// <summary>Everything that a hub emitted, beside the answers that hold what was asked for.</summary>
public sealed class Emissions
{
    /// <summary>Containers that hold what was sent on purpose, for those who may read it; of them names and metadata count alone.</summary>
    private static readonly string[] KeptContents = ["cases", "documents", "parked", "early", "claims", "subscriptions", "keys"];

    private readonly List<(string Where, string Text)> texts = [];

    public IReadOnlyList<(string Where, string Text)> All => texts;

    public void Add(string where, string text)
    {
        lock (texts)
        {
            texts.Add((where, text));
        }
    }

    /// <summary>A refusal whole; of any answer the addresses in its headers, which proxies and browsers log.</summary>
    public Answer Note(string where, Answer answer)
    {
        if (answer.Status >= 400)
        {
            Add($"refusal {where}", answer.Body);
        }

        Add($"headers {where}", string.Join('\n', answer.Message.Headers.Concat(answer.Message.TrailingHeaders).Select(header => $"{header.Key}: {string.Join(',', header.Value)}")));
        return answer;
    }

    public async Task Collect(TestHub hub)
    {
        Add("log", await ReadShared(hub.LogFile));
        await foreach (var queue in hub.Queues.GetQueuesAsync())
        {
            Add("queue name", queue.Name);
            await Drain(hub, queue.Name);
        }

        await foreach (var container in hub.Blobs.GetBlobContainersAsync())
        {
            Add("container name", container.Name);
            var client = hub.Blobs.GetBlobContainerClient(container.Name);
            await foreach (var blob in client.GetBlobsAsync(Azure.Storage.Blobs.Models.BlobTraits.Metadata, Azure.Storage.Blobs.Models.BlobStates.None, null, default))
            {
                Add($"blob name in {container.Name}", blob.Name);
                Add($"blob metadata in {container.Name}", string.Join('\n', blob.Metadata.Select(entry => $"{entry.Key}={entry.Value}").Append(blob.Properties.ContentDisposition).Append(blob.Properties.ContentType)));
                if (!KeptContents.Contains(container.Name))
                {
                    Add($"blob in {container.Name}", (await client.GetBlobClient(blob.Name).DownloadContentAsync()).Value.Content.ToString());
                }
            }
        }

        foreach (var path in new[] { "parked?limit=200", "parked?state=discarded", "outbox", "alarms", "audit?limit=1000" })
        {
            Add($"operations {path.Split('?')[0]}", (await hub.Get($"hub/operations/{path}", hub.Token("operations"))).Body);
        }

        Add("operations check", (await hub.Send(HttpMethod.Post, "hub/operations/check", hub.Token("operations"), null)).Body);
    }

    /// <summary>Traces and metrics of all that the hub was asked for before.</summary>
    internal async Task Collect(Collector collector)
    {
        await Eventually.Holds("the last request is exported", () => Task.FromResult(collector.Spans.Any(span => span.Name == "POST /hub/operations/check")));
        foreach (var sent in collector.Raw)
        {
            Add("telemetry", sent);
        }
    }

    /// <summary>Takes each message off for longer than the test runs.</summary>
    private async Task Drain(TestHub hub, string queue)
    {
        Azure.Storage.Queues.Models.QueueMessage[] messages;
        do
        {
            messages = (await hub.Queues.GetQueueClient(queue).ReceiveMessagesAsync(32, TimeSpan.FromMinutes(30))).Value;
            foreach (var message in messages)
            {
                Add($"message on {queue}", message.Body.ToString());
            }
        }
        while (messages.Length > 0);
    }

    private static async Task<string> ReadShared(string file)
    {
        await using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var reader = new StreamReader(stream);
        return await reader.ReadToEndAsync();
    }
}
