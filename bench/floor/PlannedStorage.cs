using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;
using Azure.Storage.Queues;
using IntegrationHub.Bench.Notifications;
using IntegrationHub.Functions.Storage;

namespace IntegrationHub.Bench.Floor;

/// <summary>Makes the calls of a plan: those after others when these have ended, the rest at once, by the client library that the hub uses.</summary>
internal sealed class PlannedStorage
{
    private readonly StoragePlan plan;
    private readonly BlobServiceClient blobs;
    private readonly QueueServiceClient queues;
    private readonly BinaryData[] bodies;

    // As the hub does: what is to be appended at the same time goes out together.
    private readonly GatheredAppends?[] appends;

    public PlannedStorage(string connection, StoragePlan plan)
    {
        (this.plan, blobs, queues) = (plan, new BlobServiceClient(connection), new QueueServiceClient(connection));
        bodies = [.. plan.Calls.Select(call => BinaryData.FromBytes(Bytes(call.Bytes)))];
        appends = [.. plan.Calls.Select(call => call.Kind == CallKind.Append ? new GatheredAppends(lines => Append(call, lines)) : null)];
    }

    /// <summary>Containers and queues, and the blobs that are appended to: the hub has them from its start.</summary>
    public async Task Prepare()
    {
        foreach (var name in plan.Calls.Where(call => call.Kind != CallKind.Send).Select(call => call.Container).Distinct())
            await blobs.GetBlobContainerClient(name).CreateIfNotExistsAsync();
        foreach (var name in plan.Calls.Where(call => call.Kind == CallKind.Send).Select(call => call.Container).Distinct())
            await queues.GetQueueClient(name).CreateIfNotExistsAsync();
        foreach (var call in plan.Calls.Where(call => call.Kind == CallKind.Append))
            await blobs.GetBlobContainerClient(call.Container).GetAppendBlobClient(call.Name).CreateIfNotExistsAsync();
    }

    /// <summary>Ends when the calls have ended that the hub waits for before it answers.</summary>
    public async Task Make()
    {
        var ids = new Dictionary<string, string>();
        var made = new Task[plan.Calls.Count];
        for (var at = 0; at < made.Length; at++)
        {
            foreach (var before in plan.Calls[at].After)
                await made[before];
            made[at] = appends[at]?.Append(bodies[at].ToMemory()) ?? Call(plan.Calls[at], bodies[at], ids);
        }
        await Task.WhenAll(made.Where((_, at) => plan.Calls[at].BeforeAnswer));
    }

    private Task Call(PlannedCall call, BinaryData body, Dictionary<string, string> ids)
    {
        if (call.Kind == CallKind.Send)
            return queues.GetQueueClient(call.Container).SendMessageAsync(body);
        var container = blobs.GetBlobContainerClient(call.Container);
        var name = StoragePlan.Fresh(call.Name, ids);
        return call.Kind switch
        {
            CallKind.Get => Missing(container.GetBlobClient(name).DownloadContentAsync()),
            CallKind.Head => Missing(container.GetBlobClient(name).GetPropertiesAsync()),
            CallKind.Put => container.GetBlobClient(name).UploadAsync(body, Options(call, ids)),
            CallKind.Delete => container.GetBlobClient(name).DeleteIfExistsAsync(),
            CallKind.List => List(container, name),
            _ => throw new NotSupportedException($"{call.Kind}"),
        };
    }

    private Task Append(PlannedCall call, BinaryData lines) => blobs.GetBlobContainerClient(call.Container).GetAppendBlobClient(call.Name).AppendBlockAsync(lines.ToStream());

    private static BlobUploadOptions Options(PlannedCall call, Dictionary<string, string> ids) => new()
    {
        Metadata = call.Metadata.Count == 0 ? null : call.Metadata.ToDictionary(entry => entry.Key, entry => StoragePlan.Fresh(entry.Value, ids)),
        Conditions = call.IsNew ? new BlobRequestConditions { IfNoneMatch = ETag.All } : null,
        HttpHeaders = call.ContentType is null ? null : new BlobHttpHeaders { ContentType = call.ContentType },
    };

    private static async Task Missing<T>(Task<Response<T>> call)
    {
        try
        {
            await call;
        }
        catch (RequestFailedException missing) when (missing.Status == 404)
        {
            // As it was for the hub.
        }
    }

    private static async Task List(BlobContainerClient container, string prefix)
    {
        await foreach (var _ in container.GetBlobsAsync(new GetBlobsOptions { Prefix = prefix }))
        {
        }
    }

    private static byte[] Bytes(int count)
    {
        var bytes = new byte[count];
        Array.Fill(bytes, (byte)'x');
        return bytes;
    }
}
