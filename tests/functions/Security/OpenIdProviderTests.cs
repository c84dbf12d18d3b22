using System.Net.Http.Json;
using System.Text.Json.Nodes;
using IntegrationHub.Functions.Tests.Kit;
using IntegrationHub.Functions.Tests.Reliability;
using IntegrationHub.LocalStack;

namespace IntegrationHub.Functions.Tests.Security;

/// <summary>Tokens of a real OpenID Connect provider (npm oidc-provider): client credentials, JWT access tokens for the hub as their resource.</summary>
[Collection(TestStack.Name)]
public sealed class OpenIdProviderTests(TestStack stack) : IAsyncLifetime
{
    private const string Audience = "api://hub";
    private readonly HttpClient http = new();
    private ChildProcess provider = null!;
    private InProcessHub hub = null!;
    private string issuer = "";

    public async Task InitializeAsync()
    {
        var folder = Repository.PathOf("tests", "oidc-provider");
        await NodePackages.EnsureAsync(folder, static _ => { });
        var port = FreePort.Next();
        issuer = $"http://127.0.0.1:{port}";
        provider = ChildProcess.Start("node", ["server.mjs", $"{port}", Audience], folder, [new("NODE_OPTIONS", null)]);
        await Eventually.Holds("the provider answers", async () => provider.HasExited || await FreePort.AnswersAsync(port, CancellationToken.None));
        Assert.False(provider.HasExited, provider.Tail);
        hub = await InProcessHub.StartOn(
            stack, ("FUNCTIONS_CUSTOMHANDLER_PORT", "set"), ("HUB_AUTH_ISSUER", issuer), ("HUB_AUTH_AUDIENCE", Audience), ("HUB_AUTH_JWKS", null));
    }

    public async Task DisposeAsync()
    {
        http.Dispose();
        await hub.DisposeAsync();
        await provider.DisposeAsync();
    }

    [Theory]
    [InlineData("health-rs256", 200)]
    [InlineData("health-ps256", 200)]
    [InlineData("health-es256", 200)]
    [InlineData("health-one-role", 200)]
    [InlineData("health-many-roles", 200)]
    [InlineData("health-other-role", 403)]
    [InlineData("health-hs256", 401)]
    [InlineData("health-encrypted", 401)]
    [InlineData("health-no-organisation", 401)]
    public async Task Its_tokens_are_good_for_what_they_say(string client, int expected)
    {
        Assert.Equal(expected, await Ask(await Token(client, Audience)));
    }

    [Fact]
    public async Task A_token_for_another_resource_or_for_none_proves_nobody()
    {
        Assert.Equal(401, await Ask(await Token("health-rs256", "api://another")));
        Assert.Equal(401, await Ask(await Token("health-rs256", null)));
    }

    [Fact]
    public async Task Its_keys_are_asked_for_once_and_a_rotation_is_noticed_within_a_minute()
    {
        var before = await Token("health-rs256", Audience);
        for (var i = 0; i < 20; i++)
        {
            Assert.Equal(200, await Ask(before));
        }

        Assert.Equal(1, await Asked());
        using var rotated = await http.PostAsync(new Uri($"{issuer}/rotate"), null);
        var after = await Token("health-rs256", Audience);
        for (var i = 0; i < 20; i++)
        {
            Assert.Equal(401, await Ask(after));
        }

        // The minute isn't over: SigningKeysTests has the rest, by a clock of its own.
        Assert.Equal(1, await Asked());
    }

    private async Task<string> Token(string client, string? resource)
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

    private async Task<int> Asked() => (int)(await http.GetFromJsonAsync<JsonNode>(new Uri($"{issuer}/asked")))!["asked"]!;

    private async Task<int> Ask(string token) => (await hub.Get("hub/fhir/Task", token)).Status;
}
