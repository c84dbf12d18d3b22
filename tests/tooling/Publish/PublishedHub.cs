using System.IO.Compression;
using IntegrationHub.LocalStack;
using IntegrationHub.Tools.Hub;

namespace IntegrationHub.Tooling.Tests.Publish;

/// <summary>One publish for all tests of it: it takes minutes.</summary>
public sealed class PublishedHub : IAsyncLifetime, IDisposable
{
    private readonly TemporaryFolder folder = new();

    /// <summary>What `./hub publish` wrote.</summary>
    public string Folder => folder["out/integrationhub"];

    public string Zip => folder["out/integrationhub.zip"];

    /// <summary>The zip, unpacked as the platform does.</summary>
    public string Root => folder["site/wwwroot"];

    public Azurite? Azurite { get; private set; }

    public async Task InitializeAsync()
    {
        Assert.Equal(0, await CommandList.RunAsync(["publish", folder["out"]], CancellationToken.None));
        Directory.CreateDirectory(Root);
        await ZipFile.ExtractToDirectoryAsync(Zip, Root);
        Azurite = await Azurite.StartAsync(AzuriteOptions.OnFreePorts(folder["azurite"]));
    }

    public async Task DisposeAsync()
    {
        if (Azurite is not null)
        {
            await Azurite.DisposeAsync();
        }
    }

    public void Dispose() => folder.Dispose();
}
