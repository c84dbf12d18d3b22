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
/// <param name="ToBegin">Reserved by a writer who meant to begin the case, which wasn't to be there. If there was one already, that writer can't have committed.</param>
public sealed record MessageKeyEntry(CaseId CaseId, string ContentHash, DateTimeOffset ReservedAt, bool ToBegin, ETag ETag);

/// <summary>
/// Look-up by message key (<c>source</c>, <c>id</c>): a repeat, or a reuse with other content. An entry is put before the case is
/// committed, so it says where to look, and the case says whether the message was accepted.
/// </summary>
public sealed class MessageKeys(HubStorage storage, RealTime realTime)
{
    private const string Case = "case";
    private const string Content = "content";
    private const string Begins = "begins";

    /// <summary>No request lives longer; an uncommitted entry that is older belongs to a writer that died.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromMinutes(6);

    public async Task<MessageKeyEntry?> Find(string source, string id, CancellationToken cancel)
    {
        try
        {
            var properties = (await storage.Index.GetBlobClient(Name(source, id)).GetPropertiesAsync(cancellationToken: cancel)).Value;
            return CaseId.TryParse(properties.Metadata[Case], out var caseId)
                ? new MessageKeyEntry(caseId, properties.Metadata[Content], properties.LastModified, properties.Metadata.ContainsKey(Begins), properties.ETag)
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

    /// <summary>Reserves a key that nobody has used, for a case that is to begin with the message.</summary>
    /// <returns>False when it was used, or is being used.</returns>
    public Task<bool> TryReserveToBegin(string source, string id, CaseId caseId, string contentHash, CancellationToken cancel) =>
        TryPut(source, id, Entry(caseId, contentHash, toBegin: true), new BlobRequestConditions { IfNoneMatch = ETag.All }, cancel);

    /// <summary>Reserves the key for a case and a content.</summary>
    /// <param name="found">What <see cref="Find"/> found.</param>
    /// <param name="isFree">True when nobody can commit by what was found: whoever goes on from it takes it over first.</param>
    /// <returns>False when somebody else holds it at this moment.</returns>
    public async Task<bool> Reserve(
        string source, string id, CaseId caseId, string contentHash, MessageKeyEntry? found, bool isFree, CancellationToken cancel)
    {
        bool IsOurs(MessageKeyEntry? entry) => entry is not null && entry.CaseId == caseId && entry.ContentHash == contentHash;
        if (IsOurs(found) && !isFree)
        {
            return true;
        }

        if (found is not null && !isFree && realTime.Now - found.ReservedAt < Grace)
        {
            return false;
        }

        var conditions = found is null ? new BlobRequestConditions { IfNoneMatch = ETag.All } : new BlobRequestConditions { IfMatch = found.ETag };
        return await TryPut(source, id, Entry(caseId, contentHash, toBegin: false), conditions, cancel) || IsOurs(await Find(source, id, cancel));
    }

    private async Task<bool> TryPut(string source, string id, Dictionary<string, string> metadata, BlobRequestConditions conditions, CancellationToken cancel)
    {
        try
        {
            await storage.Index.GetBlobClient(Name(source, id)).UploadAsync(
                BinaryData.FromBytes(ReadOnlyMemory<byte>.Empty), new BlobUploadOptions { Metadata = metadata, Conditions = conditions }, cancel);
            return true;
        }
        catch (RequestFailedException conflict) when (conflict.Status is 409 or 412)
        {
            return false;
        }
    }

    private static Dictionary<string, string> Entry(CaseId caseId, string contentHash, bool toBegin)
    {
        var metadata = new Dictionary<string, string> { [Case] = caseId.Value, [Content] = contentHash };
        if (toBegin)
        {
            metadata[Begins] = "true";
        }

        return metadata;
    }

    private static string Name(string source, string id) =>
        $"message/{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{source}\n{id}")))}";
}
