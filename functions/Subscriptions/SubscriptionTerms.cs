using IntegrationHub.Contracts.Fhir;

namespace IntegrationHub.Functions.Subscriptions;

/// <summary>What a notification carries.</summary>
internal enum NotificationContent
{
    /// <summary>No body at all: the channel has no payload.</summary>
    Nothing,

    /// <summary>A Bundle that says how many resources, not which.</summary>
    Empty,

    /// <summary>A Bundle that names the resources.</summary>
    IdOnly,
}

/// <summary>The extensions and values by which a Subscription says what it wants beyond plain R4.</summary>
internal static class SubscriptionTerms
{
    /// <summary>The hub's own, on <c>channel</c>: the secret that signs notifications. It is never given back.</summary>
    public const string SecretExtension = "https://fhir.integrationhub.example/StructureDefinition/subscription-secret";

    /// <summary>On <c>channel.payload</c>, from HL7's Subscriptions R5 Backport 1.1.</summary>
    public const string PayloadContentExtension = Backport + "backport-payload-content";

    /// <summary>Profile of a notification Bundle, from the same.</summary>
    public const string NotificationProfile = Backport + "backport-subscription-notification-r4";

    /// <summary>Profile of the Parameters in it, from the same.</summary>
    public const string StatusProfile = Backport + "backport-subscription-status-r4";

    /// <summary>The only media type of a payload.</summary>
    public const string PayloadType = "application/fhir+json";

    /// <summary>What stands for a header's value in an answer; sent back, it keeps the value.</summary>
    public const string Masked = "********";

    private const string Backport = "http://hl7.org/fhir/uv/subscriptions-backport/StructureDefinition/";

    /// <summary>The codes on <c>payload</c>.</summary>
    public static IEnumerable<string?> PayloadContents(Subscription.ChannelComponent channel) =>
        (channel.PayloadExtension?.Extension ?? []).Where(extension => extension.Url == PayloadContentExtension).Select(extension => extension.ValueCode);

    /// <summary>What an accepted Subscription wants.</summary>
    public static NotificationContent ContentOf(Subscription.ChannelComponent channel) => channel.Payload is null
        ? NotificationContent.Nothing
        : PayloadContents(channel).Contains("id-only") ? NotificationContent.IdOnly : NotificationContent.Empty;

    /// <summary>The name in front of a header's colon.</summary>
    public static string HeaderName(string header) => header.Split(':', 2)[0].Trim();

    /// <summary>A header with its value left out.</summary>
    public static string Mask(string header) => $"{HeaderName(header)}: {Masked}";
}
