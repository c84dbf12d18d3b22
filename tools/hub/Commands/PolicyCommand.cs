using System.Text.Json.Nodes;
using IntegrationHub.LocalStack;
using IntegrationHub.Tools.Hub.Local;
using IntegrationHub.Tools.Hub.Operations;
using IntegrationHub.Tools.Hub.Policies;

namespace IntegrationHub.Tools.Hub.Commands;

/// <summary>`./hub policy show` and `./hub policy check`.</summary>
internal static class PolicyCommand
{
    public static Task<int> RunAsync(Arguments arguments, CancellationToken stop) => arguments.Positional switch
    {
        ["show"] => ShowAsync(stop),
        ["check", var path] => CheckAsync(LocalHubSettings.TypedPath(path), arguments, stop),
        _ => throw new UsageException("policy takes `show`, or `check` and a file or folder"),
    };

    private static async Task<int> ShowAsync(CancellationToken stop)
    {
        var (exitCode, said) = await RunAppAsync(["policy", "show"], stop);
        Console.WriteLine(said);
        return exitCode;
    }

    private static async Task<int> CheckAsync(string path, Arguments arguments, CancellationToken stop)
    {
        var files = PolicyFolder.Read(path);
        using var hub = OperationsHub.Of(arguments);
        var body = new JsonObject { ["complete"] = Directory.Exists(path), ["files"] = files };
        if (await hub.AskAsync(HttpMethod.Post, "hub/operations/policy/check", body, "looks at its open cases", stop) is not { } answer)
            return hub.IsNamed
                ? throw new LocalStackException($"no hub answers at {hub.Address}")
                : await CheckWithoutHubAsync(path, files.Count, hub.Address, stop);
        Console.WriteLine(PolicyCheckTable.Of(answer, hub.Address, files.Count));
        return answer["faults"]!.AsArray().Count == 0 ? 0 : 1;
    }

    /// <summary>The files alone: read by the app itself, as it would at a start.</summary>
    private static async Task<int> CheckWithoutHubAsync(string path, int files, Uri address, CancellationToken stop)
    {
        var (exitCode, said) = await RunAppAsync(["policy", "check", path], stop);
        Console.WriteLine(exitCode == 0
            ? $"{PolicyCheckTable.Counted(files, "policy file is", "policy files are")} valid.\nNo hub answers at {address}: no open case was looked at."
            : said);
        return exitCode;
    }

    /// <summary>Builds the app, if it isn't, and runs it to its end.</summary>
    private static async Task<(int ExitCode, string Said)> RunAppAsync(string[] arguments, CancellationToken stop)
    {
        var (built, tail) = await Work.RunAsync("dotnet", ["build", "functions", "-c", "Release", "-v", "quiet", "-nologo"], stop);
        if (built != 0)
            throw new LocalStackException($"functions doesn't build:\n{tail}");
        return await HubApp.RunAsync(arguments, stop);
    }
}
