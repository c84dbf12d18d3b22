using IntegrationHub.Contracts.Fhir;
using IntegrationHub.Functions.Referrals.Shape;

namespace IntegrationHub.Functions.Subscriptions;

/// <summary>The parts of a channel that are never given back: the signing secret and the values of headers.</summary>
internal static class ChannelSecrets
{
    private const int MinSecret = 32;
    private const int MaxSecret = 512;
    private const int MaxHeader = 4096;

    /// <summary>What a signing secret must be, in words.</summary>
    public static string Rule => $"{MinSecret} to {MaxSecret} visible ASCII characters; after whsec_ base64";

    /// <summary>Whether a text can be a signing secret.</summary>
    public static bool IsSecret(string text) => text.Length is >= MinSecret and <= MaxSecret && text.All(IsVisibleAscii) && WebhookSignature.KeyOf(text) is not null;

    private static readonly string[] HeaderNames = ["Authorization", "X-Api-Key", "Ocp-Apim-Subscription-Key"];

    /// <param name="kept">What an update without a secret keeps.</param>
    public static (string? Secret, IReadOnlyList<ShapeFault> Faults) ReadSecret(Subscription.ChannelComponent channel, string? kept)
    {
        const string Expression = "Subscription.channel.extension";
        var sent = (channel.Extension ?? []).Where(extension => extension.Url == SubscriptionTerms.SecretExtension).ToList();
        return sent switch
        {
            [] when kept is not null => (kept, []),
            [] => (null, [new ShapeFault("required", Expression, $"Send the secret that signs notifications: {SubscriptionTerms.SecretExtension} with valueString, at least {MinSecret} characters.")]),
            [{ ValueString: { } secret }] when IsSecret(secret) => (secret, []),
            [_] => (null, [new ShapeFault("value", Expression, $"The secret is a valueString of {MinSecret} to {MaxSecret} visible ASCII characters; after whsec_ it is base64.")]),
            _ => (null, [new ShapeFault("structure", Expression, "Send one secret.")]),
        };
    }

    /// <param name="kept">What an update keeps where it sends the mask back.</param>
    public static (IReadOnlyList<string> Headers, IReadOnlyList<ShapeFault> Faults) ReadHeaders(Subscription.ChannelComponent channel, IReadOnlyList<string> kept)
    {
        var headers = new List<string>();
        var faults = new List<ShapeFault>();
        foreach (var (sent, i) in (channel.Header ?? []).Select((header, i) => (header, i)))
        {
            var header = sent == null || !sent.EndsWith($": {SubscriptionTerms.Masked}", StringComparison.Ordinal)
                ? sent
                : kept.FirstOrDefault(known => NamesEqual(known, sent));
            if (FaultOf(header, headers) is { } text)
            {
                faults.Add(new ShapeFault("value", $"Subscription.channel.header[{i}]", text));
            }
            else
            {
                headers.Add(header!);
            }
        }

        return (headers, faults);
    }

    private static string? FaultOf(string? header, IReadOnlyList<string> before)
    {
        if (header is null || header.Length > MaxHeader || header.Split(':', 2) is not [var name, var value] || value.Trim().Length == 0)
        {
            return $"A header is a name, a colon and a value, at most {MaxHeader} characters. {SubscriptionTerms.Masked} keeps a value that the hub has, and no other.";
        }

        if (!HeaderNames.Contains(name, StringComparer.OrdinalIgnoreCase))
        {
            return $"The hub sends these headers only: {string.Join(", ", HeaderNames)}.";
        }

        return !value.All(character => character == ' ' || IsVisibleAscii(character)) ? "A header's value is visible ASCII."
            : before.Any(earlier => NamesEqual(earlier, header)) ? "Each header may be sent once."
            : null;
    }

    private static bool NamesEqual(string header, string other) =>
        string.Equals(SubscriptionTerms.HeaderName(header), SubscriptionTerms.HeaderName(other), StringComparison.OrdinalIgnoreCase);

    private static bool IsVisibleAscii(char character) => character is > ' ' and < '\x7f';
}
