using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using IntegrationHub.Functions.Security;
using IntegrationHub.Functions.Tests.Kit;
using IntegrationHub.LocalStack;
using Microsoft.IdentityModel.Tokens;

namespace IntegrationHub.Functions.Tests.Security;

/// <summary>Tokens as in Azure: an issuer whose keys are fetched by URL, and rotate.</summary>
[Collection(TestStack.Name)]
public sealed class JwksTests(TestStack stack)
{
    [Fact]
    public async Task Keys_come_from_the_OpenID_configuration_and_other_issuers_prove_nothing()
    {
        using var issuer = new Issuer();
        await using var hub = await stack.StartHub();
        await using var hosted = await Hosted(hub, issuer, withJwks: false);

        Assert.Equal(HttpStatusCode.OK, await Ask(hosted, issuer.Token(issuer.Address)));
        Assert.Equal(HttpStatusCode.Unauthorized, await Ask(hosted, issuer.Token("https://another-issuer.example")));
        Assert.Equal(HttpStatusCode.Unauthorized, await Ask(hosted, hub.Health));
    }

    [Fact]
    public async Task Keys_come_from_the_named_address_and_others_prove_nothing()
    {
        using var issuer = new Issuer();
        using var stranger = new Issuer();
        await using var hub = await stack.StartHub();
        await using var hosted = await Hosted(hub, issuer, withJwks: true);

        Assert.Equal(HttpStatusCode.OK, await Ask(hosted, issuer.Token(issuer.Address)));
        Assert.Equal(HttpStatusCode.Unauthorized, await Ask(hosted, stranger.Token(issuer.Address)));
    }

    private async Task<HubProcess> Hosted(TestHub hub, Issuer issuer, bool withJwks)
    {
        var data = stack.NewFolder();
        var environment = LocalHubSettings.For(FreePort.Next(), data, hub.ConnectionString, []);
        environment["FUNCTIONS_CUSTOMHANDLER_PORT"] = environment["HUB_PORT"];
        environment["HUB_AUTH_ISSUER"] = issuer.Address;
        environment["HUB_AUTH_AUDIENCE"] = LocalTokens.Audience;
        if (withJwks)
        {
            environment["HUB_AUTH_JWKS"] = $"{issuer.Address}/keys";
        }

        return await HubProcess.StartAsync(Repository.HubExecutable(), environment, Path.Combine(data, "hub.log"));
    }

    private static async Task<HttpStatusCode> Ask(HubProcess hosted, string token)
    {
        using var http = new HttpClient { BaseAddress = hosted.BaseAddress };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return (await http.GetAsync("hub/fhir/Task")).StatusCode;
    }

    /// <summary>An OpenID Connect issuer: its configuration, its keys, and tokens signed with them.</summary>
    private sealed class Issuer : IDisposable
    {
        private readonly HttpListener listener = new();
        private readonly RSA rsa = RSA.Create(2048);
        private readonly string keyId = Guid.CreateVersion7().ToString("N");

        public Issuer()
        {
            Address = $"http://127.0.0.1:{FreePort.Next()}";
            listener.Prefixes.Add($"{Address}/");
            listener.Start();
            _ = Serve();
        }

        public string Address { get; }

        /// <summary>A health team's token in the name of an issuer, signed with this one's key.</summary>
        public string Token(string issuer)
        {
            var now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
            var header = Encoded(new JsonObject { ["alg"] = "RS256", ["typ"] = "JWT", ["kid"] = keyId });
            var payload = Encoded(new JsonObject
            {
                ["iss"] = issuer,
                ["aud"] = LocalTokens.Audience,
                ["nbf"] = now - 10,
                ["exp"] = now + 600,
                ["sub"] = "health-team",
                ["org"] = "RXQ",
                ["roles"] = new JsonArray("Health.Read"),
            });
            var signature = rsa.SignData(Encoding.ASCII.GetBytes($"{header}.{payload}"), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
            return $"{header}.{payload}.{Base64UrlEncoder.Encode(signature)}";
        }

        public void Dispose()
        {
            listener.Close();
            rsa.Dispose();
        }

        private async Task Serve()
        {
            while (true)
            {
                try
                {
                    var context = await listener.GetContextAsync();
                    var isKeys = context.Request.Url!.AbsolutePath == "/keys";
                    await context.Response.OutputStream.WriteAsync(Encoding.UTF8.GetBytes((isKeys ? Keys() : new JsonObject { ["jwks_uri"] = $"{Address}/keys" }).ToJsonString()));
                    context.Response.Close();
                }
                catch (Exception closed) when (closed is HttpListenerException or ObjectDisposedException)
                {
                    return;
                }
            }
        }

        private JsonObject Keys()
        {
            var parameters = rsa.ExportParameters(false);
            return new JsonObject
            {
                ["keys"] = new JsonArray(new JsonObject
                {
                    ["kty"] = "RSA",
                    ["use"] = "sig",
                    ["kid"] = keyId,
                    ["n"] = Base64UrlEncoder.Encode(parameters.Modulus),
                    ["e"] = Base64UrlEncoder.Encode(parameters.Exponent),
                }),
            };
        }

        private static string Encoded(JsonObject json) => Base64UrlEncoder.Encode(json.ToJsonString());
    }
}
