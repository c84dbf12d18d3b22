using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using IntegrationHub.Contracts.Events;
using IntegrationHub.Contracts.Problems;
using IntegrationHub.Domain.Cases;
using IntegrationHub.Domain.Identifiers;
using IntegrationHub.Domain.Notifications;
using IntegrationHub.Domain.Policies;

namespace IntegrationHub.Functions.Notifications;

/// <summary>A notification as read: right in itself, or every fault in it.</summary>
/// <param name="Notification">Null when there are faults.</param>
/// <param name="IsCloudEvent">False when it lacks what CloudEvents 1.0 requires of any event.</param>
/// <param name="Council">The council that the source names, when that much could be read.</param>
/// <param name="Key">Source and id, when both could be read.</param>
public sealed record NotificationRead(
    Notification? Notification, IReadOnlyList<Fault> Faults, bool IsCloudEvent, LocalAuthorityCode? Council, (string Source, string Id)? Key);

/// <summary>Reads the CloudEvents 1.0 envelope (structured JSON) of a notification and hands its data to <see cref="NotificationData"/>.</summary>
public static partial class NotificationReader
{
    private static readonly string[] CloudEventMembers = ["id", "source", "specversion", "type"];

    /// <param name="today">Today in England: nothing that has happened lies after it.</param>
    public static NotificationRead Read(JsonElement json, DateOnly today, PolicyBook policies)
    {
        var faults = new List<Fault>();
        if (json.ValueKind != JsonValueKind.Object)
        {
            return new NotificationRead(null, [new Fault("", FaultCodes.WrongType, "A CloudEvent is a JSON object.")], false, null, null);
        }

        var envelope = new ObjectReader(json, "", faults);
        if (envelope.RequiredText("specversion") is { } version && version != "1.0")
        {
            envelope.Fault("specversion", FaultCodes.SpecVersion, "Must be 1.0.");
        }

        var id = envelope.RequiredText("id", 255);
        var source = envelope.RequiredText("source", 255);
        var type = envelope.RequiredText("type", 255);
        var isCloudEvent = !faults.Exists(fault => CloudEventMembers.Any(name => fault.Pointer == $"/{name}"));
        var council = CouncilOf(envelope, source);
        var time = envelope.Instant("time");
        var subject = envelope.RequiredText("subject", 100);
        if (envelope.OptionalText("datacontenttype") is { } contentType && !contentType.StartsWith("application/json", StringComparison.OrdinalIgnoreCase))
        {
            envelope.Fault("datacontenttype", FaultCodes.ContentType, "Must be application/json.");
        }

        var facts = DataOf(envelope, type, today, care => council is { } la ? ProviderOf(la.Value, today, care, policies) : null);
        var key = id is not null && source is not null ? (source, id) : ((string, string)?)null;
        var notification = faults.Count == 0
            ? new Notification(source!, id!, type!, time!.Value, subject!, council!.Value.Value, HashOf(json), facts)
            : null;
        return new NotificationRead(notification, faults, isCloudEvent, council, key);
    }

    private static LocalAuthorityCode? CouncilOf(ObjectReader envelope, string? source)
    {
        if (source is not null && Source().Match(source) is { Success: true } match && LocalAuthorityCode.TryParse(match.Groups["la"].Value, out var council))
        {
            return council;
        }

        if (source is not null)
        {
            envelope.Fault("source", FaultCodes.SourceFormat, "Must be urn:uk:la:{council's three-digit code}:{system}.");
        }

        return null;
    }

    /// <summary>Who is asked when the notification names nobody: the first route for the placement's area, or else the council's own provider.</summary>
    internal static string? ProviderOf(string council, DateOnly today, CareDetails? care, PolicyBook policies)
    {
        var own = policies.ProviderOf(council, today);
        var routes = care?.BecameLookedAfterOn is { } dayZero ? policies.For(council, own ?? Policy.Any, dayZero).Routes : [];
        return routes.FirstOrDefault(route => route.PlacedIn == care?.Placement?.LocalAuthority)?.Provider ?? own;
    }

    private static IReadOnlyList<FactData> DataOf(ObjectReader envelope, string? type, DateOnly today, Func<CareDetails?, string?> defaultProvider)
    {
        if (type is not null && !NotificationTypes.All.Contains(type))
        {
            envelope.Fault("type", FaultCodes.UnknownEventType, $"Must be one of {string.Join(", ", NotificationTypes.All)}.");
            return [];
        }

        if (envelope.Object("data", required: true) is not { } data || type is null)
        {
            return [];
        }

        var facts = NotificationData.Read(type, data, today, defaultProvider);
        data.RefuseUnknownMembers();
        return facts;
    }

    /// <summary>SHA-256 over what the event says, whatever its white space and order of members.</summary>
    private static string HashOf(JsonElement json)
    {
        var canonical = new StringBuilder();
        foreach (var name in new[] { "type", "subject", "time", "data" })
        {
            AppendCanonical(canonical, json.GetProperty(name));
        }

        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(canonical.ToString())));
    }

    private static void AppendCanonical(StringBuilder text, JsonElement json)
    {
        switch (json.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (var member in json.EnumerateObject().OrderBy(member => member.Name, StringComparer.Ordinal))
                {
                    text.Append(JsonSerializer.Serialize(member.Name)).Append(':');
                    AppendCanonical(text, member.Value);
                }

                text.Append('}');
                break;
            case JsonValueKind.Array:
                foreach (var element in json.EnumerateArray())
                {
                    AppendCanonical(text, element);
                }

                text.Append(']');
                break;
            case JsonValueKind.String:
                text.Append(JsonSerializer.Serialize(json.GetString())).Append(',');
                break;
            default:
                text.Append(json.GetRawText()).Append(',');
                break;
        }
    }

    [GeneratedRegex(@"^urn:uk:la:(?<la>[0-9]{3}):[A-Za-z0-9][A-Za-z0-9._:-]{0,99}\z")]
    private static partial Regex Source();
}
