using Azure;
using Azure.Storage.Blobs.Models;
using IntegrationHub.Functions.Hosting;
using IntegrationHub.Functions.Storage;

namespace IntegrationHub.Functions.Escalations;

/// <summary>A sweep of the key dates that came to its end.</summary>
/// <param name="At">When it ended, UTC.</param>
/// <param name="Looked">How many entries of the index were due.</param>
/// <param name="Failed">How many of them could not be dealt with; the next sweep looks at them again.</param>
public sealed record SweepStanding(DateTimeOffset At, int Looked, int Failed);

/// <summary>The blob <c>checks/last-sweep.json</c>: a sweep that doesn't come to its end leaves the one before.</summary>
public sealed class LastSweep(HubStorage storage)
{
    private const string Name = "last-sweep.json";

    /// <summary>Null before the first.</summary>
    public async Task<SweepStanding?> Find(CancellationToken cancel)
    {
        try
        {
            return (await storage.Checks.GetBlobClient(Name).DownloadContentAsync(cancel)).Value.Content.ToObjectFromJson<SweepStanding>(Answers.Json);
        }
        catch (RequestFailedException missing) when (missing.ErrorCode == BlobErrorCode.BlobNotFound)
        {
            return null;
        }
    }

    public Task Keep(SweepStanding standing, CancellationToken cancel) =>
        storage.Checks.GetBlobClient(Name).UploadAsync(BinaryData.FromObjectAsJson(standing, Answers.Json), overwrite: true, cancel);
}
