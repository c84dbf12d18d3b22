using System.Collections;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using IntegrationHub.LocalStack;

namespace IntegrationHub.Tooling.Tests.Publish;

/// <summary>
/// Plays the Functions host with a published folder: starts what its host.json names with the environment that the host gives, probes it, hands it triggers, passes
/// public requests on, and ends it as the host does, without notice.
/// </summary>
internal sealed class HostPlayer : IAsyncDisposable
{
    private static readonly TimeSpan Probe = TimeSpan.FromMilliseconds(25);
    private readonly HttpClient http;
    private readonly ChildProcess process;

    private HostPlayer(ChildProcess process, int port)
    {
        this.process = process;
        http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}/"), Timeout = TimeSpan.FromSeconds(60) };
    }

    /// <summary>From its start to its first answer.</summary>
    public TimeSpan UntilAnswering { get; private set; }

    public bool HasExited => process.HasExited;

    public string Output => process.Tail;

    /// <summary>Starts it and waits for its first answer, whatever that is.</summary>
    /// <param name="root">The folder of the app.</param>
    /// <param name="settings">Of the app.</param>
    public static async Task<HostPlayer> StartAsync(string root, IEnumerable<(string Name, string? Value)> settings)
    {
        var host = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(root, "host.json")))!;
        var port = FreePort.Next();
        var watch = System.Diagnostics.Stopwatch.StartNew();
        var player = new HostPlayer(Launch(root, host, port, settings), port);
        var bound = TimeSpan.Parse((string)host["customHandler"]!["initializationTimeout"]!, CultureInfo.InvariantCulture);
        while (!player.HasExited && !await player.AnswersAsync())
        {
            Assert.True(watch.Elapsed < bound, $"No answer within {bound}:\n{player.Output}");
            await Task.Delay(Probe);
        }

        player.UntilAnswering = watch.Elapsed;
        return player;
    }

    /// <summary>As the host calls a function that isn't HTTP alone: chunked, without a length.</summary>
    public async Task<(int Status, JsonNode Answer)> InvokeAsync(string function, string envelope)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, function) { Content = new ByteArrayContent(Encoding.UTF8.GetBytes(envelope)) };
        request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse("application/json; charset=utf-8");
        request.Headers.TransferEncodingChunked = true;
        request.Headers.Add("X-Azure-Functions-HostVersion", "4.1054.0");
        request.Headers.Add("X-Azure-Functions-InvocationId", Guid.CreateVersion7().ToString());
        request.Headers.UserAgent.ParseAdd("Azure-Functions-Host/4.1054.0");
        using var answer = await http.SendAsync(request);
        Assert.Equal("application/json", answer.Content.Headers.ContentType?.MediaType);
        return ((int)answer.StatusCode, JsonNode.Parse(await answer.Content.ReadAsStringAsync())!);
    }

    /// <summary>As the host passes a public request on: the path unchanged, with what the front end adds.</summary>
    public async Task<(int Status, JsonNode? Answer)> ProxyAsync(HttpMethod method, string path, string? token = null, string? body = null)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/cloudevents+json") };
        request.Headers.Add("X-Azure-Functions-InvocationId", Guid.CreateVersion7().ToString());
        request.Headers.Add("X-Forwarded-For", "203.0.113.7");
        request.Headers.Add("X-ARR-SSL", "2048|256|CN=example");
        request.Headers.Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token);
        using var answer = await http.SendAsync(request);
        var text = await answer.Content.ReadAsStringAsync();
        return ((int)answer.StatusCode, text.Length == 0 ? null : JsonNode.Parse(text));
    }

    /// <summary>SIGKILL.</summary>
    public async Task KillAsync()
    {
        process.Kill();
        await process.WaitForExitAsync();
    }

    public Task<int> WaitForExitAsync() => process.WaitForExitAsync(new CancellationTokenSource(TimeSpan.FromSeconds(60)).Token);

    public async ValueTask DisposeAsync()
    {
        http.Dispose();
        await process.DisposeAsync();
    }

    /// <summary>The host's environment is inherited; that of this test's process would say what no host says, and where a .NET lies that the app must not need.</summary>
    private static ChildProcess Launch(string root, JsonNode host, int port, IEnumerable<(string Name, string? Value)> settings)
    {
        var executable = Path.Combine(root, (string)host["customHandler"]!["description"]!["defaultExecutablePath"]!);
        var environment = Environment.GetEnvironmentVariables().Cast<DictionaryEntry>().Select(entry => KeyValuePair.Create((string)entry.Key, (string?)null))
            .Concat(settings.Select(setting => KeyValuePair.Create(setting.Name, setting.Value)))
            .Concat(
            [
                new("FUNCTIONS_CUSTOMHANDLER_PORT", $"{port}"), new("FUNCTIONS_HTTPWORKER_PORT", $"{port}"), new("FUNCTIONS_CUSTOMHANDLER_WORKER_ID", "8a1c0000"), new("FUNCTIONS_APP_ROOT_PATH", root),
                new("FUNCTIONS_WORKER_RUNTIME", "custom"), new("ASPNETCORE_URLS", "http://+:80"), new("HOME", root), new("PATH", "/usr/bin:/bin"),
            ]);
        return ChildProcess.Start(executable, [], root, environment);
    }

    private async Task<bool> AnswersAsync()
    {
        try
        {
            using var answer = await http.GetAsync(new Uri("", UriKind.Relative));
            return true;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
