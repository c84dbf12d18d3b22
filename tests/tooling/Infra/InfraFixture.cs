using System.Text.Json.Nodes;
using IntegrationHub.LocalStack;

namespace IntegrationHub.Tooling.Tests.Infra;

[CollectionDefinition(Name)]
public sealed class InfraCollection : ICollectionFixture<InfraFixture>
{
    public const string Name = "infra";
}

/// <summary>infra/, compiled once for all tests about it: with the parameters of dev and of live, and with storage queues as the broker and without sign-in for people.</summary>
public sealed class InfraFixture : IAsyncLifetime, IDisposable
{
    private readonly TemporaryFolder folder = new();

    internal Deployment Dev { get; private set; } = null!;

    internal Deployment Live { get; private set; } = null!;

    internal Deployment StorageQueues { get; private set; } = null!;

    /// <summary>What the compiler said while it did that: nothing, if all is well.</summary>
    internal string Said { get; private set; } = "";

    /// <summary>A copy of infra/, to be changed at will.</summary>
    internal static void CopyTo(string target)
    {
        var source = Repository.PathOf("infra");
        foreach (var file in Directory.EnumerateFiles(source, "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(target, Path.GetRelativePath(source, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }
    }

    public async Task InitializeAsync()
    {
        CopyTo(folder.FullName);
        await File.WriteAllTextAsync(
            folder["queues.bicepparam"],
            (await File.ReadAllTextAsync(folder["dev.bicepparam"])).Replace("readEnvironmentVariable('HUB_SIGN_IN_CLIENT_ID', '')", "''", StringComparison.Ordinal) + "param broker = 'storage-queues'\n");
        (Dev, Live, StorageQueues) = (await PredictAsync("dev", "dev"), await PredictAsync("live", "live"), await PredictAsync("queues", "dev"));
    }

    public Task DisposeAsync() => Task.CompletedTask;

    public void Dispose() => folder.Dispose();

    private async Task<Deployment> PredictAsync(string name, string environment)
    {
        Said += await BicepCompiler.SnapshotAsync(folder[$"{name}.bicepparam"], $"rg-hub-{environment}");
        Assert.True(File.Exists(folder[$"{name}.snapshot.json"]), Said);
        return new Deployment(JsonNode.Parse(await File.ReadAllTextAsync(folder[$"{name}.snapshot.json"]))!);
    }
}
