using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace IntegrationHub.Functions.Subscriptions;

/// <summary>Signs notifications as the Standard Webhooks specification has it (symmetric, version 1).</summary>
public static class WebhookSignature
{
    private const string Base64Prefix = "whsec_";

    /// <summary>The key in a secret: the bytes behind <c>whsec_</c> in base64, else the UTF-8 of the text. Null when that base64 is none.</summary>
    public static byte[]? KeyOf(string secret)
    {
        if (!secret.StartsWith(Base64Prefix, StringComparison.Ordinal))
        {
            return Encoding.UTF8.GetBytes(secret);
        }

        var buffer = new byte[secret.Length];
        return Convert.TryFromBase64String(secret[Base64Prefix.Length..], buffer, out var length) && length > 0 ? buffer[..length] : null;
    }

    /// <summary>The header <c>webhook-signature</c>: <c>v1,</c> and the base64 HMAC-SHA256 of <c>{id}.{timestamp}.{body}</c>.</summary>
    /// <param name="timestamp">Seconds since 1970, as in the header <c>webhook-timestamp</c>.</param>
    public static string Sign(string secret, string id, long timestamp, ReadOnlySpan<byte> body)
    {
        var key = KeyOf(secret) ?? throw new ArgumentException("Not a secret that was accepted.", nameof(secret));
        var start = Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{id}.{timestamp}."));
        byte[] signed = [.. start, .. body];
        return $"v1,{Convert.ToBase64String(HMACSHA256.HashData(key, signed))}";
    }
}
