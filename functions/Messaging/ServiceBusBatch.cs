using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace IntegrationHub.Functions.Messaging;

/// <summary>
/// The batch form of Service Bus's REST interface (Send Message Batch), with one message in it: the only form whose properties may hold more than ASCII.
/// </summary>
internal static class ServiceBusBatch
{
    /// <summary>Without parameters: the service knows no other spelling.</summary>
    public const string ContentType = "application/vnd.microsoft.servicebus.json";

    /// <summary>What the broker itself adds to a message, generously.</summary>
    private const int Reserve = 1024;

    private static readonly UTF8Encoding Strict = new(false, true);
    private static readonly JsonSerializerOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>What counts towards the broker's limit: the body and all properties.</summary>
    public static int SizeOf(BrokerMessage message) =>
        message.Body.Length + Reserve + BrokerProperties(message, MessageProperties.Of(message)).ToJsonString(Json).Length + UserProperties(message, MessageProperties.Of(message)).ToJsonString(Json).Length;

    public static byte[] Of(BrokerMessage message)
    {
        var properties = MessageProperties.Of(message);
        var entry = new JsonObject
        {
            ["Body"] = Text(message.Body),
            ["BrokerProperties"] = BrokerProperties(message, properties),
            ["UserProperties"] = UserProperties(message, properties),
        };
        if (entry["Body"] is null)
        {
            entry["Body"] = Convert.ToBase64String(message.Body.Span);
            entry["IsBodyBase64"] = true;
        }

        return JsonSerializer.SerializeToUtf8Bytes(new JsonArray(entry), Json);
    }

    private static JsonObject BrokerProperties(BrokerMessage message, MessageProperties properties)
    {
        var json = new JsonObject { ["MessageId"] = message.MessageId, ["ContentType"] = properties.ContentType };
        if (properties.Subject is { } subject)
        {
            json["Label"] = subject;
        }

        if (properties.CorrelationId is { } correlation)
        {
            json["CorrelationId"] = correlation;
        }

        return json;
    }

    private static JsonObject UserProperties(BrokerMessage message, MessageProperties properties)
    {
        var json = new JsonObject(properties.Named.Select(property => KeyValuePair.Create(property.Key, (JsonNode?)property.Value.DeepClone())));
        if (message.TraceParent is { } trace)
        {
            json["traceparent"] = trace;
        }

        return json;
    }

    /// <summary>Null for what is no UTF-8.</summary>
    private static string? Text(ReadOnlyMemory<byte> body)
    {
        try
        {
            return Strict.GetString(body.Span);
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }
}
