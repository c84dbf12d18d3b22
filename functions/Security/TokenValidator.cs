using System.Collections.Frozen;
using IntegrationHub.Functions.Hosting;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace IntegrationHub.Functions.Security;

/// <summary>Validates bearer tokens: issuer, audience, signature, lifetime. Tokens live in real time.</summary>
public sealed class TokenValidator(HubSettings settings, SigningKeys keys)
{
    private static readonly FrozenSet<string> Algorithms =
        new[] { SecurityAlgorithms.RsaSha256, SecurityAlgorithms.RsaSsaPssSha256, SecurityAlgorithms.EcdsaSha256 }.ToFrozenSet();

    private readonly JsonWebTokenHandler handler = new();

    /// <summary>The caller of an <c>Authorization</c> header; null when it proves nobody.</summary>
    public async Task<Caller?> Validate(string? authorization, CancellationToken cancel)
    {
        const string scheme = "Bearer ";
        if (authorization?.StartsWith(scheme, StringComparison.OrdinalIgnoreCase) != true)
        {
            return null;
        }

        // Three parts only: an encrypted token (five) is refused before the library unpacks anything.
        var text = authorization[scheme.Length..].Trim();
        if (text.Length > 16_384 || text.Split('.').Length != 3 || !handler.CanReadToken(text) || Parse(text) is not { } token || !Algorithms.Contains(token.Alg))
        {
            return null;
        }

        var result = Check(text, await keys.Current(cancel));
        if (!result.IsValid && result.Exception is SecurityTokenSignatureKeyNotFoundException)
        {
            result = Check(text, await keys.Refreshed(cancel));
        }

        return result.IsValid ? CallerOf(token) : null;
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

    private TokenValidationResult Check(string text, IReadOnlyCollection<SecurityKey> current) => handler.ValidateToken(text, new TokenValidationParameters
    {
        ValidIssuer = settings.IsLocal ? LocalTokens.Issuer : settings.Issuer,
        ValidAudience = settings.IsLocal ? LocalTokens.Audience : settings.Audience,
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
                subject, Claim("azp") ?? "", organisation,
                token.Claims.Where(claim => claim.Type == "roles").Select(claim => claim.Value).ToFrozenSet())
            : null;
    }
}
