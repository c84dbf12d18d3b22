using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace IntegrationHub.Functions.Tests.Kit;

/// <summary>The envelope of the host's <c>serviceBusTrigger</c> with <c>dataType: binary</c> and <c>cardinality: one</c>, with all that its extension puts in.</summary>
public static class BusEnvelope
{
    public static string Of(string function, byte[] body, string messageId, int deliveryCount = 1, JsonObject? properties = null)
    {
        var lockToken = Guid.CreateVersion7().ToString();
        return new JsonObject
        {
            ["Data"] = new JsonObject { ["message"] = Convert.ToBase64String(body) },
            ["Metadata"] = new JsonObject
            {
                ["MessageReceiver"] = new JsonObject(),
                ["MessageSession"] = new JsonObject(),
                ["MessageActions"] = new JsonObject(),
                ["SessionActions"] = new JsonObject(),
                ["ReceiveActions"] = new JsonObject(),
                ["Client"] = new JsonObject { ["FullyQualifiedNamespace"] = "namespace", ["IsClosed"] = false, ["TransportType"] = 0, ["Identifier"] = "namespace-0001" },
                ["DeliveryCount"] = deliveryCount.ToString(CultureInfo.InvariantCulture),
                ["LockToken"] = Quoted(lockToken),
                ["ExpiresAtUtc"] = "2026-11-16T09:00:00",
                ["ExpiresAt"] = "2026-11-16T09:00:00+00:00",
                ["EnqueuedTimeUtc"] = "2026-11-02T09:00:00",
                ["EnqueuedTime"] = "2026-11-02T09:00:00+00:00",
                ["MessageId"] = Quoted(messageId),
                ["ContentType"] = Quoted("application/cloudevents+json"),
                ["SequenceNumber"] = "1",
                ["ApplicationProperties"] = properties?.DeepClone() ?? new JsonObject(),
                ["UserProperties"] = properties?.DeepClone() ?? new JsonObject(),
                ["sys"] = new JsonObject { ["MethodName"] = function, ["UtcNow"] = "2026-11-02T09:00:00.640002Z", ["RandGuid"] = lockToken },
            },
        }.ToJsonString();
    }

    private static string Quoted(string text) => JsonSerializer.Serialize(text);
}
