using System.Net;
using System.Text.Json.Nodes;
using IntegrationHub.Functions.Security;

namespace IntegrationHub.Functions.Tests.Security;

/// <summary>Keys are cached, rotate, and the issuer is never hammered: not for made-up key ids, not while it is away.</summary>
public sealed class SigningKeysTests : IDisposable
{
    private readonly TestIssuer issuer = new();
    private readonly SteppedTime time = new();
    private readonly SigningKeys keys;
    private readonly TokenValidator validator;

    public SigningKeysTests()
    {
        keys = new SigningKeys(TestIssuer.Settings, issuer, time);
        validator = new TokenValidator(TestIssuer.Settings, keys);
    }

    public void Dispose()
    {
        keys.Dispose();
        issuer.Dispose();
    }

    [Fact]
    public async Task Keys_are_fetched_once_for_many_tokens_and_again_after_twelve_hours()
    {
        await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => IsGood(issuer.Sign(TestIssuer.Claims()))));
        Assert.Equal(1, issuer.Asked);

        time.Pass(TimeSpan.FromHours(12) + TimeSpan.FromSeconds(1));
        Assert.True(await IsGood(issuer.Sign(TestIssuer.Claims())));
        Assert.Equal(2, issuer.Asked);
    }

    [Fact]
    public async Task A_rotated_key_is_found_at_once_and_the_one_before_is_good_no_more()
    {
        var before = issuer.Sign(TestIssuer.Claims());
        Assert.True(await IsGood(before));
        time.Pass(TimeSpan.FromMinutes(2));
        issuer.Rotate("second");

        Assert.True(await IsGood(issuer.Sign(TestIssuer.Claims())));
        Assert.False(await IsGood(before));
    }

    [Fact]
    public async Task Another_key_under_the_same_id_takes_the_place_of_the_one_before()
    {
        var before = issuer.Sign(TestIssuer.Claims());
        Assert.True(await IsGood(before));
        issuer.Rotate(issuer.KeyId);
        time.Pass(TimeSpan.FromHours(13));

        Assert.True(await IsGood(issuer.Sign(TestIssuer.Claims())));
        Assert.False(await IsGood(before));
    }

    [Fact]
    public async Task Made_up_key_ids_make_the_hub_ask_once_a_minute_at_most()
    {
        using var stranger = new TestIssuer();
        Assert.True(await IsGood(issuer.Sign(TestIssuer.Claims())));
        for (var minute = 0; minute < 3; minute++)
        {
            time.Pass(TimeSpan.FromSeconds(61));
            await Task.WhenAll(Enumerable.Range(0, 100).Select(async i => Assert.False(await IsGood(stranger.Sign(TestIssuer.Claims(), MadeUp($"{minute}-{i}"))))));
        }

        Assert.Equal(4, issuer.Asked);
        Assert.True(await IsGood(issuer.Sign(TestIssuer.Claims())));
    }

    [Fact]
    public async Task An_issuer_that_is_away_is_asked_ever_less_often_until_it_is_back()
    {
        issuer.Instead = () => throw new HttpRequestException();
        for (var second = 0; second < 60; second++)
        {
            for (var i = 0; i < 5; i++)
            {
                await Assert.ThrowsAsync<HttpRequestException>(() => IsGood(issuer.Sign(TestIssuer.Claims())));
            }

            time.Pass(TimeSpan.FromSeconds(1));
        }

        Assert.Equal(6, issuer.Asked);
        issuer.Instead = null;
        time.Pass(TimeSpan.FromMinutes(1));
        Assert.True(await IsGood(issuer.Sign(TestIssuer.Claims())));
    }

    [Fact]
    public async Task With_keys_at_hand_an_issuer_that_is_away_stops_nobody_and_is_asked_again_soon()
    {
        Assert.True(await IsGood(issuer.Sign(TestIssuer.Claims())));
        issuer.Instead = () => new HttpResponseMessage(HttpStatusCode.InternalServerError);
        time.Pass(TimeSpan.FromHours(13));

        Assert.True(await IsGood(issuer.Sign(TestIssuer.Claims())));
        Assert.True(await IsGood(issuer.Sign(TestIssuer.Claims())));
        Assert.Equal(2, issuer.Asked);
        time.Pass(TimeSpan.FromSeconds(2));
        Assert.True(await IsGood(issuer.Sign(TestIssuer.Claims())));
        Assert.Equal(3, issuer.Asked);
    }

    [Theory]
    [InlineData("")]
    [InlineData("not json")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"keys":7}""")]
    [InlineData("""{"keys":[]}""")]
    [InlineData("""{"keys":[{"kty":"RSA","n":"%%%","e":"AQAB"}]}""")]
    public async Task An_answer_that_is_no_set_of_keys_is_an_issuer_that_is_away(string answer)
    {
        issuer.Instead = () => new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent(answer) };

        await Assert.ThrowsAsync<HttpRequestException>(() => IsGood(issuer.Sign(TestIssuer.Claims())));
    }

    [Fact]
    public async Task An_answer_without_end_is_not_read_to_its_end()
    {
        issuer.Instead = () => new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent(new string(' ', 2 * 1024 * 1024)) };

        await Assert.ThrowsAsync<HttpRequestException>(() => IsGood(issuer.Sign(TestIssuer.Claims())));
    }

    private JsonObject MadeUp(string keyId)
    {
        var header = issuer.Header();
        header["kid"] = keyId;
        return header;
    }

    private async Task<bool> IsGood(string token) => await validator.Validate($"Bearer {token}", CancellationToken.None) is not null;

    private sealed class SteppedTime : TimeProvider
    {
        private DateTimeOffset now = System.GetUtcNow();

        public void Pass(TimeSpan span) => now += span;

        public override DateTimeOffset GetUtcNow() => now;
    }
}
