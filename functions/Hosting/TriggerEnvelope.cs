using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace IntegrationHub.Functions.Hosting;

/// <summary>
/// The envelope in which the Functions host posts a trigger: <c>Data</c> with the binding's value, <c>Metadata</c> around it. It is read
/// tolerantly, because the host wraps values differently by type: binary as base64, text as a JSON string inside a JSON
/// string, numbers as text. Of a message that came as text the host copies the members of its JSON into the metadata, over the real ones: what the message
/// itself names is not believed.
/// </summary>
/// <param name="InsertedAt">When the broker took the message in, by its own clock; null when it doesn't say.</param>
public sealed record TriggerEnvelope(ReadOnlyMemory<byte> Body, string MessageId, int DeliveryCount, DateTimeOffset? InsertedAt)
{
    private const string TraceParentName = "traceparent";
    private const int MostTracedBytes = 256 * 1024;
    private static readonly string[] DeliveryCounts = ["DeliveryCount", "DequeueCount"];
    private static readonly string[] MessageIds = ["MessageId", "Id"];
    private static readonly string[] InsertionTimes = ["EnqueuedTimeUtc", "InsertionTime"];

    /// <summary>W3C trace context of what called for the message: its property of that name, else the member of its JSON; null when it has none that is well-formed.</summary>
    public string? TraceParent { get; init; }

    /// <summary>Reads an envelope; null when it is none, or isn't JSON.</summary>
    public static TriggerEnvelope? Parse(string raw)
    {
        try
        {
            using var document = JsonDocument.Parse(raw);
            return Read(document.RootElement);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Reads an envelope; null when it is none.</summary>
    public static TriggerEnvelope? Read(JsonElement envelope)
    {
        if (Member(envelope, "Data") is not { ValueKind: JsonValueKind.Object } data || data.EnumerateObject().FirstOrDefault() is not { Value.ValueKind: not JsonValueKind.Undefined } value)
        {
            return null;
        }

        var (body, isText) = BodyOf(value.Value);
        var metadata = isText ? NotNamedIn(body, Member(envelope, "Metadata")) : Members(Member(envelope, "Metadata"));
        var count = Text(metadata, DeliveryCounts);
        return new TriggerEnvelope(
            body,
            Text(metadata, MessageIds) ?? "",
            int.TryParse(count, NumberStyles.None, CultureInfo.InvariantCulture, out var deliveries) ? deliveries : 1,
            DateTimeOffset.TryParse(Text(metadata, InsertionTimes), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var inserted) ? inserted : null)
        {
            TraceParent = WellFormed(TextOf(metadata.GetValueOrDefault("ApplicationProperties"), TraceParentName)) ?? WellFormed(TraceParentIn(body)),
        };
    }

    private static string? WellFormed(string? traceParent) => ActivityContext.TryParse(traceParent, null, out _) ? traceParent : null;

    private static string? TraceParentIn(ReadOnlyMemory<byte> body)
    {
        // Bundles are long, and have no such member.
        if (body.Length > MostTracedBytes || body.Span.IndexOf("\"traceparent\""u8) < 0)
        {
            return null;
        }

        try
        {
            using var message = JsonDocument.Parse(body);
            return TextOf(message.RootElement, TraceParentName);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string? TextOf(JsonElement json, string name) => Readable(() =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null);

    /// <summary>JSON may escape half a character (<c>\ud800</c>), which is no text: null for that.</summary>
    private static string? Readable(Func<string?> read)
    {
        try
        {
            return read();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>The message, and whether it came as text rather than as bytes.</summary>
    private static (ReadOnlyMemory<byte> Body, bool IsText) BodyOf(JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.String || Readable(value.GetString) is not { } whole)
        {
            return (Encoding.UTF8.GetBytes(value.GetRawText()), true);
        }

        var text = Unquoted(whole);
        var start = text.AsSpan().TrimStart();
        var isJson = start.Length > 0 && start[0] is '{' or '[';
        var bytes = new byte[text.Length];
        return !isJson && Convert.TryFromBase64String(text, bytes, out var length) ? (bytes.AsMemory(0, length), false) : (Encoding.UTF8.GetBytes(text), true);
    }

    private static Dictionary<string, JsonElement> Members(JsonElement? metadata)
    {
        var members = new Dictionary<string, JsonElement>(StringComparer.OrdinalIgnoreCase);
        if (metadata is { ValueKind: JsonValueKind.Object } json)
        {
            foreach (var member in json.EnumerateObject())
            {
                if (Readable(() => member.Name) is { } name)
                {
                    members.TryAdd(name, member.Value);
                }
            }
        }

        return members;
    }

    /// <summary>The metadata that can't come from the message. The host reads JSON more tolerantly than the hub: of what the hub can't read, nothing is believed.</summary>
    private static Dictionary<string, JsonElement> NotNamedIn(ReadOnlyMemory<byte> body, JsonElement? metadata)
    {
        var members = Members(metadata);
        try
        {
            using var message = JsonDocument.Parse(body);
            foreach (var name in message.RootElement.ValueKind == JsonValueKind.Object ? message.RootElement.EnumerateObject().Select(member => member.Name) : [])
            {
                members.Remove(name);
            }
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException)
        {
            members.Clear();
        }

        return members;
    }

    /// <summary>A text that is itself a JSON string is unwrapped, twice at most.</summary>
    private static string Unquoted(string text)
    {
        for (var level = 0; level < 2 && text.Length > 1 && text[0] == '"' && text[^1] == '"'; level++)
        {
            try
            {
                text = JsonSerializer.Deserialize<string>(text) ?? "";
            }
            catch (JsonException)
            {
                return text;
            }
        }

        return text;
    }

    private static string? Text(Dictionary<string, JsonElement> metadata, string[] names) =>
        names.Where(metadata.ContainsKey).Select(name => metadata[name]).Select(value => value.ValueKind != JsonValueKind.String ? value.GetRawText() : Readable(value.GetString) is { } text ? Unquoted(text) : null)
            .FirstOrDefault();

    private static JsonElement? Member(JsonElement json, string name)
    {
        if (json.ValueKind != JsonValueKind.Object)
        {
            return null;
        }

        foreach (var member in json.EnumerateObject())
        {
            if (Readable(() => member.Name)?.Equals(name, StringComparison.OrdinalIgnoreCase) == true)
            {
                return member.Value;
            }
        }

        return null;
    }
}
