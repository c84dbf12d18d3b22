using Azure.Storage.Blobs.Models;
using IntegrationHub.Domain.Identifiers;

namespace IntegrationHub.Functions.Storage;

/// <summary>A case as the store lists it, unread.</summary>
/// <param name="Council">Code of the council whose case it is.</param>
/// <param name="Metadata">See <see cref="CaseMetadata"/>.</param>
/// <param name="LastModified">By the store's clock.</param>
public sealed record UnreadCase(CaseId Id, string Council, IDictionary<string, string> Metadata, DateTimeOffset? LastModified);

/// <summary>Lists cases with their metadata, 5,000 a request. What is left in the place of a removed case is no case.</summary>
public static class CaseListing
{
    /// <param name="storage">Where they are.</param>
    /// <param name="council">Code of the council whose they are; null for everybody's.</param>
    /// <param name="cancel">Gives up.</param>
    public static async IAsyncEnumerable<UnreadCase> Read(
        HubStorage storage, string? council, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancel)
    {
        await foreach (var blob in storage.Cases.GetBlobsAsync(BlobTraits.Metadata, BlobStates.None, council is null ? null : $"{council}/", cancel))
        {
            var slash = blob.Name.IndexOf('/', StringComparison.Ordinal);
            if (CaseId.TryParse(Path.GetFileNameWithoutExtension(blob.Name), out var id) && !CaseRemoval.IsGone(blob.Metadata))
            {
                yield return new UnreadCase(id, blob.Name[..Math.Max(0, slash)], blob.Metadata, blob.Properties.LastModified);
            }
        }
    }
}
