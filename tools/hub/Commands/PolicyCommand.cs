using System.Diagnostics;
using System.Text;
using System.Text.Json.Nodes;
using IntegrationHub.LocalStack;
using IntegrationHub.Tools.Hub.Local;
using IntegrationHub.Tools.Hub.Policies;

namespace IntegrationHub.Tools.Hub.Commands;

/// <summary>`./hub policy show` and `./hub policy check`.</summary>
internal static class PolicyCommand
{
    private static readonly TimeSpan UntilProgress = TimeSpan.FromSeconds(2);

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
        var settings = LocalSettings.FromEnvironment();
        var address = AddressOf(arguments.Text("hub")) ?? new Uri($"http://127.0.0.1:{settings.HubPort}/");
        using var client = new PolicyCheckClient(address, arguments.Text("token") ?? LocalToken(address, settings));
        var body = new JsonObject { ["complete"] = Directory.Exists(path), ["files"] = files };
        if (await WithProgressAsync(client.CheckAsync(body, stop), address, stop) is not { } answer)
            return arguments.Text("hub") is null
                ? await CheckWithoutHubAsync(path, files.Count, address, stop)
                : throw new LocalStackException($"no hub answers at {address}");
        Console.WriteLine(PolicyCheckTable.Of(answer, address, files.Count));
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

    private static async Task<JsonNode?> WithProgressAsync(Task<JsonNode?> answer, Uri address, CancellationToken stop)
    {
        var since = Stopwatch.GetTimestamp();
        while (await Task.WhenAny(answer, Task.Delay(UntilProgress, stop)) != answer)
        {
            stop.ThrowIfCancellationRequested();
            await Console.Error.WriteAsync($"\rThe hub at {address} looks at its open cases ... {Work.Seconds(since)}");
        }

        if (Stopwatch.GetElapsedTime(since) > UntilProgress)
            await Console.Error.WriteLineAsync();
        return await answer;
    }

    private static Uri? AddressOf(string? typed) =>
        typed is null ? null
        : Uri.TryCreate(typed.TrimEnd('/') + "/", UriKind.Absolute, out var address) && address.Scheme is "http" or "https" ? address
        : throw new UsageException("--hub takes the hub's address, such as https://hub.example");

    /// <summary>The key of a local hub signs for that hub alone.</summary>
    private static string LocalToken(Uri address, LocalSettings settings) => address.IsLoopback
        ? Tokens.Issue(settings.DataFolder, "operations")
        : throw new UsageException("--hub elsewhere needs --token, of somebody with the role Operations.Admin");

    /// <summary>Builds the app, if it isn't, and runs it to its end.</summary>
    private static async Task<(int ExitCode, string Said)> RunAppAsync(string[] arguments, CancellationToken stop)
    {
        var (built, tail) = await Work.RunAsync("dotnet", ["build", "functions", "-c", "Release", "-v", "quiet", "-nologo"], stop);
        if (built != 0)
            throw new LocalStackException($"functions doesn't build:\n{tail}");
        var app = Repository.HubExecutable();
        var isHost = !app.EndsWith(".dll", StringComparison.Ordinal);
        using var process = Process.Start(new ProcessStartInfo(isHost ? app : "dotnet", isHost ? arguments : [app, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
        })!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(stop), process.StandardError.ReadToEndAsync(stop));
        await process.WaitForExitAsync(stop);
        return (process.ExitCode, $"{await output}{await error}".TrimEnd());
    }
}
