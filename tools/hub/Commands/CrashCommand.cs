using System.Xml.Linq;
using IntegrationHub.LocalStack;
using IntegrationHub.Tools.Hub.Local;
using IntegrationHub.Tools.Hub.Tests;

namespace IntegrationHub.Tools.Hub.Commands;

/// <summary>`./hub crash`: strikes every handler at each of its storage requests in every way, where `./hub test` takes a part of them.</summary>
internal static class CrashCommand
{
    public static async Task<int> RunAsync(Arguments arguments, CancellationToken stop)
    {
        const string Project = "tests/functions";
        await Work.BuildAsync(Project, "the tests", stop);
        var results = Path.Combine(Directory.CreateTempSubdirectory("integrationhub-crash-").FullName, "crash.trx");
        Console.WriteLine("striking every storage request in each way: about a quarter of an hour on two cores");
        var (exitCode, tail) = await Work.RunAsync(
            "dotnet",
            ["test", Repository.PathOf(Project), "-c", "Release", "--no-build", "--nologo", "--filter", "FullyQualifiedName~Crash", "--logger", $"trx;LogFileName={results}"],
            stop, [new("HUB_CRASH_POINTS", "all")]);
        if (!File.Exists(results))
        {
            Console.WriteLine(tail);
            return 1;
        }
        var outcome = Trx.Read(XDocument.Load(results));
        foreach (var failure in outcome.Failures)
            Console.WriteLine($"FAILED {failure.Name}\n{failure.Message}\n");
        Console.WriteLine($"{outcome.CrashPoints} crash points in {outcome.Passed + outcome.Failures.Count} handlers, {outcome.Failures.Count} handlers failed");
        return exitCode == 0 && outcome.Failures.Count == 0 ? 0 : 1;
    }
}
