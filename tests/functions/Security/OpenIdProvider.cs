using System.Net.Http.Json;
using System.Text.Json.Nodes;
using IntegrationHub.Functions.Tests.Kit;
using IntegrationHub.Functions.Tests.Reliability;
using IntegrationHub.LocalStack;

namespace IntegrationHub.Functions.Tests.Security;

/// <summary>npm oidc-provider as a process (tests/oidc-provider), and a hub that takes its tokens.</summary>
public sealed class OpenIdProvider(TestStack stack) : IAsyncLifetime, IDisposable
{
    internal const string Audience = "api://hub";
    private readonly HttpClient http = new();
    private ChildProcess process = null!;
    private string issuer = "";

    internal InProcessHub Hub { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        var folder = Repository.PathOf("tests", "oidc-provider");
        await NodePackages.EnsureAsync(folder, static _ => { });
        var port = FreePort.Next();
        issuer = $"http://127.0.0.1:{port}";
        process = ChildProcess.Start("node", ["server.mjs", $"{port}", Audience], folder, [new("NODE_OPTIONS", null)]);
        await Eventually.Holds("the provider answers", async () => process.HasExited || await FreePort.AnswersAsync(port, CancellationToken.None));
        Assert.False(process.HasExited, process.Tail);
        Hub = await StartHub();
    }

    public async Task DisposeAsync()
    {
        await Hub.DisposeAsync();
        await process.DisposeAsync();
    }

    public void Dispose() => http.Dispose();

    /// <summary>A client's access token.</summary>
    /// <param name="resource">For whom; null for a token that isn't for any resource.</param>
    internal async Task<string> Token(string client, string? resource)
    {
        var form = new Dictionary<string, string> { ["grant_type"] = "client_credentials", ["client_id"] = client, ["client_secret"] = "invented-secret" };
        if (resource is not null)
        {
            form["resource"] = resource;
        }

        using var content = new FormUrlEncodedContent(form);
        using var answer = await http.PostAsync(new Uri($"{issuer}/token"), content);
        var body = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, body);
        return (string)JsonNode.Parse(body)!["access_token"]!;
    }

    /// <summary>How often its keys were asked for.</summary>
    internal async Task<int> Asked() => (int)(await http.GetFromJsonAsync<JsonNode>(new Uri($"{issuer}/asked")))!["asked"]!;

    /// <summary>New keys, and none of the old.</summary>
    internal async Task Rotate()
    {
        using var answer = await http.PostAsync(new Uri($"{issuer}/rotate"), null);
        Assert.True(answer.IsSuccessStatusCode);
    }

    /// <summary>A hub that knows no keys yet.</summary>
    internal async Task RestartHub()
    {
        await Hub.DisposeAsync();
        Hub = await StartHub();
    }

    private Task<InProcessHub> StartHub() => InProcessHub.StartOn(
        stack, ("FUNCTIONS_CUSTOMHANDLER_PORT", "set"), ("HUB_AUTH_ISSUER", issuer), ("HUB_AUTH_AUDIENCE", Audience), ("HUB_AUTH_JWKS", null));
}
