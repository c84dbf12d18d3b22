using System.Security.Cryptography;
using Azure;
using Azure.Storage.Blobs.Models;
using IntegrationHub.Domain.Identifiers;

namespace IntegrationHub.Functions.Storage;

/// <summary>A content as it is stored.</summary>
/// <param name="Sha256">Lower-case hex.</param>
/// <param name="StoredAt">By the store's clock.</param>
public sealed record StoredContent(string Sha256, string ContentType, DateTimeOffset StoredAt);

/// <summary>
/// Documents under the hash of their content, <c>{caseId}/{sha256}</c>: immutable, so that a repeat finds what it would have written.
/// They are stored before the case refers to them.
/// </summary>
public sealed class DocumentStore(HubStorage storage)
{
    /// <summary>Lower-case hex of the content's SHA-256.</summary>
    public static string HashOf(ReadOnlySpan<byte> content) => Convert.ToHexStringLower(SHA256.HashData(content));

    /// <summary>Stores a document; does nothing when it is there already.</summary>
    public async Task Store(CaseId caseId, string sha256, string contentType, BinaryData content, CancellationToken cancel)
    {
        try
        {
            await storage.Documents.GetBlobClient($"{caseId.Value}/{sha256}").UploadAsync(content, new BlobUploadOptions
            {
                Conditions = new BlobRequestConditions { IfNoneMatch = ETag.All },
                HttpHeaders = new BlobHttpHeaders { ContentType = contentType },
            }, cancel);
        }
        catch (RequestFailedException exists) when (exists.Status is 409 or 412 && exists.ErrorCode != BlobErrorCode.ContainerBeingDeleted)
        {
            // The same content is there already.
        }
    }

    /// <summary>The content of a case whose hash begins so; null when there is none.</summary>
    public async Task<StoredContent?> Find(CaseId caseId, string hashPrefix, CancellationToken cancel)
    {
        var prefix = $"{caseId.Value}/{hashPrefix}";
        await foreach (var blob in storage.Documents.GetBlobsAsync(BlobTraits.None, BlobStates.None, prefix, cancel))
        {
            return new StoredContent(blob.Name[(caseId.Value.Length + 1)..], blob.Properties.ContentType, blob.Properties.CreatedOn ?? blob.Properties.LastModified!.Value);
        }

        return null;
    }

    /// <summary>Opens a document that a case refers to.</summary>
    public Task<Stream> Open(CaseId caseId, string sha256, CancellationToken cancel) =>
        storage.Documents.GetBlobClient($"{caseId.Value}/{sha256}").OpenReadAsync(cancellationToken: cancel);

    public async Task<BinaryData> Read(CaseId caseId, string sha256, CancellationToken cancel) =>
        (await storage.Documents.GetBlobClient($"{caseId.Value}/{sha256}").DownloadContentAsync(cancel)).Value.Content;
}
