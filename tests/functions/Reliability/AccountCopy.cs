using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;

namespace IntegrationHub.Functions.Tests.Reliability;

/// <summary>All blobs of an account as they stood, to go back to: as if what happened since had not.</summary>
internal sealed class AccountCopy
{
    private readonly Dictionary<(string Container, string Name), (BinaryData Content, IDictionary<string, string> Metadata)> blobs = [];

    private AccountCopy()
    {
    }

    /// <param name="but">Containers that are left alone.</param>
    public static async Task<AccountCopy> Take(BlobServiceClient account, params string[] but)
    {
        var copy = new AccountCopy();
        foreach (var container in await ContainersOf(account, but))
        {
            await foreach (var blob in container.GetBlobsAsync(BlobTraits.Metadata, BlobStates.None, null, CancellationToken.None))
            {
                var content = await container.GetBlobClient(blob.Name).DownloadContentAsync();
                copy.blobs[(container.Name, blob.Name)] = (content.Value.Content, blob.Metadata);
            }
        }

        return copy;
    }

    /// <summary>Puts everything back. Whoever held a lease has been gone for long.</summary>
    public async Task Restore(BlobServiceClient account, params string[] but)
    {
        foreach (var container in await ContainersOf(account, but))
        {
            await BreakLeases(container);
            await foreach (var blob in container.GetBlobsAsync())
            {
                if (!blobs.ContainsKey((container.Name, blob.Name)))
                {
                    await container.DeleteBlobAsync(blob.Name);
                }
            }
        }

        foreach (var ((container, name), (content, metadata)) in blobs)
        {
            await account.GetBlobContainerClient(container).GetBlobClient(name).UploadAsync(content, new BlobUploadOptions { Metadata = metadata });
        }
    }

    public static async Task BreakLeases(BlobContainerClient container)
    {
        await foreach (var blob in container.GetBlobsAsync())
        {
            if (blob.Properties.LeaseStatus == LeaseStatus.Locked)
            {
                await container.GetBlobClient(blob.Name).GetBlobLeaseClient().BreakAsync(TimeSpan.Zero, new RequestConditions());
            }
        }
    }

    private static async Task<IReadOnlyList<BlobContainerClient>> ContainersOf(BlobServiceClient account, string[] but)
    {
        var containers = new List<BlobContainerClient>();
        await foreach (var container in account.GetBlobContainersAsync())
        {
            if (!but.Contains(container.Name))
            {
                containers.Add(account.GetBlobContainerClient(container.Name));
            }
        }

        return containers;
    }
}
