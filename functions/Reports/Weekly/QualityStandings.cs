using Azure;
using Azure.Storage.Blobs.Models;
using IntegrationHub.Functions.Hosting;
using IntegrationHub.Functions.Storage;

namespace IntegrationHub.Functions.Reports.Weekly;

/// <summary>How far the message of one council's last week has come.</summary>
/// <param name="Week">Its Monday.</param>
/// <param name="NoticeId">The same for every attempt; null when there was nothing to say.</param>
/// <param name="FirstFailedAt">When a channel first did not take it; null while none has failed.</param>
/// <param name="NotBefore">Not to be tried before, UTC; null for at once.</param>
/// <param name="SettledAt">When it was dealt with; null while it is to be told.</param>
/// <param name="Refused">Why a channel refused it for good; null when it was told.</param>
internal sealed record QualityStanding(
    DateOnly Week, string? NoticeId, DateTimeOffset? FirstFailedAt = null, DateTimeOffset? NotBefore = null, DateTimeOffset? SettledAt = null, string? Refused = null);

/// <summary>A standing as read, with what makes a conditional write possible; both null before the first.</summary>
internal sealed record StoredStanding(QualityStanding? Standing, ETag? ETag);

/// <summary>The blobs <c>checks/data-quality/{council}.json</c>: one for each council, of its last week. Every write has a condition.</summary>
internal sealed class QualityStandings(HubStorage storage)
{
    public async Task<StoredStanding> Find(string council, CancellationToken cancel)
    {
        try
        {
            var blob = (await storage.Checks.GetBlobClient(NameOf(council)).DownloadContentAsync(cancel)).Value;
            return new StoredStanding(blob.Content.ToObjectFromJson<QualityStanding>(Answers.Json), blob.Details.ETag);
        }
        catch (RequestFailedException missing) when (missing.ErrorCode == BlobErrorCode.BlobNotFound)
        {
            return new StoredStanding(null, null);
        }
    }

    /// <returns>False when somebody else was faster.</returns>
    public async Task<bool> TryPut(string council, QualityStanding standing, ETag? read, CancellationToken cancel)
    {
        var conditions = read is { } etag ? new BlobRequestConditions { IfMatch = etag } : new BlobRequestConditions { IfNoneMatch = ETag.All };
        try
        {
            await storage.Checks.GetBlobClient(NameOf(council)).UploadAsync(BinaryData.FromObjectAsJson(standing, Answers.Json), new BlobUploadOptions { Conditions = conditions }, cancel);
            return true;
        }
        catch (RequestFailedException conflict) when (conflict.Status is 409 or 412)
        {
            return false;
        }
    }

    private static string NameOf(string council) => $"data-quality/{council}.json";
}
