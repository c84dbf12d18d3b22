using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using IntegrationHub.Functions.Security;
using Microsoft.IdentityModel.Tokens;

namespace IntegrationHub.Functions.Tests.Security;

/// <summary>Each way in which a token can be wrong, and the ways in which issuers differ.</summary>
public sealed class TokenTests : IDisposable
{
    private readonly TestIssuer issuer = new();

    public void Dispose() => issuer.Dispose();

    [Fact]
    public async Task A_good_token_names_who_calls()
    {
        var caller = await Validated(issuer.Sign(TestIssuer.Claims()));

        Assert.Equal(("health-team", "health-system", "RXQ"), (caller!.Subject, caller.Client, caller.Organisation));
        Assert.Equal(["Health.Read"], caller.Roles);
    }

    [Theory]
    [InlineData("iss", "https://another.example")]
    [InlineData("iss", "https://issuer.example/")]
    [InlineData("iss", null)]
    [InlineData("aud", "api://another")]
    [InlineData("aud", null)]
    [InlineData("exp", -61L)]
    [InlineData("exp", null)]
    [InlineData("nbf", 90L)]
    [InlineData("sub", null)]
    [InlineData("sub", "")]
    [InlineData("org", null)]
    [InlineData("org", "")]
    public async Task A_claim_that_is_wrong_or_missing_proves_nobody(string claim, object? value)
    {
        var claims = TestIssuer.Claims();
        claims[claim] = value switch { null => null, long seconds => TestIssuer.Now + seconds, _ => JsonValue.Create((string)value) };
        if (value is null)
        {
            claims.Remove(claim);
        }

        Assert.Null(await Validated(issuer.Sign(claims)));
    }

