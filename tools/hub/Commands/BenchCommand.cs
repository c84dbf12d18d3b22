using System.Diagnostics;
using IntegrationHub.LocalStack;
using IntegrationHub.Tools.Hub.Local;
using IntegrationHub.Tools.Hub.Publish;

namespace IntegrationHub.Tools.Hub.Commands;

/// <summary>`./hub bench`: builds and publishes what is measured, and runs the measurements.</summary>
internal static class BenchCommand
{
    private const string Project = "bench/IntegrationHub.Bench.csproj";

    /// <summary>Those that start programs: only they need them published.</summary>
    private static readonly string[] OfPrograms = ["notifications", "cold-start", "memory"];

    public static async Task<int> RunAsync(Arguments arguments, CancellationToken stop)
    {
        // Said before minutes go into publishing.
        if (arguments.Has("docs") && (arguments.Has("short") || arguments.Positional.Count > 0))
            throw new UsageException("--docs goes with all measurements in full.");
        await Work.BuildAsync(Project, "the measurements", stop);
        var options = new List<string>(arguments.Positional);
        if (arguments.Has("short"))
            options.Add("--short");
        else if (arguments.Positional.Count == 0 || arguments.Positional.Intersect(OfPrograms).Any())
            options.AddRange(["--published", await PublishAsync(stop)]);
        if (arguments.Has("docs"))
            options.Add("--docs");
        if (arguments.Has("rounds"))
            options.AddRange(["--rounds", $"{arguments.Number("rounds", 5, 100)}"]);
        if (arguments.Text("out") is { } output)
            options.AddRange(["--out", LocalHubSettings.TypedPath(output)]);
        return await MeasureAsync(options, stop);
    }

    /// <returns>The folder with the programs.</returns>
    private static async Task<string> PublishAsync(CancellationToken stop)
    {
        var folder = Repository.PathOf("artifacts", "bench");
        foreach (var (name, project) in new[]
        {
            ("hub", FunctionApp.Project), ("floor", "bench/floor/IntegrationHub.Bench.Floor.csproj"), ("bare", "bench/bare/IntegrationHub.Bench.Bare.csproj"),
        })
        {
            var since = Stopwatch.GetTimestamp();
            Console.Write($"Publishing {name} for linux-x64, precompiled ... ");
            await FunctionApp.CompileAsync(project, Path.Combine(folder, name), stop);
            Console.WriteLine(Work.Seconds(since));
        }
        return folder;
    }

    /// <summary>On this terminal, so that its bar can be seen.</summary>
    private static async Task<int> MeasureAsync(IEnumerable<string> options, CancellationToken stop)
    {
        using var bench = Process.Start(new ProcessStartInfo("dotnet", [Repository.PathOf("bench", "bin", "Release", "net10.0", "IntegrationHub.Bench.dll"), .. options]))!;
        try
        {
            await bench.WaitForExitAsync(stop);
        }
        catch (OperationCanceledException)
        {
            // It was told by the terminal as well, and stops what it has started.
            Signal.Terminate(bench);
            await bench.WaitForExitAsync(CancellationToken.None);
            throw;
        }
        return bench.ExitCode;
    }
}
