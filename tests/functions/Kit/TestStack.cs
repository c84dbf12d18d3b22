using System.Security.Cryptography;
using IntegrationHub.LocalStack;

namespace IntegrationHub.Functions.Tests.Kit;

/// <summary>
/// One Azurite for all process tests, with an account for each hub, and one hub that most tests share. Left as it is, Azurite gets slower with all that it holds; tests of
/// pages and of conformance have it so, as <c>./hub run</c> does.
/// </summary>
public class TestStack : IAsyncLifetime
{
    public const string Name = "hub processes";

    private const int Accounts = 300;
    private readonly string folder = Directory.CreateTempSubdirectory("hub-tests-").FullName;
    private readonly Dictionary<string, string> accounts = Enumerable.Range(0, Accounts)
        .ToDictionary(i => $"account{i}", _ => Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)));
    private int nextAccount;

    public Azurite Azurite { get; private set; } = null!;

    /// <summary>Starts at 2 November 2026, 09:00, and is never moved on: tests that move the clock start their own.</summary>
    public TestHub Shared { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        Azurite = await Azurite.StartAsync(AzuriteOptions.OnFreePorts(Path.Combine(folder, "azurite")) with { Accounts = accounts, LooksUpByName = true });
        if (HasSharedHub)
        {
            Shared = await StartHub();
        }
    }

    /// <summary>The connection string of an account that nobody else uses.</summary>
    public string NewAccount() => Azurite.ConnectionString($"account{Interlocked.Increment(ref nextAccount) - 1}");

    /// <summary>Starts a hub of its own, on an account of its own.</summary>
    public Task<TestHub> StartHub(string now = "2026-11-02T09:00:00Z", params (string Name, string? Value)[] settings)
    {
        var account = $"account{Interlocked.Increment(ref nextAccount) - 1}";
        return TestHub.Start(Azurite.ConnectionString(account), Path.Combine(folder, account), [("HUB_NOW", now), .. settings]);
    }

    /// <summary>A folder for a hub's own files, gone with the stack.</summary>
    public string NewFolder() => Directory.CreateDirectory(Path.Combine(folder, $"{Guid.CreateVersion7():N}")).FullName;

    /// <summary>Starts a hub whose blobs go through a proxy.</summary>
    public Task<TestHub> StartHubBehind(LossyBlobProxy proxy)
    {
        var account = $"account{Interlocked.Increment(ref nextAccount) - 1}";
        var connection = Azurite.ConnectionString(account).Replace($":{Azurite.BlobPort}/", $":{proxy.Port}/", StringComparison.Ordinal);
        return TestHub.Start(connection, Path.Combine(folder, account), [("HUB_NOW", "2026-11-02T09:00:00Z")]);
    }

    /// <summary>Whether there is a <see cref="Shared"/> hub.</summary>
    protected virtual bool HasSharedHub => true;

    public async Task DisposeAsync()
    {
        await (Shared?.DisposeAsync() ?? ValueTask.CompletedTask);
        await Azurite.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }
}

[CollectionDefinition(TestStack.Name)]
public sealed class TestStackCollection : ICollectionFixture<TestStack>;

/// <summary>A stack of their own for tests that mostly wait, so that they do it beside the others.</summary>
[CollectionDefinition(Name)]
public sealed class Waiting : ICollectionFixture<TestStack>
{
    public const string Name = "hub processes, mostly waiting";
}

/// <summary>A storage emulator without a hub that runs by itself.</summary>
public sealed class StorageOnlyStack : TestStack
{
    protected override bool HasSharedHub => false;
}
