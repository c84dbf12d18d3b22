using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace IntegrationHub.Tooling.Tests.Publish;

/// <summary>Signs tokens and serves its keys on this machine.</summary>
internal sealed class Issuer : IAsyncDisposable
{
    private const string Audience = "api://hub";
    private readonly RSA rsa = RSA.Create(2048);
    private readonly WebApplication app;

    private Issuer()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        app = builder.Build();
        app.Urls.Add("http://127.0.0.1:0");
        app.MapGet("/keys", () => Results.Text(Keys().ToJsonString(), "application/json"));
    }

    public static async Task<Issuer> StartAsync()
    {
        var issuer = new Issuer();
        await issuer.app.StartAsync();
        return issuer;
    }

    public (string Name, string? Value)[] Settings =>
        [("HUB_AUTH_ISSUER", "https://issuer.example"), ("HUB_AUTH_AUDIENCE", Audience), ("HUB_AUTH_JWKS", $"{app.Urls.Single()}/keys")];

    public string Token(string organisation, params string[] roles)
    {
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        var payload = new JsonObject
        {
            ["iss"] = "https://issuer.example",
            ["aud"] = Audience,
            ["nbf"] = now - 10,
            ["exp"] = now + 600,
            ["sub"] = "case-system",
            ["azp"] = "case-system",
            ["org"] = organisation,
            ["roles"] = new JsonArray([.. roles.Select(role => (JsonNode)role)]),
        };
        var signed = $"{Encoded(Encoding.UTF8.GetBytes("""{"alg":"RS256","typ":"JWT","kid":"k1"}"""))}.{Encoded(Encoding.UTF8.GetBytes(payload.ToJsonString()))}";
        return $"{signed}.{Encoded(rsa.SignData(Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1))}";
    }

    public async ValueTask DisposeAsync()
    {
        await app.DisposeAsync();
        rsa.Dispose();
    }

    private JsonObject Keys()
    {
        var key = rsa.ExportParameters(false);
        return new JsonObject
        {
            ["keys"] = new JsonArray(new JsonObject { ["kty"] = "RSA", ["use"] = "sig", ["kid"] = "k1", ["alg"] = "RS256", ["n"] = Encoded(key.Modulus!), ["e"] = Encoded(key.Exponent!) }),
        };
    }

    private static string Encoded(byte[] bytes) => System.Buffers.Text.Base64Url.EncodeToString(bytes);
}
