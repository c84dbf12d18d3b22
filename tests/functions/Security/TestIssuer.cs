using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using IntegrationHub.Functions.Hosting;
using Microsoft.IdentityModel.Tokens;

namespace IntegrationHub.Functions.Tests.Security;

/// <summary>An issuer within the test: signs what it is told to, and serves its keys. It counts how often it is asked.</summary>
internal sealed class TestIssuer : HttpMessageHandler, IHttpClientFactory
{
    public const string Address = "https://issuer.example";
    public const string Audience = "api://hub";

    private RSA rsa = RSA.Create(2048);

    public string KeyId { get; private set; } = "first";

    /// <summary>Requests for its keys, answered or not.</summary>
    public int Asked { get; private set; }

    /// <summary>What it answers instead of its keys.</summary>
    public Func<HttpResponseMessage>? Instead { get; set; }

    public string PublicKeyPem => rsa.ExportSubjectPublicKeyInfoPem();

    public static HubSettings Settings { get; } = HubSettings.Read(name => name switch
    {
        "FUNCTIONS_CUSTOMHANDLER_PORT" => "7071",
        "AzureWebJobsStorage" => "UseDevelopmentStorage=true",
        "HUB_BROKER" => "storage-queues",
        "HUB_SCANNER" => "off",
        "HUB_PUBLIC_URL" => "https://hub.example",
        "HUB_AUTH_ISSUER" => Address,
        "HUB_AUTH_AUDIENCE" => Audience,
        "HUB_AUTH_JWKS" => $"{Address}/keys",
        _ => null,
    }).Settings!;

    /// <summary>New keys; the old ones are no longer served.</summary>
    public void Rotate(string keyId) => (rsa, KeyId) = (RSA.Create(2048), keyId);

    public static JsonObject Claims() => new()
    {
        ["iss"] = Address,
        ["aud"] = Audience,
        ["nbf"] = Now - 10,
        ["exp"] = Now + 600,
        ["sub"] = "health-team",
        ["azp"] = "health-system",
        ["org"] = "RXQ",
        ["roles"] = new JsonArray("Health.Read"),
    };

    public static long Now => TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();

    public JsonObject Header(string algorithm = "RS256") => new() { ["alg"] = algorithm, ["typ"] = "JWT", ["kid"] = KeyId };

    public string Sign(string header, string payload) => $"{Unsigned(header, payload)}.{Base64UrlEncoder.Encode(
        rsa.SignData(Encoding.ASCII.GetBytes(Unsigned(header, payload)), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1))}";

    public string Sign(JsonObject claims, JsonObject? header = null) => Sign((header ?? Header()).ToJsonString(), claims.ToJsonString());

    public static string Unsigned(string header, string payload) => $"{Base64UrlEncoder.Encode(header)}.{Base64UrlEncoder.Encode(payload)}";

    public HttpClient CreateClient(string name) => new(this, disposeHandler: false);

    protected override void Dispose(bool disposing)
    {
        rsa.Dispose();
        base.Dispose(disposing);
    }

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        Asked++;
        return Task.FromResult(Instead?.Invoke() ?? new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent(Keys()) });
    }

    private string Keys()
    {
        var key = rsa.ExportParameters(false);
        return new JsonObject
        {
            ["keys"] = new JsonArray(new JsonObject
            {
                ["kty"] = "RSA",
                ["use"] = "sig",
                ["kid"] = KeyId,
                ["n"] = Base64UrlEncoder.Encode(key.Modulus),
                ["e"] = Base64UrlEncoder.Encode(key.Exponent),
            }),
        }.ToJsonString();
    }
}
