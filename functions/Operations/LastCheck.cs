using Azure;
using Azure.Storage.Blobs.Models;
using IntegrationHub.Contracts.Operations;
using IntegrationHub.Functions.Hosting;
using IntegrationHub.Functions.Storage;

namespace IntegrationHub.Functions.Operations;

/// <summary>What the last check of storage found that only people can mend, <c>checks/last.json</c>: how often, not where.</summary>
public sealed class LastCheck(HubStorage storage, TimeProvider time)
{
    private const string Name = "last.json";
    private static readonly string[] Unmendable = [StorageFindings.MissingDocument, StorageFindings.UnreadableCase];

    /// <summary>Takes the place of the check before.</summary>
    public Task Keep(IReadOnlyList<StorageFinding> findings, CancellationToken cancel) => storage.Checks.GetBlobClient(Name).UploadAsync(
        BinaryData.FromObjectAsJson(
            new Kept(time.GetUtcNow(), Unmendable.ToDictionary(kind => kind, kind => findings.Count(finding => finding.Kind == kind))), Answers.Json),
        overwrite: true, cancel);

    /// <summary>By kind of <see cref="StorageFindings"/>; nothing before the first check.</summary>
    public async Task<IReadOnlyDictionary<string, int>> Damage(CancellationToken cancel)
    {
        try
        {
            return (await storage.Checks.GetBlobClient(Name).DownloadContentAsync(cancel)).Value.Content.ToObjectFromJson<Kept>(Answers.Json)!.Damage;
        }
        catch (RequestFailedException missing) when (missing.ErrorCode == BlobErrorCode.BlobNotFound)
        {
            return new Dictionary<string, int>();
        }
    }

    private sealed record Kept(DateTimeOffset At, Dictionary<string, int> Damage);
}
