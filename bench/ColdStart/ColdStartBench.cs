using System.Diagnostics;
using System.Net.Http.Headers;
using IntegrationHub.Bench.Kit;
using IntegrationHub.Bench.Output;
using IntegrationHub.LocalStack;
using IntegrationHub.Tooling.Tests.Publish;

namespace IntegrationHub.Bench.ColdStart;

/// <summary>How long a start takes to the first answer and to the first search, beside a program that does nothing and beside the hub that isn't compiled ahead of time.</summary>
internal static class ColdStartBench
{
    public const string Name = "cold-start";
    private const double MostOfBare = 1.5;
    private const string Live = "hub/health/live";
    private const string Search = "hub/fhir/Task?owner=RXQ&status=requested";

    public static async Task<BenchResult> RunAsync(BenchRun run)
    {
        await using var storage = await EmptyStorage.StartAsync(run.Stop);
        await using var issuer = await Issuer.StartAsync();
        (string Name, Func<Task<Start>> StartAsync)[] programs =
        [
            (run.Programs.ArePublished ? "hub, as published" : "hub, as built", () => HubAsync(run.Programs.Hub, storage.Connection, issuer, run.Stop)),
            ("bare Kestrel, made the same way", () => BareAsync(run.Programs.Bare, run.Stop)),
            ("hub, Release build, not precompiled", () => HubAsync(Programs.HubBuild, storage.Connection, issuer, run.Stop)),
        ];
        var starts = programs.Select(_ => new List<Start>()).ToList();

        // The first round finds the files on disk and makes the containers; it doesn't count.
        for (var round = -1; round < run.Scale.Starts; round++)
            for (var turn = 0; turn < programs.Length; turn++)
            {
                var at = (Math.Max(round, 0) + turn) % programs.Length;
                Progress.Show($"{Name}: starts", (Math.Max(round, 0) * programs.Length) + turn, run.Scale.Starts * programs.Length);
                var start = await programs[at].StartAsync();
                if (round >= 0)
                    starts[at].Add(start);
            }
        Progress.Show($"{Name}: starts", 1, 1);
        return Report(run, [.. programs.Select(program => program.Name)], starts);
    }

    private static async Task<Start> HubAsync(string program, string storage, Issuer issuer, CancellationToken stop)
    {
        var since = Stopwatch.GetTimestamp();
        await using var hub = await HubServer.StartAsync(program, storage, issuer, stop, Live);
        using var client = new HttpClient { BaseAddress = hub.Address };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", issuer.Token(Children.Provider, "Health.Read"));
        while (true)
        {
            using var answer = await client.GetAsync(new Uri(Search, UriKind.Relative), stop);
            if (answer.IsSuccessStatusCode)
                return new Start(hub.Started.TotalMilliseconds, Stopwatch.GetElapsedTime(since).TotalMilliseconds);
            if ((int)answer.StatusCode != 503)
                throw new InvalidOperationException($"{Search}: {(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync(stop)}");
        }
    }

    private static async Task<Start> BareAsync(string program, CancellationToken stop)
    {
        var port = FreePort.Next();
        await using var bare = await ServerProcess.StartAsync(program, port, Live, [new("FUNCTIONS_CUSTOMHANDLER_PORT", $"{port}")], stop);
        return new Start(bare.Started.TotalMilliseconds, null);
    }

    private static BenchResult Report(BenchRun run, string[] names, List<List<Start>> starts)
    {
        double Live(int at) => starts[at].Select(start => start.Live).Median();
        double? Search(int at) => starts[at].TrueForAll(start => start.Search is not null) ? starts[at].Select(start => start.Search!.Value).Median() : null;
        double Ratio(int at) => starts[0].Zip(starts[at], (hub, other) => hub.Live / other.Live).Median();
        return new BenchResult(
            Name, $"from the start of the process to the first answer of /{ColdStartBench.Live} and to the first search, medians of {run.Scale.Starts} starts each, files in the machine's cache",
            [
                new Table(
                    "side by side", ["program", "ms to live", "hub's ratio", "ms to the first search"],
                    [.. names.Select((name, at) => (IReadOnlyList<string>)[name, Shown.Of(Live(at)), Shown.Of(Ratio(at)), Search(at) is { } search ? Shown.Of(search) : "-"])]),
            ],
            [Target.AtMost("the hub's first answer beside bare Kestrel's", Ratio(1), MostOfBare)],
            [
                new BarGroup("Start to the first answer", " ms", [.. names.Select((name, at) => new Bar(name, Live(at), at == 0))]),
                new BarGroup("Start to the first search", " ms", [.. names.Select((name, at) => (name, at)).Where(one => Search(one.at) is not null).Select(one => new Bar(one.name, Search(one.at)!.Value, one.at == 0))]),
            ],
            ["A start of the Functions host itself, which starts this program, is not in it."])
        {
            Counts = new Dictionary<string, double> { ["starts"] = starts.Sum(of => of.Count), ["searches"] = starts.Sum(of => of.Count(start => start.Search is not null)) },
        };
    }

    /// <param name="Live">Milliseconds.</param>
    /// <param name="Search">Milliseconds; null for what has no search.</param>
    private sealed record Start(double Live, double? Search);
}
