using System.Net;
using System.Net.Sockets;
using Azure.Storage.Blobs;
using IntegrationHub.LocalStack;

namespace IntegrationHub.Tooling.Tests;

public sealed class LocalStackTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    [Fact]
    public void Free_ports_are_all_different_and_can_be_listened_on()
    {
        var ports = Enumerable.Range(0, 50).Select(_ => FreePort.Next()).ToList();

        Assert.Equal(50, ports.Distinct().Count());
        Assert.All(ports, port => Assert.True(FreePort.IsFree(port)));
    }

    [Fact]
    public void A_port_that_is_listened_on_is_not_free()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();

        Assert.False(FreePort.IsFree(((IPEndPoint)listener.LocalEndpoint).Port));
    }

    [Fact]
    public async Task Azurite_keeps_a_blob_over_a_restart_and_leaves_its_ports_free()
    {
        var options = AzuriteOptions.OnFreePorts(folder["azurite"]);
        await using (var azurite = await Azurite.StartAsync(options))
        {
            var container = new BlobContainerClient(azurite.ConnectionString(), "kept");
            await container.CreateAsync();
            await container.UploadBlobAsync("note", BinaryData.FromString("a fact"));
        }
        Assert.True(FreePort.IsFree(options.BlobPort) && FreePort.IsFree(options.QueuePort));

        await using var again = await Azurite.StartAsync(options);
        var blob = await new BlobClient(again.ConnectionString(), "kept", "note").DownloadContentAsync();
        Assert.Equal("a fact", blob.Value.Content.ToString());
    }

    [Fact]
    public async Task Azurite_serves_the_accounts_it_was_given()
    {
        var key = Convert.ToBase64String(new byte[32]);
        await using var azurite = await Azurite.StartAsync(AzuriteOptions.OnFreePorts(folder["azurite"]) with
        {
            Accounts = new Dictionary<string, string> { ["first"] = key, ["second"] = key },
        });

        foreach (var account in new[] { "first", "second" })
            await new BlobContainerClient(azurite.ConnectionString(account), "own").CreateAsync();
    }

    [Fact]
    public async Task A_taken_port_is_named_with_the_setting_that_changes_it()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var taken = ((IPEndPoint)listener.LocalEndpoint).Port;

        var fault = await Assert.ThrowsAsync<LocalStackException>(() =>
            Azurite.StartAsync(new AzuriteOptions(folder["azurite"], FreePort.Next(), taken)));
        Assert.Contains($"{taken}", fault.Message, StringComparison.Ordinal);
        Assert.Contains("AZURITE_QUEUE_PORT", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_policy_folder_as_it_was_typed_counts_from_where_the_hub_was_started_and_blobs_stay_as_they_are()
    {
        var (policy, startedIn) = (Environment.GetEnvironmentVariable("HUB_POLICY"), Environment.GetEnvironmentVariable("HUB_STARTED_IN"));
        try
        {
            Environment.SetEnvironmentVariable("HUB_STARTED_IN", folder.FullName);
            Environment.SetEnvironmentVariable("HUB_POLICY", Path.Combine("..", "policies"));
            Assert.Equal(Path.Combine(Path.GetDirectoryName(folder.FullName)!, "policies"), LocalHubSettings.For(7999, folder.FullName, "x")["HUB_POLICY"]);

            Environment.SetEnvironmentVariable("HUB_POLICY", "blob:policies/2026");
            Assert.Equal("blob:policies/2026", LocalHubSettings.For(7999, folder.FullName, "x")["HUB_POLICY"]);
            Assert.DoesNotContain("HUB_POLICY", LocalHubSettings.For(7999, folder.FullName, "x", [new("HUB_POLICY", null)]).Keys);
        }
        finally
        {
            Environment.SetEnvironmentVariable("HUB_POLICY", policy);
            Environment.SetEnvironmentVariable("HUB_STARTED_IN", startedIn);
        }
    }

    [Fact]
    public void Local_settings_name_everything_that_a_local_hub_needs()
    {
        var settings = LocalHubSettings.For(7999, folder.FullName, "UseDevelopmentStorage=true", [new("HUB_NOW", "2026-11-02T09:00:00Z")]);

        Assert.Equal("7999", settings["HUB_PORT"]);
        Assert.Equal("http://127.0.0.1:7999", settings["HUB_PUBLIC_URL"]);
        Assert.Equal("storage-queues", settings["HUB_BROKER"]);
        Assert.Equal("2026-11-02T09:00:00Z", settings["HUB_NOW"]);
        Assert.True(Path.IsPathRooted(settings["HUB_DATA"]));
    }

    public void Dispose() => folder.Dispose();
}
