using Azure;
using Azure.Storage.Blobs.Models;
using IntegrationHub.Functions.Hosting;
using IntegrationHub.Functions.Storage;

namespace IntegrationHub.Functions.Calendar;

/// <summary>When all open cases were last seen to be counted by certain rules.</summary>
/// <param name="Rules"><see cref="Policies.CaseRules.Fingerprint"/>.</param>
/// <param name="Since">When the listing first looked by these rules, UTC.</param>
/// <param name="CleanAt">When it last found no case that was counted by others, UTC; null when it never did.</param>
public sealed record RecountStanding(string Rules, DateTimeOffset Since, DateTimeOffset? CleanAt)
{
    // For so long a process with the rules of before may still run beside this one, and write.
    private static readonly TimeSpan OldProcessesEnd = TimeSpan.FromHours(2);
    private static readonly TimeSpan LookAgainAfter = TimeSpan.FromHours(23);

    /// <summary>True when looking again can wait: nothing has changed, and nobody with other rules is about any more.</summary>
    public bool IsSettled(string rules, DateTimeOffset now) =>
        Rules == rules && CleanAt is { } clean && clean - Since >= OldProcessesEnd && now >= clean && now - clean < LookAgainAfter;
}

/// <summary>The blob <c>checks/recount.json</c>.</summary>
public sealed class LastRecount(HubStorage storage)
{
    private const string Name = "recount.json";

    /// <summary>Null before the first.</summary>
    public async Task<RecountStanding?> Find(CancellationToken cancel)
    {
        try
        {
            return (await storage.Checks.GetBlobClient(Name).DownloadContentAsync(cancel)).Value.Content.ToObjectFromJson<RecountStanding>(Answers.Json);
        }
        catch (RequestFailedException missing) when (missing.ErrorCode == BlobErrorCode.BlobNotFound)
        {
            return null;
        }
    }

    public Task Keep(RecountStanding standing, CancellationToken cancel) =>
        storage.Checks.GetBlobClient(Name).UploadAsync(BinaryData.FromObjectAsJson(standing, Answers.Json), overwrite: true, cancel);
}
