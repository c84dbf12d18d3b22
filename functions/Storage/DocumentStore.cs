using System.Security.Cryptography;
using Azure;
using Azure.Storage.Blobs.Models;
using IntegrationHub.Domain.Identifiers;
using IntegrationHub.Functions.Hosting;

namespace IntegrationHub.Functions.Storage;

/// <summary>A content as it is stored.</summary>
/// <param name="Sha256">Lower-case hex.</param>
/// <param name="StoredAt">By the store's clock.</param>
public sealed record StoredContent(string Sha256, string ContentType, DateTimeOffset StoredAt);

/// <summary>A content as it is listed.</summary>
/// <param name="TouchedAt">When it was last stored, by the store's clock.</param>
public sealed record ListedContent(CaseId CaseId, string Sha256, DateTimeOffset TouchedAt, ETag ETag);

/// <summary>
/// Documents under the hash of their content, <c>{caseId}/{sha256}</c>: immutable, so that a repeat finds what it would have written.
/// They are stored before the case refers to them.
/// </summary>
public sealed class DocumentStore(HubStorage storage, RealTime realTime)
{
    /// <summary>A Binary may be sent in long before the document that refers to it.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromHours(24);

    private const int MaxAttempts = 3;

    /// <summary>Lower-case hex of the content's SHA-256.</summary>
    public static string HashOf(ReadOnlySpan<byte> content) => Convert.ToHexStringLower(SHA256.HashData(content));

    /// <summary>Stores a document. One that is there already is made young again, so that it isn't removed before the case names it.</summary>
    public async Task Store(CaseId caseId, string sha256, string contentType, BinaryData content, CancellationToken cancel)
    {
        var headers = new BlobHttpHeaders { ContentType = contentType };
        for (var attempt = 1; attempt <= MaxAttempts; attempt++)
        {
            if (await TryUpload(caseId, sha256, headers, content, cancel) || await TryTouch(caseId, sha256, headers, cancel))
            {
                return;
            }
        }

        throw new TimeoutException("A document is removed again and again while it is being stored.");
    }

    /// <summary>All contents, of all cases.</summary>
    public Task<IReadOnlyList<ListedContent>> List(CancellationToken cancel) => ListUnder(null, cancel);

    /// <summary>All contents of a case, those that it doesn't name among them.</summary>
    public Task<IReadOnlyList<ListedContent>> List(CaseId caseId, CancellationToken cancel) => ListUnder($"{caseId.Value}/", cancel);

    private async Task<IReadOnlyList<ListedContent>> ListUnder(string? prefix, CancellationToken cancel)
    {
        var contents = new List<ListedContent>();
        await foreach (var blob in storage.Documents.GetBlobsAsync(BlobTraits.None, BlobStates.None, prefix, cancel))
        {
            if (blob.Name.Split('/') is [var id, var sha256] && CaseId.TryParse(id, out var caseId))
            {
                contents.Add(new ListedContent(caseId, sha256, blob.Properties.LastModified!.Value, blob.Properties.ETag!.Value));
            }
        }

        return contents;
    }

    /// <summary>Whether nobody can be about to name a content that no case names.</summary>
    public bool IsOld(ListedContent content) => realTime.Now - content.TouchedAt > Grace;

    /// <summary>Removes a content unless it was stored again since it was listed.</summary>
    public async Task<bool> TryRemove(ListedContent content, CancellationToken cancel)
    {
        try
        {
            await storage.Documents.GetBlobClient($"{content.CaseId.Value}/{content.Sha256}")
                .DeleteIfExistsAsync(conditions: new BlobRequestConditions { IfMatch = content.ETag }, cancellationToken: cancel);
            return true;
        }
        catch (RequestFailedException changed) when (changed.Status is 409 or 412)
        {
            return false;
        }
    }

    private async Task<bool> TryUpload(CaseId caseId, string sha256, BlobHttpHeaders headers, BinaryData content, CancellationToken cancel)
    {
        try
        {
            await storage.Documents.GetBlobClient($"{caseId.Value}/{sha256}").UploadAsync(
                content, new BlobUploadOptions { Conditions = new BlobRequestConditions { IfNoneMatch = ETag.All }, HttpHeaders = headers }, cancel);
            return true;
        }
        catch (RequestFailedException exists) when (exists.Status is 409 or 412 && exists.ErrorCode != BlobErrorCode.ContainerBeingDeleted)
        {
            return false;
        }
    }

    private async Task<bool> TryTouch(CaseId caseId, string sha256, BlobHttpHeaders headers, CancellationToken cancel)
    {
        try
        {
            await storage.Documents.GetBlobClient($"{caseId.Value}/{sha256}").SetHttpHeadersAsync(headers, cancellationToken: cancel);
            return true;
        }
        catch (RequestFailedException removed) when (removed.ErrorCode == BlobErrorCode.BlobNotFound)
        {
            return false;
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
