using IntegrationHub.LocalStack;

namespace IntegrationHub.Bench.Kit;

/// <summary>An Azurite with nothing in it; its files are gone when it ends.</summary>
internal sealed class EmptyStorage : IAsyncDisposable
{
    private readonly string folder;
    private readonly Azurite azurite;

    private EmptyStorage(string folder, Azurite azurite) => (this.folder, this.azurite) = (folder, azurite);

    public string Connection => azurite.ConnectionString();

    public int ProcessId => azurite.ProcessId;

    /// <summary>As `./hub run` starts it: what it says it holds is on disk.</summary>
    public static Task<EmptyStorage> StartAsync(CancellationToken stop) => StartAsync(options => options, stop);

    /// <summary>For many blobs: in memory, and looked up by name, so that the emulator isn't measured but who calls it.</summary>
    public static Task<EmptyStorage> StartLargeAsync(CancellationToken stop) =>
        StartAsync(options => options with { IsInMemory = true, LooksUpByName = true }, stop);

    private static async Task<EmptyStorage> StartAsync(Func<AzuriteOptions, AzuriteOptions> change, CancellationToken stop)
    {
        var folder = Directory.CreateTempSubdirectory("integrationhub-bench-").FullName;
        return new EmptyStorage(folder, await Azurite.StartAsync(change(AzuriteOptions.OnFreePorts(folder)), stop));
    }

    public async ValueTask DisposeAsync()
    {
        await azurite.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }
}
