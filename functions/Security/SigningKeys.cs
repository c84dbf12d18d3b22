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

    // A stranger's made-up key id must not make the hub hammer the issuer; one that is away is asked again after 1 s, 2 s, 4 s and so on.
    private static readonly TimeSpan RefreshAtMostEvery = TimeSpan.FromMinutes(1);

    private const int MaxAnswerBytes = 1024 * 1024;

    private readonly SemaphoreSlim gate = new(1, 1);
    private volatile Known known = new([], DateTimeOffset.MinValue, DateTimeOffset.MinValue, 0);

    /// <summary>Without waiting for the issuer, as long as the keys are young.</summary>
    public async Task<IReadOnlyCollection<SecurityKey>> Current(CancellationToken cancel) =>
        IsDue(known, realTime.GetUtcNow()) ? await Get(IsDue, cancel) : known.Keys.Count > 0 ? known.Keys : throw Away(known.Fault);

    /// <summary>Fetched anew, for a token signed with a key not seen before.</summary>
    public Task<IReadOnlyCollection<SecurityKey>> Refreshed(CancellationToken cancel) => Get((state, now) => now - state.TriedAt > RefreshAtMostEvery, cancel);

    public void Dispose() => gate.Dispose();

    private static bool IsDue(Known state, DateTimeOffset now) => (state.Keys.Count == 0 || now - state.FetchedAt > KeepFor) && now - state.TriedAt >= state.Pause;

    private static HttpRequestException Away(Exception? fault) => new("The issuer's signing keys can't be fetched.", fault);

    private async Task<IReadOnlyCollection<SecurityKey>> Get(Func<Known, DateTimeOffset, bool> isDue, CancellationToken cancel)
    {
        await gate.WaitAsync(cancel);
        try
        {
            // Whoever waited here finds what the one before fetched, or that the issuer is away.
            var now = realTime.GetUtcNow();
            if (isDue(known, now))
            {
                known = await Renewed(known, now, cancel);
            }

            return known.Keys.Count > 0 ? known.Keys : throw Away(known.Fault);
        }
        finally
        {
            gate.Release();
        }
    }

    /// <summary>An issuer that can't be asked leaves the keys as they are; without any there is nothing to go by.</summary>
    private async Task<Known> Renewed(Known before, DateTimeOffset now, CancellationToken cancel)
    {
        try
        {
            IReadOnlyCollection<SecurityKey> keys = settings.IsLocal ? [LocalTokens.LoadOrCreateKey(LocalTokens.KeyPath(settings.DataFolder))] : await Fetch(cancel);
            foreach (var key in keys)
            {
                // What checks a signature is dear to make and kept by the key's id. Kept for all keys together, it would go on when the issuer puts another key under the same id.
                key.CryptoProviderFactory = new CryptoProviderFactory();
            }

            return keys.Count > 0 ? new Known(keys, now, now, 0) : throw new JsonException("The issuer names no signing key.");
        }
        catch (Exception fault) when (fault is HttpRequestException or JsonException || (fault is TaskCanceledException && !cancel.IsCancellationRequested))
        {
            return before with { TriedAt = now, Failures = before.Failures + 1, Fault = fault };
        }
    }

    private async Task<IReadOnlyCollection<SecurityKey>> Fetch(CancellationToken cancel)
    {
        using var client = http.CreateClient("issuer");
        client.Timeout = TimeSpan.FromSeconds(5);
        client.MaxResponseContentBufferSize = MaxAnswerBytes;
        var address = settings.Jwks ?? await AddressFromOpenIdConfiguration(client, cancel);
        var answer = await client.GetStringAsync(address, cancel);
        using var document = JsonDocument.Parse(answer);
        try
        {
            return [.. new JsonWebKeySet(answer).GetSigningKeys()];
        }
        catch (Exception fault) when (fault is ArgumentException or InvalidOperationException or FormatException)
        {
            throw new JsonException("The issuer's answer is no set of keys.", fault);
        }
    }

    private async Task<Uri> AddressFromOpenIdConfiguration(HttpClient client, CancellationToken cancel)
    {
        var configuration = await client.GetStringAsync(new Uri($"{settings.Issuer!.TrimEnd('/')}/.well-known/openid-configuration"), cancel);
        using var document = JsonDocument.Parse(configuration);
        return document.RootElement.ValueKind == JsonValueKind.Object && document.RootElement.TryGetProperty("jwks_uri", out var named) && named.ValueKind == JsonValueKind.String
            && Uri.TryCreate(named.GetString(), UriKind.Absolute, out var address) && address.Scheme is "https" or "http"
            ? address
            : throw new JsonException("The OpenID configuration names no jwks_uri.");
    }

    /// <summary>The keys, and how it went.</summary>
    /// <param name="TriedAt">The last time that the issuer was asked, in vain or not.</param>
    /// <param name="Failures">In a row.</param>
    private sealed record Known(IReadOnlyCollection<SecurityKey> Keys, DateTimeOffset FetchedAt, DateTimeOffset TriedAt, int Failures)
    {
        public Exception? Fault { get; init; }

        /// <summary>Before asking again.</summary>
        public TimeSpan Pause => Failures == 0 ? TimeSpan.Zero : TimeSpan.FromSeconds(Math.Min(RefreshAtMostEvery.TotalSeconds, Math.Pow(2, Failures - 1)));
    }
}
