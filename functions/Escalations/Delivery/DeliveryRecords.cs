using Azure.Storage.Blobs.Models;
using IntegrationHub.Domain.Identifiers;
using IntegrationHub.Functions.Storage;

namespace IntegrationHub.Functions.Escalations.Delivery;

/// <summary>The local records of the notices about a case.</summary>
public sealed class DeliveryRecords(HubStorage storage)
{
    private const string Digests = "digests/";

    /// <summary>Names of the records that are about this case alone.</summary>
    public async Task<IReadOnlyList<string>> Of(CaseId id, CancellationToken cancel) =>
        await storage.Deliveries.GetBlobsAsync(BlobTraits.None, BlobStates.None, $"{id.Value}.", cancel).Select(blob => blob.Name).ToListAsync(cancel);

    /// <summary>Names of the records of digests that tell of this case and of others. Each is read for it.</summary>
    public async Task<IReadOnlyList<string>> DigestsOf(CaseId id, CancellationToken cancel)
    {
        var names = new List<string>();
        await foreach (var blob in storage.Deliveries.GetBlobsAsync(BlobTraits.None, BlobStates.None, Digests, cancel))
        {
            if ((await Read(blob.Name, cancel)).ToString().Contains(id.Value, StringComparison.Ordinal))
            {
                names.Add(blob.Name);
            }
        }

        return names;
    }

    public async Task<BinaryData> Read(string name, CancellationToken cancel) => (await storage.Deliveries.GetBlobClient(name).DownloadContentAsync(cancel)).Value.Content;

    /// <summary>Removes records, and what still lies in the spool of digests about a case.</summary>
    public async Task Remove(CaseId id, IEnumerable<string> names, CancellationToken cancel)
    {
        foreach (var name in names)
        {
            await storage.Deliveries.DeleteBlobIfExistsAsync(name, cancellationToken: cancel);
        }

        await foreach (var blob in storage.Digests.GetBlobsAsync(cancellationToken: cancel))
        {
            if (blob.Name.Contains($"/{id.Value}.", StringComparison.Ordinal))
            {
                await storage.Digests.DeleteBlobIfExistsAsync(blob.Name, cancellationToken: cancel);
            }
        }
    }
}
