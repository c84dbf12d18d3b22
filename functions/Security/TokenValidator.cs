using System.Collections.Frozen;
using System.Text.Json;
using IntegrationHub.Functions.Hosting;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace IntegrationHub.Functions.Security;

/// <summary>Validates bearer tokens: issuer, audience, signature, lifetime. Tokens live in real time.</summary>
public sealed class TokenValidator(HubSettings settings, SigningKeys keys)
{
    private static readonly FrozenSet<string> Algorithms =
        new[] { SecurityAlgorithms.RsaSha256, SecurityAlgorithms.RsaSsaPssSha256, SecurityAlgorithms.EcdsaSha256 }.ToFrozenSet();

    /// <summary>Characters.</summary>
    private const int MaxLength = 16_384;

    private static readonly JsonDocumentOptions Bounds = new() { MaxDepth = 16, AllowDuplicateProperties = false };

    private readonly JsonWebTokenHandler handler = new();

    /// <summary>The caller of an <c>Authorization</c> header; null when it proves nobody.</summary>
    public async Task<Caller?> Validate(string? authorization, CancellationToken cancel)
    {
        const string scheme = "Bearer ";
        return authorization?.StartsWith(scheme, StringComparison.OrdinalIgnoreCase) == true
            ? await Validate(authorization[scheme.Length..].Trim(), settings.IsLocal ? LocalTokens.Audience : settings.Audience, cancel)
            : null;
    }

    /// <summary>The person whom a token is about that was issued for signing in to the pages; null when it proves nobody. It is none of the APIs'.</summary>
    public async Task<Caller?> ValidateSignIn(string? token, CancellationToken cancel) => token is { Length: > 0 }
        && (settings.IsLocal ? LocalTokens.PagesAudience : settings.SignInAudience) is { } audience ? await Validate(token, audience, cancel) : null;

    private async Task<Caller?> Validate(string text, string? audience, CancellationToken cancel)
    {
        // Three parts only: an encrypted token (five) is refused before the library unpacks anything.
        if (text.Length > MaxLength || text.Split('.') is not [var head, var payload, _] || !IsReadable(head, payload)
            || !handler.CanReadToken(text) || Parse(text) is not { } token || !Algorithms.Contains(token.Alg))
        {
            return null;
        }

        var result = await Check(text, audience, await keys.Current(cancel));
        if (!result.IsValid && result.Exception is SecurityTokenSignatureKeyNotFoundException)
        {
            result = await Check(text, audience, await keys.Refreshed(cancel));
        }

        return result.IsValid ? CallerOf(token) : null;
    }

    /// <summary>
    /// JSON within bounds, before the library unpacks it: a stranger may have nested it deeply. No member twice: two readers might take two. A header that names
    /// what a reader must understand (<c>crit</c>, RFC 7515) is of a kind that the hub doesn't.
    /// </summary>
    private static bool IsReadable(string head, string payload)
    {
        try
        {
            using var header = JsonDocument.Parse(Base64UrlEncoder.DecodeBytes(head), Bounds);
            using var claims = JsonDocument.Parse(Base64UrlEncoder.DecodeBytes(payload), Bounds);
            return header.RootElement.ValueKind == JsonValueKind.Object && claims.RootElement.ValueKind == JsonValueKind.Object && !header.RootElement.TryGetProperty("crit", out _);
        }
        catch (Exception fault) when (fault is JsonException or FormatException or ArgumentException or InvalidOperationException)
        {
            return false;
        }
    }

    private static JsonWebToken? Parse(string text)
    {
        try
        {
            return new JsonWebToken(text);
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    private Task<TokenValidationResult> Check(string text, string? audience, IReadOnlyCollection<SecurityKey> current) => handler.ValidateTokenAsync(text, new TokenValidationParameters
    {
        ValidIssuer = settings.IsLocal ? LocalTokens.Issuer : settings.Issuer,
        ValidAudience = audience,
        IssuerSigningKeys = current,
        RequireSignedTokens = true,
        RequireExpirationTime = true,
        ValidateIssuer = true,
        ValidateAudience = true,
        ValidateLifetime = true,
        ValidateIssuerSigningKey = true,
        ClockSkew = TimeSpan.FromMinutes(1),
    });

    private static Caller? CallerOf(JsonWebToken token)
    {
        string? Claim(string type) => token.Claims.FirstOrDefault(claim => claim.Type == type)?.Value;
        return Claim("sub") is { Length: > 0 } subject && Claim("org") is { Length: > 0 } organisation
            ? new Caller(
                subject, Claim("azp") ?? Claim("client_id") ?? Claim("appid") ?? "", organisation,
                token.Claims.Where(claim => claim.Type == "roles").Select(claim => claim.Value).ToFrozenSet())
            : null;
    }
}
