using System.Text.Json;
using IntegrationHub.Functions.Hosting;
using Microsoft.IdentityModel.Tokens;

namespace IntegrationHub.Functions.Security;

/// <summary>
/// The keys that sign tokens: in Azure from the JWKS address (or the one that the issuer's OpenID configuration names),
/// in local mode the key file that <c>./hub token</c> signs with.
/// </summary>
public sealed class SigningKeys(HubSettings settings, IHttpClientFactory http, TimeProvider realTime) : IDisposable
{
    private static readonly TimeSpan KeepFor = TimeSpan.FromHours(12);

    // A stranger's made-up key id must not make the hub hammer the issuer.
    private static readonly TimeSpan RefreshAtMostEvery = TimeSpan.FromMinutes(1);

    private readonly SemaphoreSlim gate = new(1, 1);
    private IReadOnlyCollection<SecurityKey> keys = [];
    private DateTimeOffset fetchedAt;

    public Task<IReadOnlyCollection<SecurityKey>> Current(CancellationToken cancel) => Get(KeepFor, cancel);

    /// <summary>Fetched anew, for a token signed with a key not seen before.</summary>
    public Task<IReadOnlyCollection<SecurityKey>> Refreshed(CancellationToken cancel) => Get(RefreshAtMostEvery, cancel);

    public void Dispose() => gate.Dispose();

    private async Task<IReadOnlyCollection<SecurityKey>> Get(TimeSpan youngerThan, CancellationToken cancel)
    {
        await gate.WaitAsync(cancel);
        try
        {
            var now = realTime.GetUtcNow();
            if (keys.Count == 0 || now - fetchedAt > youngerThan)
            {
                await Renew(now, cancel);
            }

            return keys;
        }
        finally
        {
            gate.Release();
        }
    }

    /// <summary>An issuer that can't be asked leaves the keys as they are; without any there is nothing to go by.</summary>
    private async Task Renew(DateTimeOffset now, CancellationToken cancel)
    {
        try
        {
            keys = settings.IsLocal ? [LocalTokens.LoadOrCreateKey(LocalTokens.KeyPath(settings.DataFolder))] : await Fetch(cancel);
        }
        catch (Exception fault) when (fault is HttpRequestException or JsonException || (fault is TaskCanceledException && !cancel.IsCancellationRequested))
        {
            if (keys.Count == 0)
            {
                throw new HttpRequestException("The issuer's signing keys can't be fetched.", fault);
            }
        }

        fetchedAt = now;
    }

    private async Task<IReadOnlyCollection<SecurityKey>> Fetch(CancellationToken cancel)
    {
        using var client = http.CreateClient("issuer");
        client.Timeout = TimeSpan.FromSeconds(5);
        var address = settings.Jwks ?? await AddressFromOpenIdConfiguration(client, cancel);
        return [.. new JsonWebKeySet(await client.GetStringAsync(address, cancel)).GetSigningKeys()];
    }

    private async Task<Uri> AddressFromOpenIdConfiguration(HttpClient client, CancellationToken cancel)
    {
        var configuration = await client.GetStringAsync(new Uri($"{settings.Issuer!.TrimEnd('/')}/.well-known/openid-configuration"), cancel);
        using var document = JsonDocument.Parse(configuration);
        return new Uri(document.RootElement.GetProperty("jwks_uri").GetString() ?? throw new JsonException("The OpenID configuration names no jwks_uri."));
    }
}
