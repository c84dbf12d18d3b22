using System.Security.Cryptography;
using Azure;
using Azure.Storage.Blobs.Models;
using IntegrationHub.Functions.Storage;

namespace IntegrationHub.Functions.Notifications;

/// <summary>A follow-up that waits for the notification that opens its case.</summary>
/// <param name="Raw">The envelope in which it came.</param>
/// <param name="KeptAt">Since when it waits, UTC.</param>
public sealed record EarlyFollowUp(string Name, string MessageId, int DeliveryCount, string Raw, DateTimeOffset KeptAt);

/// <summary>
/// Keeps follow-ups that came by queue before their case was opened, for longer than the queue delivers them: queues promise no order, and a case system may
/// send what it held back in any.
/// </summary>
public sealed class EarlyFollowUps(HubStorage storage, TimeProvider time)
{
    /// <summary>How long one waits. After that the council has to hear that there is no such case.</summary>
    public static readonly TimeSpan LongestWait = TimeSpan.FromHours(24);

    /// <summary>Keeps a message; the same one twice is kept once.</summary>
    public async Task Keep(Hosting.TriggerMessage message, CancellationToken cancel)
    {
        var name = $"{Convert.ToHexStringLower(SHA256.HashData(message.Body.Span))[..32]}.json";
        var kept = new EarlyFollowUp(name, message.MessageId, message.DeliveryCount, message.Raw, time.GetUtcNow());
        try
        {
            await storage.Early.GetBlobClient(name).UploadAsync(
                BinaryData.FromObjectAsJson(kept, Hosting.Answers.Json),
                new BlobUploadOptions { Conditions = new BlobRequestConditions { IfNoneMatch = ETag.All } }, cancel);
        }
        catch (RequestFailedException exists) when (exists.Status is 409 or 412)
        {
            // Kept already, since then.
        }
    }

    /// <summary>All that wait.</summary>
    public async IAsyncEnumerable<EarlyFollowUp> List([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancel)
    {
        await foreach (var blob in storage.Early.GetBlobsAsync(cancellationToken: cancel))
        {
            var content = (await storage.Early.GetBlobClient(blob.Name).DownloadContentAsync(cancel)).Value.Content;
            yield return content.ToObjectFromJson<EarlyFollowUp>(Hosting.Answers.Json)!;
        }
    }

    public Task Remove(EarlyFollowUp kept, CancellationToken cancel) => storage.Early.DeleteBlobIfExistsAsync(kept.Name, cancellationToken: cancel);
}
