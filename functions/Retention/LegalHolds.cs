using Azure;
using Azure.Storage.Blobs.Models;
using IntegrationHub.Contracts.Operations;
using IntegrationHub.Domain.Identifiers;
using IntegrationHub.Functions.Hosting;
using IntegrationHub.Functions.Storage;

namespace IntegrationHub.Functions.Retention;

/// <summary>Legal holds, <c>holds/{caseId}.json</c>, beside the case and not in it: an order of a court is no fact of a child's care.</summary>
public sealed class LegalHolds(HubStorage storage)
{
    private const int MaxAttempts = 5;

    /// <summary>Every order of a case; null when there never was one.</summary>
    public async Task<LegalHoldView?> Find(CaseId id, CancellationToken cancel) => (await Read(id, cancel)).View;

    public async Task<bool> IsHeld(CaseId id, CancellationToken cancel) => await Find(id, cancel) is { IsHeld: true };

    /// <summary>Adds an order; one that says what the last one said changes nothing.</summary>
    /// <returns>Null when it is being changed by others at this moment.</returns>
    public async Task<LegalHoldView?> Add(CaseId id, LegalHoldOrder order, CancellationToken cancel)
    {
        for (var attempt = 1; attempt <= MaxAttempts; attempt++)
        {
            var (known, etag) = await Read(id, cancel);
            var history = known?.History ?? [];
            if (history.Count > 0 ? history[^1].Order == order.Order && history[^1].Reason == order.Reason : order.Order == LegalHoldOrder.Lifted)
            {
                return known ?? new LegalHoldView(id.Value, false, []);
            }

            var next = new LegalHoldView(id.Value, order.Order == LegalHoldOrder.Placed, [.. history, order]);
            if (await TryPut(id, next, etag, cancel))
            {
                return next;
            }
        }

        return null;
    }

    public Task Remove(CaseId id, CancellationToken cancel) => storage.Holds.DeleteBlobIfExistsAsync(NameOf(id), cancellationToken: cancel);

    private async Task<(LegalHoldView? View, ETag? ETag)> Read(CaseId id, CancellationToken cancel)
    {
        try
        {
            var blob = (await storage.Holds.GetBlobClient(NameOf(id)).DownloadContentAsync(cancel)).Value;
            return (blob.Content.ToObjectFromJson<LegalHoldView>(Answers.Json), blob.Details.ETag);
        }
        catch (RequestFailedException missing) when (missing.ErrorCode == BlobErrorCode.BlobNotFound)
        {
            return (null, null);
        }
    }

    private async Task<bool> TryPut(CaseId id, LegalHoldView view, ETag? etag, CancellationToken cancel)
    {
        try
        {
            await storage.Holds.GetBlobClient(NameOf(id)).UploadAsync(BinaryData.FromObjectAsJson(view, Answers.Json), new BlobUploadOptions
            {
                Conditions = etag is { } read ? new BlobRequestConditions { IfMatch = read } : new BlobRequestConditions { IfNoneMatch = ETag.All },
            }, cancel);
            return true;
        }
        catch (RequestFailedException conflict) when (conflict.Status is 409 or 412)
        {
            return false;
        }
    }

    private static string NameOf(CaseId id) => $"{id.Value}.json";
}
