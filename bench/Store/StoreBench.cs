using IntegrationHub.Bench.Output;
using IntegrationHub.Tooling.Tests.Publish;

namespace IntegrationHub.Bench.Store;

/// <summary>What is measured over stores that hold few and very many cases, side by side: each is filled once.</summary>
internal static class StoreBench
{
    public static IReadOnlyList<string> Names { get; } = [PullBench.Name, ReportBench.Name, SweepBench.Name];

    /// <param name="wanted">Of <see cref="Names"/>.</param>
    public static async Task<IReadOnlyList<BenchResult>> RunAsync(BenchRun run, IReadOnlySet<string> wanted)
    {
        await using var issuer = await Issuer.StartAsync();
        var (stores, since) = (new List<LargeStore>(), TimeProvider.System.GetUtcNow());
        try
        {
            foreach (var cases in run.Scale.Cases)
                stores.Add(await LargeStore.FillAsync(run, cases, since, issuer));
            var results = new List<BenchResult>();
            if (wanted.Contains(PullBench.Name))
                results.Add(await PullBench.RunAsync(run, stores, since, issuer));
            if (wanted.Contains(ReportBench.Name))
                results.Add(await ReportBench.RunAsync(run, stores, issuer));

            // Last: it moves the clock.
            if (wanted.Contains(SweepBench.Name))
                results.Add(await SweepBench.RunAsync(run, stores));
            return results;
        }
        finally
        {
            foreach (var store in stores)
                await store.DisposeAsync();
        }
    }
}
