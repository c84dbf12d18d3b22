using System.Globalization;
using System.Text;
using System.Text.Json;

namespace IntegrationHub.Functions.Hosting;

/// <summary>
/// The envelope in which the Functions host posts a trigger: <c>Data</c> with the binding's value, <c>Metadata</c> around it. It is read
/// tolerantly, because the host wraps values differently by type: binary as base64, text as a JSON string inside a JSON
/// string, numbers as text.
/// </summary>
/// <param name="InsertedAt">When the broker took the message in, by its own clock; null when it doesn't say.</param>
public sealed record TriggerEnvelope(ReadOnlyMemory<byte> Body, string MessageId, int DeliveryCount, DateTimeOffset? InsertedAt)
{
    private static readonly string[] DeliveryCounts = ["DeliveryCount", "DequeueCount"];
    private static readonly string[] MessageIds = ["MessageId", "Id"];
    private static readonly string[] InsertionTimes = ["EnqueuedTimeUtc", "InsertionTime"];

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

        var metadata = Member(envelope, "Metadata");
        var count = Text(metadata, DeliveryCounts);
        return new TriggerEnvelope(
            BodyOf(value.Value),
            Text(metadata, MessageIds) ?? "",
            int.TryParse(count, NumberStyles.None, CultureInfo.InvariantCulture, out var deliveries) ? deliveries : 1,
            DateTimeOffset.TryParse(Text(metadata, InsertionTimes), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var inserted) ? inserted : null);
    }

    private static ReadOnlyMemory<byte> BodyOf(JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.String)
        {
            return Encoding.UTF8.GetBytes(value.GetRawText());
        }

        var text = Unquoted(value.GetString()!);
        var start = text.AsSpan().TrimStart();
        var isJson = start.Length > 0 && start[0] is '{' or '[';
        var bytes = new byte[text.Length];
        return !isJson && Convert.TryFromBase64String(text, bytes, out var length) ? bytes.AsMemory(0, length) : Encoding.UTF8.GetBytes(text);
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

    private static string? Text(JsonElement? metadata, string[] names)
    {
        foreach (var name in names)
        {
            if (metadata is { ValueKind: JsonValueKind.Object } && Member(metadata.Value, name) is { } member)
            {
                return member.ValueKind == JsonValueKind.String ? Unquoted(member.GetString()!) : member.GetRawText();
            }
        }

        return null;
    }

    private static JsonElement? Member(JsonElement json, string name)
    {
        if (json.ValueKind != JsonValueKind.Object)
        {
            return null;
        }

        foreach (var member in json.EnumerateObject())
        {
            if (member.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
            {
                return member.Value;
            }
        }

        return null;
    }
}
