using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using IntegrationHub.Domain.Identifiers;

namespace IntegrationHub.Functions.Storage;

/// <summary>How far the removal of a case has come.</summary>
public enum RemovalPhase
{
    None,

    /// <summary>Its time is up: nobody else sees the case any more. It may still be called off.</summary>
    Judged,

    /// <summary>Nothing calls it off any more: something of the case may be gone.</summary>
    Begun,

    /// <summary>All of it is gone but the blob's name, which keeps another case from taking it.</summary>
    Gone,
}

/// <summary>A case's blob on its way out.</summary>
/// <param name="Sha256">Of the blob, lower-case hex.</param>
public sealed record RemovableCase(StoredCase Case, string Sha256, IDictionary<string, string> Metadata, RemovalPhase Phase);

/// <summary>
/// Takes a case away from everybody, and then from storage. The mark is a conditional write of the case's metadata: whoever was about to change the case loses the
/// race, reads again, and finds no case.
/// </summary>
public sealed class CaseRemoval(HubStorage storage)
{
    private const string Mark = "removing";

    /// <summary>True for a case that is being removed: for everybody but the one who removes it, it is not there.</summary>
    public static bool IsMarked(IDictionary<string, string> metadata) => metadata.ContainsKey(Mark);

    /// <summary>True when nothing of the case is left.</summary>
    public static bool IsGone(IDictionary<string, string> metadata) => metadata.TryGetValue(Mark, out var phase) && phase == nameof(RemovalPhase.Gone);

    /// <summary>A case, marked or not; null when it is gone.</summary>
    public async Task<RemovableCase?> Find(CaseId id, CancellationToken cancel)
    {
        try
        {
            var blob = (await Blob(id).DownloadContentAsync(cancel)).Value;
            return IsGone(blob.Details.Metadata) ? null : new RemovableCase(
                new StoredCase(CaseDocument.Read(blob.Content), blob.Details.ETag), DocumentStore.HashOf(blob.Content.ToMemory().Span), blob.Details.Metadata,
                blob.Details.Metadata.TryGetValue(Mark, out var phase) ? Enum.Parse<RemovalPhase>(phase) : RemovalPhase.None);
        }
        catch (RequestFailedException missing) when (missing.ErrorCode == BlobErrorCode.BlobNotFound)
        {
            return null;
        }
    }

    /// <param name="phase">With <see cref="RemovalPhase.None"/> everybody sees the case again.</param>
    /// <returns>The case with its mark; null when somebody else changed it since it was read.</returns>
    public async Task<RemovableCase?> TryMark(RemovableCase found, RemovalPhase phase, CancellationToken cancel)
    {
        var id = found.Case.State.CaseId;
        var metadata = found.Metadata.Where(entry => entry.Key != Mark).ToDictionary();
        if (phase != RemovalPhase.None)
        {
            metadata[Mark] = phase.ToString();
        }

        try
        {
            await Blob(id).SetMetadataAsync(metadata, new BlobRequestConditions { IfMatch = found.Case.ETag }, cancel);
        }
        catch (RequestFailedException changed) when (changed.Status is 409 or 412)
        {
            // Or the answer to our own success was lost: what stands there says which.
        }

        return await Find(id, cancel) is { } now && now.Phase == phase && now.Sha256 == found.Sha256 ? now : null;
    }

    /// <summary>
    /// Removes a marked case. An empty blob takes its place: whoever begins a case puts it on the condition that there is none of its name, and so
    /// needn't ask first whether there ever was one.
    /// </summary>
    public Task Remove(CaseId id, CancellationToken cancel) => Blob(id).UploadAsync(
        BinaryData.FromBytes(ReadOnlyMemory<byte>.Empty), new BlobUploadOptions { Metadata = new Dictionary<string, string> { [Mark] = nameof(RemovalPhase.Gone) } }, cancel);

    private BlobClient Blob(CaseId id) => storage.Cases.GetBlobClient($"{id.LocalAuthority}/{id.Value}.json");
}
