using System.Net.Http.Headers;
using IntegrationHub.Bench.Kit;
using IntegrationHub.Bench.Output;
using IntegrationHub.Tooling.Tests.Publish;

namespace IntegrationHub.Bench.Store;

/// <summary>What the timeliness report takes over many cases: storage calls, and memory of a hub that does nothing else.</summary>
internal static class ReportBench
{
    public const string Name = "report";
    private const int CasesForEachCall = 5000;
    private const int MoreCalls = 10;
    private const double MostMegabytes = 300;
    private static readonly TimeSpan Quiet = TimeSpan.FromMilliseconds(300);

    public static async Task<BenchResult> RunAsync(BenchRun run, IReadOnlyList<LargeStore> stores, Issuer issuer)
    {
        var today = DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime);
        var path = $"hub/reports/timeliness?from={today.AddYears(-7):yyyy-MM-dd}&to={today:yyyy-MM-dd}";
        var made = new List<Made>();
        foreach (var store in stores)
        {
            Progress.Show($"{Name}: {Shown.Of(store.Cases)} cases", made.Count, stores.Count);
            store.Log.Take();
            var reply = await store.Hub.TryAsync("manager", HttpMethod.Get, path, null, "", run.Stop, accept: "application/json");
            if (reply.Status == 404)
                return new BenchResult(Name, $"/{path[..path.IndexOf('?', StringComparison.Ordinal)]} is not there", [], [], [], []);
            if (reply.Status != 200)
                throw new InvalidOperationException($"{path}: {reply.Status} {reply.Text}");
            var calls = (await store.Log.TakeAsync(Quiet, run.Stop)).Count;
            made.Add(new Made(store.Cases, calls, await PeakAsync(run, store, issuer, path), reply.Text.Length));
        }
        Progress.Show($"{Name}: done", 1, 1);
        return Report(made);
    }

    /// <summary>Of a hub that was just started.</summary>
    private static async Task<double> PeakAsync(BenchRun run, LargeStore store, Issuer issuer, string path)
    {
        await using var hub = await HubServer.StartAsync(run.Programs.Hub, store.Storage.Connection, issuer, run.Stop);
        using var client = new HttpClient { BaseAddress = hub.Address, Timeout = TimeSpan.FromMinutes(10) };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", issuer.Token(Children.Council, "Reports.Read"));
        client.DefaultRequestHeaders.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        using var answer = await client.GetAsync(new Uri(path, UriKind.Relative), run.Stop);
        await answer.EnsureSuccessStatusCode().Content.ReadAsByteArrayAsync(run.Stop);
        return ProcessUsage.PeakResident(hub.Id) / 1024.0 / 1024;
    }

    private static BenchResult Report(List<Made> made)
    {
        var largest = made[^1];
        return new BenchResult(
            Name, "GET /hub/reports/timeliness over all cases of a council, seven years of them",
            [
                new Table(
                    "by the size of the store", ["cases", "storage calls", "at most", "MB at most, of the process", "characters of the answer"],
                    [.. made.Select(one => (IReadOnlyList<string>)[Shown.Of(one.Cases), $"{one.Calls}", Shown.Of(one.MostCalls), Shown.Of(one.Megabytes), Shown.Of(one.Length)])]),
            ],
            [
                Target.AtMost($"storage calls over {Shown.Of(largest.Cases)} cases", largest.Calls, largest.MostCalls),
                Target.AtMost($"peak memory in MB over {Shown.Of(largest.Cases)} cases", largest.Megabytes, MostMegabytes),
            ],
            [new BarGroup("Timeliness report: storage calls", "", [.. made.Select(one => new Bar($"{Shown.Of(one.Cases)} cases", one.Calls, true))]),
                new BarGroup("Timeliness report: peak memory of the process", " MB", [.. made.Select(one => new Bar($"{Shown.Of(one.Cases)} cases", one.Megabytes, true))])],
            [])
        {
            Counts = new Dictionary<string, double> { ["made"] = made.Count, ["calls"] = largest.Calls },
        };
    }

    private sealed record Made(int Cases, int Calls, double Megabytes, int Length)
    {
        public double MostCalls => ((double)Cases / CasesForEachCall) + MoreCalls;
    }
}
