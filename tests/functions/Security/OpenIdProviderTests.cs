using IntegrationHub.Functions.Tests.Kit;

namespace IntegrationHub.Functions.Tests.Security;

/// <summary>Tokens of a real OpenID Connect provider (npm oidc-provider): client credentials, JWT access tokens for the hub as their resource.</summary>
[Collection(TestStack.Name)]
public sealed class OpenIdProviderTests(OpenIdProvider provider) : IClassFixture<OpenIdProvider>
{
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
        Assert.Equal(expected, await Ask(await provider.Token(client, OpenIdProvider.Audience)));
    }

    [Fact]
    public async Task A_token_for_another_resource_or_for_none_proves_nobody()
    {
        Assert.Equal(401, await Ask(await provider.Token("health-rs256", "api://another")));
        Assert.Equal(401, await Ask(await provider.Token("health-rs256", null)));
    }

    [Fact]
    public async Task Its_keys_are_asked_for_once_and_after_a_rotation_not_at_every_request()
    {
        await provider.RestartHub();
        var asked = await provider.Asked();
        var before = await provider.Token("health-rs256", OpenIdProvider.Audience);
        for (var i = 0; i < 20; i++)
        {
            Assert.Equal(200, await Ask(before));
        }

        await provider.Rotate();
        var after = await provider.Token("health-rs256", OpenIdProvider.Audience);
        for (var i = 0; i < 20; i++)
        {
            Assert.Equal(401, await Ask(after));
        }

        // The minute isn't over: SigningKeysTests has the rest, by a clock of its own.
        Assert.Equal(asked + 1, await provider.Asked());
        await provider.RestartHub();
        Assert.Equal(200, await Ask(after));
    }

    private async Task<int> Ask(string token) => (await provider.Hub.Get("hub/fhir/Task", token)).Status;
}
