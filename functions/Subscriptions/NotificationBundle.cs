using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using IntegrationHub.Contracts.Fhir;
using IntegrationHub.Functions.Referrals;
using IntegrationHub.Functions.Referrals.Rendering;

namespace IntegrationHub.Functions.Subscriptions;

/// <summary>
/// The body of a notification, after HL7's Subscriptions R5 Backport 1.1 for R4: a Bundle of type history that begins with the
/// subscription's status as Parameters and names resources without holding them.
/// </summary>
internal static class NotificationBundle
{
    /// <param name="events">Events since the subscription's start, those of this notification included.</param>
    /// <param name="type">Resource type of what is named.</param>
    /// <param name="named">What it names; none in a handshake or when the content is empty.</param>
    /// <param name="at">Business time of the notification, the same for every attempt.</param>
    public static byte[] Of(
        SubscriptionDocument subscription, string webhookId, bool isHandshake, long events, string type, IReadOnlyList<WaitingFocus> named, DateTimeOffset at, string publicUrl)
    {
        var status = new Parameters
        {
            Meta = new Meta { Profile = [SubscriptionTerms.StatusProfile] },
            Parameter =
            [
                new() { Name = "subscription", ValueReference = new ResourceReference { Reference = $"{publicUrl}/hub/fhir/Subscription/{subscription.Id}" } },
                new() { Name = "status", ValueCode = subscription.Standing.Status },
                new() { Name = "type", ValueCode = isHandshake ? "handshake" : "event-notification" },
                new() { Name = "events-since-subscription-start", ValueString = Number(events) },
                .. named.Select((focus, i) => Event(focus, type, events - named.Count + i + 1, publicUrl)),
            ],
        };
        return FhirJson.SerializeToUtf8Bytes(new Bundle
        {
            Meta = new Meta { Profile = [SubscriptionTerms.NotificationProfile] },
            Type = "history",
            Timestamp = Fhir.Instant(at),
            Entry = [StatusEntry(status, subscription.Id, webhookId), .. named.Select(focus => FocusEntry(focus, type, publicUrl))],
        });
    }

    private static Parameters.ParameterComponent Event(WaitingFocus focus, string type, long number, string publicUrl) => new()
    {
        Name = "notification-event",
        Part =
        [
            new() { Name = "event-number", ValueString = Number(number) },
            new() { Name = "timestamp", ValueInstant = Fhir.Instant(focus.LastUpdated) },
            new() { Name = "focus", ValueReference = new ResourceReference { Reference = $"{publicUrl}/hub/fhir/{type}/{focus.Id}" } },
        ],
    };

    private static Bundle.EntryComponent StatusEntry(Parameters status, string id, string webhookId) => new()
    {
        FullUrl = $"urn:uuid:{UuidOf(webhookId)}",
        Resource = status,
        Request = new Bundle.RequestComponent { Method = "GET", Url = $"Subscription/{id}/$status" },
        Response = new Bundle.ResponseComponent { Status = "200" },
    };

    private static Bundle.EntryComponent FocusEntry(WaitingFocus focus, string type, string publicUrl) => new()
    {
        FullUrl = $"{publicUrl}/hub/fhir/{type}/{focus.Id}",
        Request = new Bundle.RequestComponent { Method = "PUT", Url = $"{type}/{focus.Id}" },
        Response = new Bundle.ResponseComponent
        {
            Status = "200",
            Etag = WeakETag.Of(Number(focus.Version)),
            LastModified = Fhir.Instant(focus.LastUpdated),
        },
    };

    /// <summary>A name-based UUID (RFC 9562, version 8), so that a repeat has the same.</summary>
    private static string UuidOf(string name)
    {
        var bytes = SHA256.HashData(Encoding.UTF8.GetBytes(name))[..16];
        bytes[6] = (byte)((bytes[6] & 0x0f) | 0x80);
        bytes[8] = (byte)((bytes[8] & 0x3f) | 0x80);
        return new Guid(bytes, bigEndian: true).ToString();
    }

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);
}
