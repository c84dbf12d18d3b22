using IntegrationHub.Tools.Hub.Local;
using IntegrationHub.Tools.Hub.Soak;
using Xunit.Abstractions;

namespace IntegrationHub.Tooling.Tests;

public sealed class SoakTests(ITestOutputHelper output) : IDisposable
{
    private readonly TemporaryFolder folder = new();

    /// <summary>`./hub soak` does it for as long as one likes.</summary>
    [Fact]
    public async Task Killed_and_cut_off_from_its_storage_under_load_the_hub_loses_and_doubles_nothing()
    {
        var result = await SoakRun.PlayAsync(LocalSettings.OnFreePorts(folder["hub"]), seed: 3, TimeSpan.FromSeconds(40), (_, _) => { }, default);

        output.WriteLine($"{result.Ledger.Kills} kills, {result.Ledger.StorageStops} storage stops, {result.Ledger.Sent} sent, {result.Ledger.Repeated} again; {result.Cases} cases, {result.Facts} facts, {result.Alerts} alerts");
        Assert.True(result.Wrong.Count == 0, string.Join("\n", result.Wrong));
        Assert.True(result.Ledger.Kills >= 2);
        Assert.True(result.Cases >= 3);
        Assert.True(result.Ledger.Repeated > 0);
    }

    public void Dispose() => folder.Dispose();
}
