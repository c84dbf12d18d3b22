using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using IntegrationHub.Bench.Kit;
using IntegrationHub.Bench.Output;
using IntegrationHub.Tooling.Tests.Publish;

namespace IntegrationHub.Bench.Store;

/// <summary>Whether a health team's pull takes as long however many cases there are.</summary>
internal static class PullBench
{
    public const string Name = "pull";
    private const double MostOfSmallest = 1.5;

    /// <param name="since">What an incremental pull asks for: all that is open came later.</param>
    public static async Task<BenchResult> RunAsync(BenchRun run, IReadOnlyList<LargeStore> stores, DateTimeOffset since, Issuer issuer)
    {
        (string Name, string Path)[] pulls =
        [
            ("worklist with includes", "hub/fhir/Task?owner=RXQ&status=requested&_include=Task:focus&_include=Task:patient"),
            ("incremental, _lastUpdated", $"hub/fhir/Task?owner=RXQ&_lastUpdated=gt{since.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture)}"),
        ];
        using var clients = new Clients(stores, issuer);
        var found = await FoundAsync(clients, stores, pulls, run.Stop);
        var rounds = new List<double[,]>();

        // The first is for the JIT and doesn't count.
        for (var round = -1; round < run.Scale.Rounds; round++)
        {
            Progress.Show($"{Name}: round {Math.Max(round, 0) + 1} of {run.Scale.Rounds}", Math.Max(round, 0), run.Scale.Rounds);
            var medians = await RoundAsync(run, clients, stores.Count, pulls, Math.Max(round, 0));
            if (round >= 0)
                rounds.Add(medians);
        }
        Progress.Show($"{Name}: done", 1, 1);
        return await ReportAsync(run, stores, pulls, rounds, found);
    }

    /// <summary>Search by search, store after store: all meet the machine as it is at that moment.</summary>
    private static async Task<double[,]> RoundAsync(BenchRun run, Clients clients, int stores, (string Name, string Path)[] pulls, int round)
    {
        var times = Enumerable.Range(0, pulls.Length * stores).Select(_ => new List<double>()).ToList();
        for (var search = 0; search < Math.Max(1, run.Scale.Pulls / run.Scale.Rounds); search++)
            for (var turn = 0; turn < times.Count; turn++)
            {
                var at = (turn + search + round) % times.Count;
                var began = Stopwatch.GetTimestamp();
                await clients.GetAsync(at % stores, pulls[at / stores].Path, run.Stop);
                times[at].Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
            }
        var medians = new double[pulls.Length, stores];
        for (var at = 0; at < times.Count; at++)
            medians[at / stores, at % stores] = times[at].Median();
        return medians;
    }

    /// <summary>How much each search finds: the same in each store.</summary>
    private static async Task<double> FoundAsync(Clients clients, IReadOnlyList<LargeStore> stores, (string Name, string Path)[] pulls, CancellationToken stop)
    {
        var totals = new HashSet<double>();
        for (var store = 0; store < stores.Count; store++)
            foreach (var (_, path) in pulls)
                totals.Add((double)JsonNode.Parse(await clients.GetAsync(store, path, stop))!["total"]!);
        return totals.Count == 1 ? totals.Single() : throw new InvalidOperationException($"The searches find {string.Join(", ", totals)}, not the same.");
    }

    private static async Task<BenchResult> ReportAsync(
        BenchRun run, IReadOnlyList<LargeStore> stores, (string Name, string Path)[] pulls, IReadOnlyList<double[,]> rounds, double found)
    {
        var (rows, targets, bars) = (new List<IReadOnlyList<string>>(), new List<Target>(), new List<BarGroup>());
        for (var pull = 0; pull < pulls.Length; pull++)
        {
            var (kind, medians) = (pull, new List<Bar>());
            for (var store = 0; store < stores.Count; store++)
            {
                var at = store;
                var (p50, ratio) = (rounds.Select(round => round[kind, at]).Median(), rounds.Select(round => round[kind, at] / round[kind, 0]).Median());
                stores[store].Log.Take();
                await stores[store].Hub.AskAsync("health", HttpMethod.Get, pulls[pull].Path, null, "", run.Stop);
                var calls = await stores[store].Log.TakeAsync(TimeSpan.FromMilliseconds(150), run.Stop);
                rows.Add([$"{pulls[pull].Name}, {Shown.Of(stores[store].Cases)} cases", Shown.Of(p50), Shown.Of(ratio), $"{calls.Count}"]);
                medians.Add(new Bar($"{Shown.Of(stores[store].Cases)} cases", p50, true));
                if (store > 0)
                    targets.Add(Target.AtMost($"p50 of the {pulls[pull].Name} at {Shown.Of(stores[store].Cases)} cases beside {Shown.Of(stores[0].Cases)}", ratio, MostOfSmallest));
            }
            bars.Add(new BarGroup($"Pull: {pulls[pull].Name}, p50", " ms", medians));
        }
        return new BenchResult(
            Name, $"a pull finds {Shown.Of(found)} open referrals; {run.Scale.Pulls} searches of each kind and size, medians of {run.Scale.Rounds} rounds",
            [new Table("side by side", ["search", "p50 ms", "ratio", "storage calls"], rows)], targets, bars,
            [
                $"Each store holds {run.Scale.OpenReferrals} open referrals, and closed cases of six years for the rest, all of one council and one provider, the latest closed in this month: in truth no provider has so many.",
                "Azurite runs in memory and looks blobs up by name (tools/local-stack/azurite-by-name.cjs): as it comes, each of its requests costs more the more blobs there are.",
            ])
        {
            Counts = new Dictionary<string, double> { ["found"] = found, ["stores"] = stores.Count, ["rounds"] = rounds.Count },
        };
    }

    /// <summary>A health team's system at each store's hub.</summary>
    private sealed class Clients(IReadOnlyList<LargeStore> stores, Issuer issuer) : IDisposable
    {
        private readonly List<HttpClient> clients = [.. stores.Select(store => new HttpClient { BaseAddress = store.Server.Address })];
        private readonly AuthenticationHeaderValue authorization = new("Bearer", issuer.Token(Children.Provider, "Health.Read"));

        public async Task<string> GetAsync(int store, string path, CancellationToken stop)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(path, UriKind.Relative)) { Headers = { Authorization = authorization } };
            using var answer = await clients[store].SendAsync(request, stop);
            return await answer.EnsureSuccessStatusCode().Content.ReadAsStringAsync(stop);
        }

        public void Dispose() => clients.ForEach(client => client.Dispose());
    }
}
