using Azure.Storage.Blobs.Models;
using IntegrationHub.Domain.Identifiers;

namespace IntegrationHub.Functions.Storage;

/// <summary>A case as the store lists it, unread.</summary>
/// <param name="Council">Code of the council whose case it is.</param>
/// <param name="Metadata">See <see cref="CaseMetadata"/>.</param>
/// <param name="LastModified">By the store's clock; null when it wasn't asked for.</param>
public sealed record UnreadCase(CaseId Id, string Council, IDictionary<string, string> Metadata, DateTimeOffset? LastModified)
{
    /// <summary>What a listed blob says; null when it is no case, or what is left in the place of a removed one.</summary>
    /// <param name="name"><c>{la}/{caseId}.json</c>.</param>
    /// <param name="metadata">The blob's.</param>
    /// <param name="lastModified">By the store's clock.</param>
    public static UnreadCase? Of(string name, IDictionary<string, string> metadata, DateTimeOffset? lastModified) =>
        CaseId.TryParse(Path.GetFileNameWithoutExtension(name), out var id) && !CaseRemoval.IsGone(metadata)
            ? new UnreadCase(id, name[..Math.Max(0, name.IndexOf('/', StringComparison.Ordinal))], metadata, lastModified)
            : null;
}

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
            if (UnreadCase.Of(blob.Name, blob.Metadata, blob.Properties.LastModified) is { } listed)
            {
                yield return listed;
            }
        }
    }
}
