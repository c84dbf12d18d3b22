using IntegrationHub.Bench.Calls;
using IntegrationHub.Bench.ColdStart;
using IntegrationHub.Bench.Fhir;
using IntegrationHub.Bench.Kit;
using IntegrationHub.Bench.Memory;
using IntegrationHub.Bench.Notifications;
using IntegrationHub.Bench.Output;
using IntegrationHub.Bench.Store;
using IntegrationHub.LocalStack;

namespace IntegrationHub.Bench;

/// <summary>Every measurement there is, and a run of those that are asked for.</summary>
internal static class BenchList
{
    private static readonly IReadOnlyList<(IReadOnlyList<string> Names, Func<BenchRun, IReadOnlySet<string>, Task<IReadOnlyList<BenchResult>>> RunAsync)> All =
    [
        One(NotificationsBench.Name, NotificationsBench.RunAsync),
        One(CallsBench.Name, CallsBench.RunAsync),
        One(ColdStartBench.Name, ColdStartBench.RunAsync),
        One(MemoryBench.Name, MemoryBench.RunAsync),
        (StoreBench.Names, StoreBench.RunAsync),
        .. FhirMeasurements.All.Select(measurement => One(measurement.Name, run => Task.FromResult(FhirBench.Run(measurement, run.Scale.IsShort ? Rounds.Tiny : Rounds.Full)))),
    ];

    public static IReadOnlyList<string> Names { get; } = [.. All.SelectMany(group => group.Names)];

    /// <returns>The exit code: 0 when everything was measured, whatever came of it.</returns>
    public static async Task<int> RunAsync(BenchArguments arguments, CancellationToken stop)
    {
        var run = new BenchRun(arguments.Scale, new Programs(arguments.Published), stop);
        string[] about = [Machine.Describe(), $"{run.Programs.Describe}; {(arguments.IsShort ? "short form: no figures to quote" : $"{run.Scale.Rounds} rounds, medians")}"];
        foreach (var line in about)
            Console.WriteLine(line);
        var results = new List<BenchResult>();
        foreach (var (names, measure) in All)
            if (arguments.Names.Intersect(names).ToHashSet() is { Count: > 0 } wanted)
                foreach (var result in await measure(run, wanted))
                {
                    results.Add(result);
                    ConsoleReport.Write(result, Console.Out);
                }
        Console.WriteLine();
        var files = ResultFiles.Write(arguments.Out ?? Repository.PathOf(".local", "bench"), about, results);
        foreach (var file in files)
            Console.WriteLine(file);
        if (arguments.IsForGuide)
            Guide.Write(DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime), about, results, files[^1]);
        return 0;
    }

    private static (IReadOnlyList<string>, Func<BenchRun, IReadOnlySet<string>, Task<IReadOnlyList<BenchResult>>>) One(string name, Func<BenchRun, Task<BenchResult>> measure) =>
        ([name], async (run, _) => [await measure(run)]);
}
