using System.Text.Json;
using IntegrationHub.Functions.Security;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace IntegrationHub.Tooling.Tests;

public sealed class LocalTokensTests : IDisposable
{
    private static readonly DateTimeOffset Now = TimeProvider.System.GetUtcNow();
    private readonly TemporaryFolder folder = new();

    public static TheoryData<string, string, string> EveryPersona => new()
    {
        { "social-care", "825", "SocialCare.Notify SocialCare.Read" },
        { "health", "RXQ", "Health.Read Health.Write" },
        { "designated-doctor", "RXQ", "Health.Read Health.Write Health.SignOff" },
        { "manager", "825", "Reports.Read" },
        { "operations", "hub", "Operations.Admin" },
    };

    [Theory]
    [MemberData(nameof(EveryPersona))]
    public void A_token_carries_the_claims_of_its_persona(string name, string organisation, string roles)
    {
        var persona = Personas.Find(name)!;
        var token = Read(Issue(persona, persona.DefaultOrganisation));

        var payload = JsonSerializer.Deserialize<JsonElement>(Base64UrlEncoder.Decode(token.EncodedPayload));
        Assert.Equal(organisation, payload.GetProperty("org").GetString());
        Assert.Equal(roles.Split(' '), payload.GetProperty("roles").EnumerateArray().Select(role => role.GetString()));
        Assert.Equal("local-client", payload.GetProperty("azp").GetString());
        Assert.Equal("someone", token.Subject);
        Assert.Equal(Now.ToUnixTimeSeconds(), payload.GetProperty("iat").GetInt64());
        Assert.Equal(Now.AddHours(1).ToUnixTimeSeconds(), payload.GetProperty("exp").GetInt64());
    }

    [Fact]
    public async Task A_token_is_valid_for_the_key_that_signed_it()
    {
        var key = LocalTokens.LoadOrCreateKey(folder["key.json"]);
        var token = Issue(Personas.Find("health")!, "RXQ");

        Assert.Equal(key.KeyId, Read(token).Kid);
        Assert.True((await Validate(token, LocalTokens.LoadOrCreateKey(folder["key.json"]))).IsValid);
    }

    [Fact]
    public async Task A_token_is_refused_for_another_key()
    {
        var token = Issue(Personas.Find("health")!, "RXQ");

        Assert.False((await Validate(token, LocalTokens.LoadOrCreateKey(folder["other.json"]))).IsValid);
    }

    [Fact]
    public async Task A_token_is_refused_when_its_time_is_over()
    {
        var key = LocalTokens.LoadOrCreateKey(folder["key.json"]);
        var token = LocalTokens.Issue(key, Personas.Find("health")!, "RXQ", "someone", Now.AddHours(-2), TimeSpan.FromHours(1));

        Assert.IsType<SecurityTokenExpiredException>((await Validate(token, key)).Exception);
    }

    [Fact]
    public async Task Eight_creators_at_once_all_get_the_one_key()
    {
        var path = folder["keys/local-signing-key.json"];
        var keys = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => LocalTokens.LoadOrCreateKey(path))));

        Assert.Single(keys.Select(key => key.KeyId).Distinct());
        Assert.Equal([path], Directory.GetFiles(Path.GetDirectoryName(path)!));
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
    }

    public void Dispose() => folder.Dispose();

    private static JsonWebToken Read(string token) => new(token);

    private string Issue(Persona persona, string organisation) =>
        LocalTokens.Issue(LocalTokens.LoadOrCreateKey(folder["key.json"]), persona, organisation, "someone", Now, TimeSpan.FromHours(1));

    private static Task<TokenValidationResult> Validate(string token, SecurityKey key) => new JsonWebTokenHandler().ValidateTokenAsync(token, new()
    {
        ValidIssuer = LocalTokens.Issuer,
        ValidAudience = LocalTokens.Audience,
        IssuerSigningKey = key,
    });
}