    [Fact]
    public async Task A_token_with_no_signature_or_another_ones_proves_nobody()
    {
        var good = issuer.Sign(TestIssuer.Claims()).Split('.');
        using var stranger = new TestIssuer();
        var changed = TestIssuer.Claims();
        changed["org"] = "RTH";
        string[] bad =
        [
            $"{TestIssuer.Unsigned("""{"alg":"none"}""", TestIssuer.Claims().ToJsonString())}.",
            $"{TestIssuer.Unsigned("""{"alg":"None","typ":"JWT"}""", TestIssuer.Claims().ToJsonString())}.",
            $"{good[0]}.{good[1]}.",
            $"{good[0]}.{good[1]}.{good[2][..^8]}AAAAAAAA",
            $"{good[0]}.{Base64UrlEncoder.Encode(changed.ToJsonString())}.{good[2]}",
            stranger.Sign(TestIssuer.Claims()),
            WithOwnKeyInTheHeader(stranger),
            Hmac(Encoding.ASCII.GetBytes(issuer.PublicKeyPem)),
            Hmac(Encoding.ASCII.GetBytes(issuer.PublicKeyPem.Trim())),
            Hmac([]),
        ];
        foreach (var token in bad)
        {
            Assert.Null(await Validated(token));
        }
    }

    [Fact]
    public async Task What_is_no_readable_token_proves_nobody_and_asks_nobody()
    {
        var good = issuer.Sign(TestIssuer.Claims()).Split('.');
        var deep = string.Concat(Enumerable.Repeat("[", 5_000)) + string.Concat(Enumerable.Repeat("]", 5_000));
        var claims = TestIssuer.Claims().ToJsonString();
        string[] bad =
        [
            "", ".", "..", "...", "....", "a.b.c", "\u00e9.\u00e9.\u00e9",
            $"{good[0]}.{good[1]}.{good[2]}.x.y",
            $"{good[0]}.{good[1]}.{good[2]}.",
            issuer.Sign(issuer.Header().ToJsonString(), "[]"),
            issuer.Sign(issuer.Header().ToJsonString(), "{"),
            issuer.Sign("[]", claims),
            issuer.Sign(issuer.Header().ToJsonString(), $$"""{"deep":{{deep}}}"""),
            issuer.Sign(issuer.Header().ToJsonString(), claims[..^1] + ",\"org\":\"RTH\"}"),
            issuer.Sign("""{"alg":"none","alg":"RS256","kid":"first"}""", claims),
            issuer.Sign("""{"alg":"RS256","kid":"first","crit":["exp"]}""", claims),
            issuer.Sign(issuer.Header("RS512").ToJsonString(), claims),
            issuer.Sign("""{"alg":7,"kid":"first"}""", claims),
        ];
        foreach (var token in bad)
        {
            Assert.Null(await Validated(token));
        }

        Assert.Equal(0, issuer.Asked);
    }

    [Fact]
    public async Task A_huge_token_is_refused_before_it_is_read_and_one_with_many_claims_is_taken()
    {
        var many = TestIssuer.Claims();
        many["roles"] = new JsonArray([.. Enumerable.Range(0, 400).Select(i => (JsonNode)$"Role.{i}"), "Health.Write"]);
        for (var i = 0; i < 100; i++)
        {
            many[$"claim{i}"] = $"value {i}";
        }

        var huge = TestIssuer.Claims();
        huge["padding"] = new string('x', 16_384);

        Assert.Equal(401, (await Validated(issuer.Sign(many)))!.Roles.Count);
        Assert.Null(await Validated(issuer.Sign(huge)));
    }

    [Fact]
    public async Task Roles_are_a_list_or_a_single_one_and_nothing_else_becomes_a_role()
    {
        async Task<IEnumerable<string>> RolesOf(JsonNode? roles)
        {
            var claims = TestIssuer.Claims();
            claims["roles"] = roles;
            return (await Validated(issuer.Sign(claims)))!.Roles.Intersect(["Health.Read", "Health.Write"]).Order(StringComparer.Ordinal);
        }

        Assert.Equal(["Health.Read", "Health.Write"], await RolesOf(new JsonArray("Health.Write", "Health.Read", "Health.Read")));
        Assert.Equal(["Health.Read"], await RolesOf("Health.Read"));
        Assert.Empty(await RolesOf("Health.Read Health.Write"));
        Assert.Empty(await RolesOf("health.read"));
        Assert.Empty(await RolesOf(new JsonArray(new JsonArray("Health.Read"))));
        Assert.Empty(await RolesOf(new JsonObject { ["Health.Read"] = true }));
        Assert.Empty(await RolesOf(new JsonArray()));
        Assert.Empty(await RolesOf(null));
    }

    [Theory]
    [InlineData("azp", "system")]
    [InlineData("client_id", "system")]
    [InlineData("appid", "system")]
    [InlineData("other", "")]
    public async Task Issuers_name_the_client_differently(string claim, string expected)
    {
        var claims = TestIssuer.Claims();
        claims.Remove("azp");
        claims[claim] = "system";

        Assert.Equal(expected, (await Validated(issuer.Sign(claims)))!.Client);
    }

    /// <summary>A key of the stranger's own, offered in the header under the issuer's id.</summary>
    private string WithOwnKeyInTheHeader(TestIssuer stranger) => stranger.Sign(TestIssuer.Claims(), new JsonObject
    {
        ["alg"] = "RS256",
        ["kid"] = issuer.KeyId,
        ["jku"] = "https://stranger.example/keys",
        ["jwk"] = new JsonObject { ["kty"] = "RSA", ["n"] = "AQAB", ["e"] = "AQAB" },
    });

    private string Hmac(byte[] secret)
    {
        var text = TestIssuer.Unsigned(issuer.Header("HS256").ToJsonString(), TestIssuer.Claims().ToJsonString());
        return $"{text}.{Base64UrlEncoder.Encode(HMACSHA256.HashData(secret, Encoding.ASCII.GetBytes(text)))}";
    }

    private async Task<Caller?> Validated(string token)
    {
        using var keys = new SigningKeys(TestIssuer.Settings, issuer, TimeProvider.System);
        return await new TokenValidator(TestIssuer.Settings, keys).Validate($"Bearer {token}", CancellationToken.None);
    }
}
