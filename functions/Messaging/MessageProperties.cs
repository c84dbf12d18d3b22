using System.Text.Json;
using System.Text.Json.Nodes;
using IntegrationHub.Contracts;

namespace IntegrationHub.Functions.Messaging;

/// <summary>
/// What stands on the outside of a message, where its broker has room for it: subscribers filter by it without reading the body. No names and no texts; on alerts
/// <c>role</c> (all of them, each between commas), <c>la</c>, <c>provider</c>, <c>level</c>; on events <c>type</c>, <c>la</c>, <c>provider</c>.
/// </summary>
/// <param name="ContentType">Media type of the body.</param>
/// <param name="Subject">Type of an event; <c>raised</c> or <c>resolved</c> of an alert; null when there is none.</param>
/// <param name="CorrelationId">The case; null when the message names none.</param>
/// <param name="Named">Names and values, strings and whole numbers.</param>
internal sealed record MessageProperties(string ContentType, string? Subject, string? CorrelationId, IReadOnlyDictionary<string, JsonNode> Named)
{
    private static readonly Dictionary<string, JsonNode> None = [];

    public static MessageProperties Of(BrokerMessage message)
    {
        var read = message.Queue switch
        {
            Queues.Escalations => OfAlert(message.Body),
            Queues.AssessmentReturns => new MessageProperties("application/fhir+json", null, null, None),
            _ => OfEvent(message.Body),
        };
        return message.ContentType is { } contentType ? read with { ContentType = contentType } : read;
    }

    private static MessageProperties OfAlert(ReadOnlyMemory<byte> body) => WaitingNotices.Read(body.Span) is { } alert
        ? new MessageProperties("application/json", alert.State, alert.CaseId, Given(
            ("role", $",{string.Join(',', alert.Recipients.Select(recipient => recipient.Role).Distinct())},"), ("la", alert.La), ("provider", alert.Provider), ("level", alert.Level)))
        : new MessageProperties("application/json", null, null, None);

    private static MessageProperties OfEvent(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            var type = Text(document.RootElement, "type");
            var data = document.RootElement.ValueKind == JsonValueKind.Object && document.RootElement.TryGetProperty("data", out var member) ? member : default;
            return new MessageProperties(
                "application/cloudevents+json", type, Text(data, "caseId"), Given(("type", type), ("la", Text(data, "localAuthority")), ("provider", Text(data, "healthProvider"))));
        }
        catch (JsonException)
        {
            return new MessageProperties("application/octet-stream", null, null, None);
        }
    }

    private static Dictionary<string, JsonNode> Given(params (string Name, JsonNode? Value)[] properties) =>
        properties.Where(property => property.Value is not null).ToDictionary(property => property.Name, property => property.Value!);

    private static string? Text(JsonElement json, string name) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 and <= 128 } text ? text : null;
}
