using System.Collections;

namespace IntegrationHub.LocalStack;

/// <summary>The hub's own executable as a child process, with exactly the settings it was given.</summary>
public sealed class HubProcess : IAsyncDisposable
{
    private static readonly TimeSpan StartBound = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan StopBound = TimeSpan.FromSeconds(15);

    /// <summary>Settings that a developer's shell or a host may hold and that would change what is being run.</summary>
    private static readonly string[] NeverInherited =
        ["ASPNETCORE_", "HUB_", "FUNCTIONS_", "AzureWebJobs", "ServiceBus__", "OTEL_", "URLS", "DOTNET_URLS", "HTTP_PORTS", "HTTPS_PORTS", "DOTNET_ENVIRONMENT"];

    private readonly string executable;
    private readonly string? logFile;
    private Dictionary<string, string> settings;
    private ChildProcess process;

    private HubProcess(string executable, Dictionary<string, string> settings, string? logFile, ChildProcess process) =>
        (this.executable, this.settings, this.logFile, this.process) = (executable, settings, logFile, process);

    public Uri BaseAddress => new($"http://127.0.0.1:{settings["HUB_PORT"]}/");
    public int ProcessId => process.Id;
    public bool HasExited => process.HasExited;

    /// <summary>The last lines that the hub wrote.</summary>
    public string Output => process.Tail;

    /// <summary>Starts the hub and waits until `GET /hub/health/live` answers 200.</summary>
    /// <param name="executable">The native host or the assembly, see <see cref="Repository.HubExecutable"/>.</param>
    /// <param name="settings">All of its settings; `HUB_PORT` among them.</param>
    /// <param name="logFile">Receives what the hub writes, appended.</param>
    /// <param name="cancellation">Gives up and stops it.</param>
    /// <exception cref="LocalStackException">Not built, port taken, ended while starting, or no answer in time.</exception>
    public static async Task<HubProcess> StartAsync(
        string executable, IReadOnlyDictionary<string, string> settings, string? logFile = null, CancellationToken cancellation = default)
    {
        var own = new Dictionary<string, string>(settings);
        var hub = new HubProcess(executable, own, logFile, Launch(executable, own, logFile));
        await hub.WaitUntilLiveAsync(cancellation);
        return hub;
    }

    /// <summary>SIGKILL: what a crash is to everyone else.</summary>
    public void Kill() => process.Kill();

    public Task StopAsync() => process.StopAsync(StopBound);

    /// <summary>Completes when the process ends, for whatever reason.</summary>
    public Task WaitForExitAsync(CancellationToken cancellation = default) => process.WaitForExitAsync(cancellation);

    /// <summary>Stops it when it still runs, and starts it again, with changed settings where given (null takes one away).</summary>
    public async Task RestartAsync(IEnumerable<KeyValuePair<string, string?>>? changes = null, CancellationToken cancellation = default)
    {
        await process.DisposeAsync();
        var next = new Dictionary<string, string>(settings);
        foreach (var (name, value) in changes ?? [])
            if (value is null)
                next.Remove(name);
            else
                next[name] = value;
        settings = next;
        process = Launch(executable, settings, logFile);
        await WaitUntilLiveAsync(cancellation);
    }

    public ValueTask DisposeAsync() => process.DisposeAsync();

    private static ChildProcess Launch(string executable, Dictionary<string, string> settings, string? logFile)
    {
        if (!File.Exists(executable))
            throw new LocalStackException($"The hub isn't built: {executable} isn't there (dotnet build functions -c Release).");
        FreePort.Demand(int.Parse(settings["HUB_PORT"], System.Globalization.CultureInfo.InvariantCulture), "the hub", "HUB_PORT");
        var environment = Environment.GetEnvironmentVariables().Cast<DictionaryEntry>()
            .Select(entry => (string)entry.Key)
            .Where(name => Array.Exists(NeverInherited, start => name.StartsWith(start, StringComparison.OrdinalIgnoreCase)))
            .Select(name => KeyValuePair.Create(name, (string?)null))
            .Concat(settings.Select(setting => KeyValuePair.Create(setting.Key, (string?)setting.Value)));
        var isAssembly = executable.EndsWith(".dll", StringComparison.Ordinal);
        return ChildProcess.Start(
            isAssembly ? "dotnet" : executable, isAssembly ? [executable] : [], Path.GetDirectoryName(executable)!, environment, logFile);
    }

    private async Task WaitUntilLiveAsync(CancellationToken cancellation)
    {
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        bound.CancelAfter(StartBound);
        using var client = new HttpClient { BaseAddress = BaseAddress, Timeout = TimeSpan.FromSeconds(5) };
        try
        {
            while (!await IsLiveAsync(client, bound.Token))
            {
                if (process.HasExited)
                {
                    await process.WaitForExitAsync(bound.Token);
                    throw new LocalStackException($"The hub ended with code {process.ExitCode} while starting:\n{process.Tail}");
                }
                await Task.Delay(25, bound.Token);
            }
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            var said = process.Tail;
            await process.DisposeAsync();
            throw new LocalStackException($"{BaseAddress}hub/health/live didn't answer 200 within {StartBound.TotalSeconds:0} s:\n{said}");
        }
        catch
        {
            await process.DisposeAsync();
            throw;
        }
    }

    private static async Task<bool> IsLiveAsync(HttpClient client, CancellationToken cancellation)
    {
        try
        {
            using var answer = await client.GetAsync(new Uri("hub/health/live", UriKind.Relative), cancellation);
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
        catch (TaskCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return false;
        }
    }
}
