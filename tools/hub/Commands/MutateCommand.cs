using System.Text.Json.Nodes;
using IntegrationHub.LocalStack;
using IntegrationHub.Tools.Hub.Mutate;

namespace IntegrationHub.Tools.Hub.Commands;

/// <summary>
/// `./hub mutate`: changes domain/ in thousands of small ways and asks of each change whether a test fails. Not part of
/// `./hub test`, for it takes long. What is changed, by what and how good is good enough stands in tests/domain/stryker-config.json.
/// </summary>
internal static class MutateCommand
{
    public static async Task<int> RunAsync(Arguments arguments, CancellationToken stop)
    {
        string[] only = arguments.Positional switch
        {
            [] => [],
            [var part] => ["--mutate", $"**/{part}/**"],
            _ => throw new UsageException("mutate takes one folder of domain/ at most"),
        };
        var output = Repository.PathOf("artifacts", "mutation");
        await DotnetAsync(["tool", "restore"], null, Repository.Root, stop);
        Console.WriteLine($"Mutating domain/ ... the log is {output}/mutate.log");
        var exitCode = await DotnetAsync(
            ["tool", "run", "dotnet-stryker", "--", "--output", output, "--skip-version-check", .. only],
            Path.Combine(output, "mutate.log"), Repository.PathOf("tests", "domain"), stop);
        return await ReportAsync(Path.Combine(output, "reports", "mutation-report.json"), exitCode, stop);
    }

    /// <summary>The score, and each change that no test minded: to be read, for some of them are faults of the tests.</summary>
    private static async Task<int> ReportAsync(string file, int exitCode, CancellationToken stop)
    {
        if (!File.Exists(file))
            throw new LocalStackException($"The mutation run left no report (it ended with code {exitCode}).");
        var report = MutationReport.Read(JsonNode.Parse(await File.ReadAllTextAsync(file, stop))!);
        foreach (var survivor in report.Survivors)
            Console.WriteLine($"  {survivor.File}:{survivor.Line}  {survivor.Mutator}: {survivor.Replacement}");
        Console.WriteLine($"{report.Killed} of {report.Killed + report.Survivors.Count} changes were noticed by a test: {report.Score:0.0} %, at least {MutationReport.LeastScore} % wanted");
        return exitCode == 0 && report.Score < MutationReport.LeastScore ? 1 : exitCode;
    }

    private static async Task<int> DotnetAsync(string[] arguments, string? log, string folder, CancellationToken stop)
    {
        await using var process = ChildProcess.Start("dotnet", arguments, folder, null, log);
        try
        {
            var exitCode = await process.WaitForExitAsync(stop);
            if (exitCode != 0 && log is null)
                throw new LocalStackException(process.Tail);
            return exitCode;
        }
        catch (OperationCanceledException)
        {
            process.KillTree();
            throw;
        }
    }
}
