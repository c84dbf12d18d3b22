using Azure;
using Azure.Storage.Blobs.Models;
using IntegrationHub.Functions.Hosting;

namespace IntegrationHub.Functions.Storage;

/// <summary>What the last run of a job came to: a small JSON blob in <c>checks</c>. A run that doesn't come to its end leaves the one before.</summary>
/// <param name="name">Of the blob.</param>
public sealed class LastRun<T>(HubStorage storage, string name)
    where T : class
{
    /// <summary>Null before the first.</summary>
    public async Task<T?> Find(CancellationToken cancel)
    {
        try
        {
            return (await storage.Checks.GetBlobClient(name).DownloadContentAsync(cancel)).Value.Content.ToObjectFromJson<T>(Answers.Json);
        }
        catch (RequestFailedException missing) when (missing.ErrorCode == BlobErrorCode.BlobNotFound)
        {
            return null;
        }
    }

    /// <summary>Takes the place of the one before.</summary>
    public Task Keep(T standing, CancellationToken cancel) =>
        storage.Checks.GetBlobClient(name).UploadAsync(BinaryData.FromObjectAsJson(standing, Answers.Json), overwrite: true, cancel);
}

/// <summary>Registers what jobs keep of their last run.</summary>
public static class LastRuns
{
    /// <param name="name">Of the blob.</param>
    public static IServiceCollection AddLastRun<T>(this IServiceCollection services, string name)
        where T : class => services.AddSingleton(provider => new LastRun<T>(provider.GetRequiredService<HubStorage>(), name));
}
