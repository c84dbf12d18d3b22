using System.Text.Json;
using System.Text.Json.Nodes;
using Azure;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;
using IntegrationHub.Domain.Escalations;
using IntegrationHub.Functions.Messaging;
using IntegrationHub.Functions.Storage;

namespace IntegrationHub.Functions.Escalations.Delivery;

/// <summary>The local record of notices, <c>deliveries/{record name}.json</c>: each is written once.</summary>
public sealed class LocalRecord(HubStorage storage) : IAlertChannel
{
    // Longer than any channel takes, shorter than a queue message stays hidden from others: a process that was killed keeps nobody waiting.
    private static readonly TimeSpan LongestDelivery = TimeSpan.FromSeconds(25);

    public string Name => AlertChannels.LocalRecord;

    public bool IsConfigured => true;

    public async Task<IReadOnlyList<NoticeOutcome>> Deliver(Notice notice, IReadOnlyList<NoticeRecipient> recipients, CancellationToken cancel)
    {
        try
        {
            await storage.Deliveries.GetBlobClient(NameOf(notice)).UploadAsync(
                BinaryData.FromString(notice.Members.ToJsonString(Json)),
                new BlobUploadOptions { Conditions = new BlobRequestConditions { IfNoneMatch = ETag.All } }, cancel);
        }
        catch (RequestFailedException exists) when (exists.Status is 409 or 412)
        {
            // Written by an earlier delivery of the same message.
        }

        return [.. recipients.Select(_ => NoticeOutcome.Delivered)];
    }

    /// <summary>The members of a notice as they were kept; null when there is no such record.</summary>
    /// <param name="recordName">Of the notice.</param>
    public async Task<JsonObject?> Kept(string recordName, CancellationToken cancel)
    {
        try
        {
            var kept = await storage.Deliveries.GetBlobClient($"{recordName}.json").DownloadContentAsync(cancel);
            return JsonNode.Parse(kept.Value.Content)!.AsObject();
        }
        catch (RequestFailedException missing) when (missing.ErrorCode == BlobErrorCode.BlobNotFound)
        {
            return null;
        }
    }

    /// <summary>
    /// Keeps a notice to one delivery at a time, over all processes: the same message may lie on the queue twice. The record must have been written.
    /// </summary>
    /// <returns>To be disposed of when delivery has been recorded; null when somebody else is delivering.</returns>
    public async Task<IAsyncDisposable?> Claim(Notice notice, CancellationToken cancel)
    {
        var lease = storage.Deliveries.GetBlobClient(NameOf(notice)).GetBlobLeaseClient();
        try
        {
            await lease.AcquireAsync(LongestDelivery, cancellationToken: cancel);
            return new Claimed(lease);
        }
        catch (RequestFailedException held) when (held.Status is 409)
        {
            return null;
        }
    }

    private static JsonSerializerOptions Json => OutgoingMessages.Json;

    private static string NameOf(Notice notice) => $"{notice.RecordName}.json";

    private sealed class Claimed(BlobLeaseClient lease) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            try
            {
                await lease.ReleaseAsync(cancellationToken: CancellationToken.None);
            }
            catch (Exception fault) when (fault is RequestFailedException || StorageFaults.IsStorageAway(fault, CancellationToken.None))
            {
                // It ends by itself.
            }
        }
    }
}
