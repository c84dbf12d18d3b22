using System.Security.Cryptography;
using System.Text;
using Azure;
using Azure.Storage.Blobs.Models;
using IntegrationHub.Domain.Identifiers;
using IntegrationHub.Functions.Hosting;

namespace IntegrationHub.Functions.Storage;

/// <summary>Which case a message went to, as reserved before the commit.</summary>
/// <param name="ContentHash">SHA-256 of the message's content.</param>
/// <param name="ReservedAt">When, by the store's clock.</param>
public sealed record MessageKeyEntry(CaseId CaseId, string ContentHash, DateTimeOffset ReservedAt, ETag ETag);

/// <summary>
/// Look-up by message key (<c>source</c>, <c>id</c>): a repeat, or a reuse with other content. An entry is put before the case is
/// committed, so it says where to look, and the case says whether the message was accepted.
/// </summary>
public sealed class MessageKeys(HubStorage storage, RealTime realTime)
{
    /// <summary>No request lives longer; an uncommitted entry that is older belongs to a writer that died.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromMinutes(6);

    public async Task<MessageKeyEntry?> Find(string source, string id, CancellationToken cancel)
    {
        try
        {
            var properties = (await storage.Index.GetBlobClient(Name(source, id)).GetPropertiesAsync(cancellationToken: cancel)).Value;
            return CaseId.TryParse(properties.Metadata["case"], out var caseId)
                ? new MessageKeyEntry(caseId, properties.Metadata["content"], properties.LastModified, properties.ETag)
                : throw new InvalidOperationException("A message-key entry names no case.");
        }
        catch (RequestFailedException missing) when (missing.ErrorCode == BlobErrorCode.BlobNotFound)
        {
            return null;
        }
        catch (RequestFailedException missing) when (missing.Status == 404 && missing.ErrorCode is null)
        {
            // A HEAD answer has no body to carry the error code; the container is checked at start.
            return null;
        }
    }

    /// <summary>Reserves the key for a case and a content.</summary>
    /// <returns>False when somebody else holds it at this moment.</returns>
    public async Task<bool> Reserve(string source, string id, CaseId caseId, string contentHash, CancellationToken cancel)
    {
        var found = await Find(source, id, cancel);
        if (found is not null && found.CaseId == caseId && found.ContentHash == contentHash)
        {
            return true;
        }

        if (found is not null && realTime.Now - found.ReservedAt < Grace)
        {
            return false;
        }

        try
        {
            await storage.Index.GetBlobClient(Name(source, id)).UploadAsync(BinaryData.FromBytes(ReadOnlyMemory<byte>.Empty), new BlobUploadOptions
            {
                Metadata = new Dictionary<string, string> { ["case"] = caseId.Value, ["content"] = contentHash },
                Conditions = found is null ? new BlobRequestConditions { IfNoneMatch = ETag.All } : new BlobRequestConditions { IfMatch = found.ETag },
            }, cancel);
            return true;
        }
        catch (RequestFailedException conflict) when (conflict.Status is 409 or 412)
        {
            var now = await Find(source, id, cancel);
            return now is not null && now.CaseId == caseId && now.ContentHash == contentHash;
        }
    }

    private static string Name(string source, string id) =>
        $"message/{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{source}\n{id}")))}";
}
