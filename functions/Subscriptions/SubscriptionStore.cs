using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using IntegrationHub.Functions.Storage;

namespace IntegrationHub.Functions.Subscriptions;

/// <summary>A subscription as read, with what makes a conditional write possible.</summary>
public sealed record StoredSubscription(SubscriptionDocument Document, ETag ETag);

/// <summary>Where a subscription is stored, and what its blob's metadata says of its state.</summary>
public sealed record SubscriptionEntry(string Organisation, string Id, string State);

/// <summary>Subscriptions, one blob each: <c>subscriptions/{organisation}/{id}.json</c>, changed by conditional put only.</summary>
public sealed class SubscriptionStore(HubStorage storage)
{
    private const string StateKey = "state";
    public const int IdLength = 32;

    /// <summary>An id has one form, so that none can name another blob.</summary>
    public static bool IsId(string id) => id.Length == IdLength && id.All(char.IsAsciiHexDigitLower);

    /// <summary>Null when there is none.</summary>
    public async Task<StoredSubscription?> Load(string organisation, string id, CancellationToken cancel)
    {
        if (!IsId(id))
        {
            return null;
        }

        try
        {
            var blob = (await Blob(organisation, id).DownloadContentAsync(cancel)).Value;
            return new StoredSubscription(SubscriptionDocument.Read(blob.Content), blob.Details.ETag);
        }
        catch (RequestFailedException missing) when (missing.ErrorCode == BlobErrorCode.BlobNotFound)
        {
            return null;
        }
    }

    /// <summary>Those of an organisation that are not deleted, oldest first.</summary>
    public async Task<IReadOnlyList<StoredSubscription>> Of(string organisation, CancellationToken cancel)
    {
        var entries = await List($"{organisation}/", cancel).Where(entry => entry.State != "deleted").ToListAsync(cancel);
        var loaded = await Task.WhenAll(entries.Select(entry => Load(entry.Organisation, entry.Id, cancel)));
        return [.. loaded.OfType<StoredSubscription>().Where(stored => !stored.Document.Deleted).OrderBy(stored => stored.Document.LastUpdated)];
    }

    /// <summary>Every subscription, by the list of blobs alone.</summary>
    public IAsyncEnumerable<SubscriptionEntry> All(CancellationToken cancel) => List("", cancel);

    /// <summary>Writes if nobody was faster.</summary>
    /// <param name="read">What was read; null to make a new one.</param>
    /// <returns>What is stored now; null when somebody was faster, or the answer to our own success was lost.</returns>
    public async Task<StoredSubscription?> Put(SubscriptionDocument document, ETag? read, CancellationToken cancel)
    {
        var options = new BlobUploadOptions
        {
            Conditions = read is { } etag ? new BlobRequestConditions { IfMatch = etag } : new BlobRequestConditions { IfNoneMatch = ETag.All },
            Metadata = new Dictionary<string, string> { [StateKey] = document.State },
            HttpHeaders = new BlobHttpHeaders { ContentType = "application/json" },
        };
        try
        {
            return new StoredSubscription(document, (await Blob(document.Organisation, document.Id).UploadAsync(document.Write(), options, cancel)).Value.ETag);
        }
        catch (RequestFailedException conflict) when (conflict.Status is 409 or 412)
        {
            return null;
        }
    }

    private async IAsyncEnumerable<SubscriptionEntry> List(string prefix, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancel)
    {
        await foreach (var blob in storage.Subscriptions.GetBlobsAsync(BlobTraits.Metadata, BlobStates.None, prefix, cancel))
        {
            if (blob.Name.Split('/') is [var organisation, var file] && Path.GetFileNameWithoutExtension(file) is var id && IsId(id))
            {
                yield return new SubscriptionEntry(organisation, id, blob.Metadata.TryGetValue(StateKey, out var state) ? state : "");
            }
        }
    }

    private BlobClient Blob(string organisation, string id) => storage.Subscriptions.GetBlobClient($"{organisation}/{id}.json");
}
