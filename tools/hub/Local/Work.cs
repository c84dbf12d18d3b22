using System.Diagnostics;
using System.Globalization;
using IntegrationHub.LocalStack;

namespace IntegrationHub.Tools.Hub.Local;

/// <summary>Programs that are run to their end.</summary>
internal static class Work
{
    /// <summary>Runs it in the repository's root; cancelling kills it and its children.</summary>
    public static async Task<(int ExitCode, string Tail)> RunAsync(
        string program, string[] arguments, CancellationToken stop,
        IEnumerable<KeyValuePair<string, string?>>? environment = null, string? logFile = null)
    {
        await using var process = ChildProcess.Start(program, arguments, Repository.Root, environment, logFile);
        try
        {
            return (await process.WaitForExitAsync(stop), process.Tail);
        }
        catch (OperationCanceledException)
        {
            process.KillTree();
            throw;
        }
    }

    /// <summary>Builds one project in Release, with a line that says how long it took.</summary>
    public static async Task BuildAsync(string project, string what, CancellationToken stop)
    {
        var since = Stopwatch.GetTimestamp();
        Console.Write($"Building {what} ... ");
        var (exitCode, tail) = await RunAsync("dotnet", ["build", project, "-c", "Release", "-v", "quiet", "-nologo"], stop);
        Console.WriteLine(exitCode == 0 ? Seconds(since) : "failed");
        if (exitCode != 0)
            throw new LocalStackException($"{project} doesn't build:\n{tail}");
    }

    public static string Seconds(long since) =>
        string.Create(CultureInfo.InvariantCulture, $"{Stopwatch.GetElapsedTime(since).TotalSeconds:0.0} s");
}
