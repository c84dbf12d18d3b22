using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;

namespace IntegrationHub.Functions.Tests.Kit;

/// <summary>What a request to Service Bus has to look like, from the words of its documentation (Send Message Batch, Message headers and properties).</summary>
internal static partial class BusRules
{
    /// <summary>Broker properties that a sender may set. Service Bus passes over others in silence; here they are faults.</summary>
    private static readonly string[] BrokerProperties =
        ["ContentType", "CorrelationId", "ForcePersistence", "Label", "MessageId", "PartitionKey", "ReplyTo", "ReplyToSessionId", "ScheduledEnqueueTimeUtc", "SessionId", "TimeToLiveTimeSpan", "To"];

    /// <summary>Custom headers don't reach the messages of a batch: one that is sent is one that somebody relied on. <c>traceparent</c> is the request's own.</summary>
    private static readonly string[] Headers = ["Host", "Authorization", "Content-Type", "Content-Length", "traceparent", "tracestate"];

    public static IEnumerable<string> Check(HttpRequest request, byte[] body, string token)
    {
        if (request.Method != "POST" || request.QueryString.HasValue)
        {
            yield return $"{request.Method} {request.QueryString}";
        }

        foreach (var header in request.Headers.Keys.Except(Headers, StringComparer.OrdinalIgnoreCase))
        {
            yield return $"header {header}";
        }

        if (request.Headers.Authorization != $"Bearer {token}")
        {
            yield return "token";
        }

        if (request.ContentType != "application/vnd.microsoft.servicebus.json")
        {
            yield return $"content type {request.ContentType}";
        }

        foreach (var fault in CheckBatch(body))
        {
            yield return fault;
        }
    }

    public static BusMessage Read(string queue, JsonObject entry)
    {
        var text = (string)entry["Body"]!;
        return new BusMessage(
            queue, (bool?)entry["IsBodyBase64"] == true ? Convert.FromBase64String(text) : System.Text.Encoding.UTF8.GetBytes(text),
            (JsonObject)(entry["BrokerProperties"]?.DeepClone() ?? new JsonObject()), (JsonObject)(entry["UserProperties"]?.DeepClone() ?? new JsonObject()));
    }

    private static List<string> CheckBatch(byte[] body)
    {
        JsonNode? batch;
        try
        {
            batch = JsonNode.Parse(body);
        }
        catch (JsonException)
        {
            return ["body is no JSON"];
        }

        return batch is JsonArray { Count: > 0 } messages ? [.. messages.SelectMany(CheckMessage)] : ["body is no array of messages"];
    }

    private static IEnumerable<string> CheckMessage(JsonNode? node)
    {
        if (node is not JsonObject message)
        {
            return ["a message is no object"];
        }

        return
        [
            .. message.Select(member => member.Key).Except(["Body", "IsBodyBase64", "BrokerProperties", "UserProperties"]).Select(name => $"member {name}"),
            .. message["Body"]?.GetValueKind() == JsonValueKind.String ? Array.Empty<string>() : ["Body is no string"],
            .. message["BrokerProperties"] is JsonObject broker ? CheckBroker(broker) : ["no BrokerProperties"],
            .. message["UserProperties"] is JsonObject user ? user.SelectMany(CheckUser) : ["no UserProperties"],
        ];
    }

    private static IEnumerable<string> CheckBroker(JsonObject properties) =>
    [
        .. properties.Select(property => property.Key).Except(BrokerProperties).Select(name => $"broker property {name}"),
        .. properties.Where(property => property.Value?.GetValueKind() != JsonValueKind.String).Select(property => $"{property.Key} is no string"),
        .. (string?)properties["MessageId"] is { Length: > 0 and <= 128 } ? Array.Empty<string>() : ["MessageId"],
    ];

    private static IEnumerable<string> CheckUser(KeyValuePair<string, JsonNode?> property)
    {
        if (property.Value?.GetValueKind() is not (JsonValueKind.String or JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False))
        {
            yield return $"{property.Key} is neither string, number nor boolean";
        }

        if (property.Key == "traceparent" && !TraceParent().IsMatch((string)property.Value!))
        {
            yield return "traceparent is malformed";
        }
    }

    [GeneratedRegex("^00-[0-9a-f]{32}-[0-9a-f]{16}-0[01]$")]
    private static partial Regex TraceParent();
}
