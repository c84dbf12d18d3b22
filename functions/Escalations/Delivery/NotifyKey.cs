using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Json;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace IntegrationHub.Functions.Escalations.Delivery;

/// <summary>An API key of GOV.UK Notify, <c>{name}-{service id}-{secret}</c>, both UUIDs. It prints as its type's name.</summary>
public sealed class NotifyKey
{
    private const int Uuid = 36;

    private readonly string serviceId;
    private readonly SigningCredentials credentials;

    private NotifyKey(string serviceId, string secret)
    {
        this.serviceId = serviceId;
        credentials = new SigningCredentials(new SymmetricSecurityKey(Encoding.UTF8.GetBytes(secret)), SecurityAlgorithms.HmacSha256);
    }

    public static bool TryParse(string text, [NotNullWhen(true)] out NotifyKey? key)
    {
        var service = text.Length - (2 * Uuid) - 1;
        key = service >= 2 && text[service - 1] == '-' && text[service + Uuid] == '-' && IsUuid(text[service..(service + Uuid)]) && IsUuid(text[^Uuid..])
            ? new NotifyKey(text[service..(service + Uuid)], text[^Uuid..])
            : null;
        return key is not null;
    }

    /// <summary>A bearer token; Notify accepts it for 30 seconds around <paramref name="now"/>.</summary>
    /// <param name="now">Real time.</param>
    public string Token(DateTimeOffset now) =>
        new JsonWebTokenHandler().CreateToken(JsonSerializer.Serialize(new { iss = serviceId, iat = now.ToUnixTimeSeconds() }), credentials);

    public override string ToString() => nameof(NotifyKey);

    private static bool IsUuid(string text) => Guid.TryParseExact(text, "D", out _);
}
