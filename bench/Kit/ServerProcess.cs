using System.Collections;
using System.Diagnostics;
using IntegrationHub.LocalStack;

namespace IntegrationHub.Bench.Kit;

/// <summary>A server that is measured, as a process of its own with the settings that it was given and none of the developer's.</summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    private static readonly TimeSpan StartBound = TimeSpan.FromSeconds(60);

    private static readonly string[] NeverInherited =
        ["ASPNETCORE_", "HUB_", "FUNCTIONS_", "AzureWebJobs", "ServiceBus__", "OTEL_", "URLS", "DOTNET_URLS", "HTTP_PORTS", "HTTPS_PORTS", "DOTNET_ENVIRONMENT", "NODE_OPTIONS"];

    private readonly ChildProcess process;

    private ServerProcess(ChildProcess process, Uri address) => (this.process, Address) = (process, address);

    public Uri Address { get; }

    public int Id => process.Id;

    /// <summary>From its start to the first answer that was good.</summary>
    public TimeSpan Started { get; private init; }

    /// <param name="program">An executable, a .dll or a script of Node.js.</param>
    /// <param name="port">Of 127.0.0.1, where it listens.</param>
    /// <param name="path">What must answer 200.</param>
    /// <exception cref="LocalStackException">It ended, or never answered; the end of what it said is in the message.</exception>
    public static async Task<ServerProcess> StartAsync(
        string program, int port, string path, IEnumerable<KeyValuePair<string, string?>> settings, CancellationToken stop)
    {
        var (command, arguments) = Path.GetExtension(program) switch
        {
            ".dll" => ("dotnet", new[] { program }),
            ".cjs" => ("node", [program]),
            _ => (program, []),
        };
        var since = Stopwatch.GetTimestamp();
        var process = ChildProcess.Start(command, arguments, Path.GetDirectoryName(program)!, [.. Cleared(), .. settings]);
        var address = new Uri($"http://127.0.0.1:{port}/");
        try
        {
            await AnswerAsync(process, new Uri(address, path), stop);
            return new ServerProcess(process, address) { Started = Stopwatch.GetElapsedTime(since) };
        }
        catch
        {
            await process.DisposeAsync();
            throw;
        }
    }

    public ValueTask DisposeAsync() => process.DisposeAsync();

    private static async Task AnswerAsync(ChildProcess process, Uri address, CancellationToken stop)
    {
        using var client = new HttpClient { Timeout = TimeSpan.FromSeconds(5) };
        var since = Stopwatch.GetTimestamp();
        while (!await IsGoodAsync(client, address, stop))
        {
            if (process.HasExited || Stopwatch.GetElapsedTime(since) > StartBound)
                throw new LocalStackException($"{address} didn't answer:\n{process.Tail}");
            await Task.Delay(1, stop);
        }
    }

    private static async Task<bool> IsGoodAsync(HttpClient client, Uri address, CancellationToken stop)
    {
        try
        {
            using var answer = await client.GetAsync(address, stop);
            return answer.IsSuccessStatusCode;
        }
        catch (Exception fault) when (fault is HttpRequestException or TaskCanceledException && !stop.IsCancellationRequested)
        {
            return false;
        }
    }

    private static IEnumerable<KeyValuePair<string, string?>> Cleared() => Environment.GetEnvironmentVariables().Cast<DictionaryEntry>()
        .Select(entry => (string)entry.Key)
        .Where(name => Array.Exists(NeverInherited, start => name.StartsWith(start, StringComparison.OrdinalIgnoreCase)))
        .Select(name => KeyValuePair.Create(name, (string?)null));
}
