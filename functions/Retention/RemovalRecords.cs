using System.Text.Json.Serialization;
using Azure;
using Azure.Storage.Blobs.Models;
using IntegrationHub.Contracts.Operations;
using IntegrationHub.Domain.Identifiers;
using IntegrationHub.Functions.Hosting;
using IntegrationHub.Functions.Storage;

namespace IntegrationHub.Functions.Retention;

/// <summary>How far the removal of a case has come.</summary>
/// <param name="Proof">What goes, decided once, before anything goes; null while it may still be called off.</param>
public sealed record RemovalRecord(string CaseId, RemovalProof? Proof)
{
    /// <summary>When it was written last, by the store's clock. No message that came later was ever the case's.</summary>
    [JsonIgnore]
    public DateTimeOffset WrittenAt { get; init; }
}

/// <summary>
/// Of each case that is removed, or was, <c>removals/{caseId}.json</c>: it stays, so that the case's id is never used for another episode, and an old message
/// that is sent again doesn't bring the case back.
/// </summary>
public sealed class RemovalRecords(HubStorage storage)
{
    public async Task<RemovalRecord?> Find(CaseId id, CancellationToken cancel)
    {
        try
        {
            var blob = (await storage.Removals.GetBlobClient(NameOf(id)).DownloadContentAsync(cancel)).Value;
            return blob.Content.ToObjectFromJson<RemovalRecord>(Answers.Json)! with { WrittenAt = blob.Details.LastModified };
        }
        catch (RequestFailedException missing) when (missing.ErrorCode == BlobErrorCode.BlobNotFound)
        {
            return null;
        }
    }

    public Task Put(CaseId id, RemovalProof? proof, CancellationToken cancel) =>
        storage.Removals.GetBlobClient(NameOf(id)).UploadAsync(BinaryData.FromObjectAsJson(new RemovalRecord(id.Value, proof), Answers.Json), overwrite: true, cancel);

    private static string NameOf(CaseId id) => $"{id.Value}.json";
}
