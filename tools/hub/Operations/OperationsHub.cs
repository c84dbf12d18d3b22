using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using IntegrationHub.Functions.Security;
using IntegrationHub.LocalStack;
using IntegrationHub.Tools.Hub.Local;

namespace IntegrationHub.Tools.Hub.Operations;

/// <summary>
/// The hub that a command for those who operate it is about: the one that `--hub URL --token TOKEN` names, else the local one, whose key signs a token here.
/// </summary>
internal sealed class OperationsHub : IDisposable
{
    private static readonly TimeSpan UntilProgress = TimeSpan.FromSeconds(2);

    // What is asked for here reads every case, or every document of one.
    private readonly HttpClient http;

    private OperationsHub(Uri address, string token, bool isNamed)
    {
        (Address, IsNamed) = (address, isNamed);
        http = new HttpClient { BaseAddress = address, Timeout = TimeSpan.FromMinutes(10) };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
    }

    public Uri Address { get; }

    /// <summary>True when it was typed which hub.</summary>
    public bool IsNamed { get; }

    /// <exception cref="UsageException">The address is none, or a hub elsewhere was named without a token.</exception>
    /// <param name="persona">Who asks, at a local hub.</param>
    /// <param name="role">What the token for another hub must hold.</param>
    public static OperationsHub Of(Arguments arguments, string persona = "operations", string role = "Operations.Admin")
    {
        var settings = LocalSettings.FromEnvironment();
        var address = AddressOf(arguments.Text("hub")) ?? new Uri($"http://127.0.0.1:{settings.HubPort}/");
        var token = arguments.Text("token") ?? (address.IsLoopback
            ? Tokens.Issue(settings.DataFolder, Personas.Find(persona)!, arguments.Text("org"), TimeSpan.FromHours(12))
            : throw new UsageException($"--hub elsewhere needs --token, of somebody with the role {role}"));
        return new OperationsHub(address, token, arguments.Text("hub") is not null);
    }

    /// <summary>Asks for JSON. After two seconds it says on stderr that it is waiting, and for what.</summary>
    /// <param name="doing">What the hub is doing meanwhile, such as `looks at its open cases`.</param>
    /// <returns>The answer's body; null when no hub answers at the address.</returns>
    /// <exception cref="LocalStackException">The hub refuses, or it is none.</exception>
    public Task<JsonNode?> AskAsync(HttpMethod method, string path, JsonNode? body, string doing, CancellationToken stop) => WithProgressAsync(
        SendAsync(method, path, Json(body), async response => JsonNode.Parse(await response.Content.ReadAsStringAsync(stop)), stop), doing, stop);

    /// <summary>Posts what isn't JSON, or may not be; see <see cref="AskAsync"/>.</summary>
    /// <param name="doing">Null for saying nothing while it waits.</param>
    public Task<JsonNode?> PostAsync(string path, HttpContent content, string? doing, CancellationToken stop)
    {
        var answer = SendAsync(HttpMethod.Post, path, content, async response => JsonNode.Parse(await response.Content.ReadAsStringAsync(stop)), stop);
        return doing is null ? answer : WithProgressAsync(answer, doing, stop);
    }

    /// <summary>Fetches a file, as it comes.</summary>
    /// <returns>False when no hub answers at the address.</returns>
    /// <exception cref="LocalStackException">The hub refuses, or the answer broke off: then the file isn't whole.</exception>
    public async Task<bool> FetchAsync(string path, Stream to, string doing, CancellationToken stop) => await WithProgressAsync(
        SendAsync<object>(HttpMethod.Get, path, null, async response =>
        {
            await response.Content.CopyToAsync(to, stop);
            return to;
        }, stop), doing, stop) is not null;

    public void Dispose() => http.Dispose();

    private async Task<T?> SendAsync<T>(HttpMethod method, string path, HttpContent? content, Func<HttpResponseMessage, Task<T?>> read, CancellationToken stop)
        where T : class
    {
        using var request = new HttpRequestMessage(method, path) { Content = content };
        try
        {
            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, stop);
            return response.StatusCode == HttpStatusCode.OK ? await read(response) : throw await RefusedAsync(response, stop);
        }
        catch (HttpRequestException fault) when (fault.HttpRequestError is HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError)
        {
            return null;
        }
        catch (Exception fault) when (fault is HttpRequestException or HttpIOException)
        {
            throw new LocalStackException($"The answer of {Address} broke off.");
        }
        catch (JsonException)
        {
            throw new LocalStackException($"{Address} doesn't answer as a hub does.");
        }
    }

    private static StringContent? Json(JsonNode? body) => body is null ? null : new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json");

    private async Task<LocalStackException> RefusedAsync(HttpResponseMessage response, CancellationToken stop) =>
        new($"{Address} answers {(int)response.StatusCode}: {await response.Content.ReadAsStringAsync(stop)}");

    private async Task<T> WithProgressAsync<T>(Task<T> answer, string doing, CancellationToken stop)
    {
        var since = Stopwatch.GetTimestamp();
        while (await Task.WhenAny(answer, Task.Delay(UntilProgress, stop)) != answer)
        {
            stop.ThrowIfCancellationRequested();
            await Console.Error.WriteAsync($"\rThe hub at {Address} {doing} ... {Work.Seconds(since)}");
        }

        if (Stopwatch.GetElapsedTime(since) > UntilProgress)
            await Console.Error.WriteLineAsync();
        return await answer;
    }

    private static Uri? AddressOf(string? typed) =>
        typed is null ? null
        : Uri.TryCreate(typed.TrimEnd('/') + "/", UriKind.Absolute, out var address) && address.Scheme is "http" or "https" ? address
        : throw new UsageException("--hub takes the hub's address, such as https://hub.example");
}
