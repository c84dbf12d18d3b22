using System.Text.Json;
using System.Text.Json.Nodes;

namespace IntegrationHub.Tools.Hub.Fuzz;

/// <summary>Says what is wrong with an answer, whatever was asked.</summary>
internal static class FuzzJudge
{
    /// <summary>HL7's value set of severities and, of issue types, those that the hub may use.</summary>
    private static readonly string[] Severities = ["fatal", "error", "warning", "information"];

    /// <summary>Why a queue trigger lets the broker deliver a message again, storage being there: it waits for a case, or for another delivery of itself.</summary>
    private static readonly string[] GoodReasonsToRetry = ["child-not-known", "notification-in-progress"];

    /// <summary>The storage emulator can't read an append blob to which others append at that moment, which Azure Storage can.</summary>
    private const string Audit = "hub/operations/audit";

    /// <param name="bound">Within which every answer has to come.</param>
    /// <returns>Null when nothing is wrong.</returns>
    public static string? Fault(FuzzInput input, FuzzAnswer answer, TimeSpan bound)
    {
        if (answer.Failure is not null)
            return $"no answer ({answer.Failure})";
        if (answer.Took > bound)
            return $"took {answer.Took.TotalSeconds:0.0} s";
        var isHub = input.Path.StartsWith("hub", StringComparison.OrdinalIgnoreCase);
        if (answer.Status == 503 && input.Path.StartsWith(Audit, StringComparison.OrdinalIgnoreCase) && answer.Body.Contains("storage-unavailable", StringComparison.Ordinal))
            return null;
        if (answer.Status >= 500)
            return !isHub && ReasonOf(answer.Body) is { } reason && GoodReasonsToRetry.Contains(reason) ? null : $"{answer.Status} {answer.Body}";
        return answer.Status < 400 || !isHub ? null : Refusal(input, answer);
    }

    private static string? Refusal(FuzzInput input, FuzzAnswer answer)
    {
        // The server itself refuses what isn't HTTP, before there is a request to speak of.
        if (answer.Body.Length == 0 && answer.Status is 400 or 414 or 417 or 431)
            return null;
        var isFhir = input.Path.StartsWith("hub/fhir", StringComparison.OrdinalIgnoreCase);
        JsonNode? body;
        try
        {
            body = JsonNode.Parse(answer.Body);
        }
        catch (JsonException)
        {
            return $"{answer.Status} with a body that isn't JSON: {answer.Body}";
        }
        return isFhir ? Outcome(answer, body) : Problem(answer, body);
    }

    private static string? Problem(FuzzAnswer answer, JsonNode? body) =>
        answer.MediaType == "application/problem+json" && (int?)body?["status"] == answer.Status && body["code"] is JsonValue && body["title"] is JsonValue
            && body["detail"] is JsonValue && body["correlationId"] is JsonValue && body["errors"] is JsonArray
            ? null
            : $"{answer.Status} is no problem+json: {answer.MediaType} {answer.Body}";

    private static string? Outcome(FuzzAnswer answer, JsonNode? body) =>
        answer.MediaType is "application/fhir+json" or "application/json" && (string?)body?["resourceType"] == "OperationOutcome" && body["issue"] is JsonArray { Count: > 0 } issues
            && issues.All(issue => Severities.Contains((string?)issue?["severity"]) && issue?["code"] is JsonValue)
            ? null
            : $"{answer.Status} is no OperationOutcome: {answer.MediaType} {answer.Body}";

    private static string? ReasonOf(string body)
    {
        try
        {
            return (string?)JsonNode.Parse(body)?["Logs"]?[0];
        }
        catch (Exception notOurs) when (notOurs is JsonException or InvalidOperationException or FormatException)
        {
            return null;
        }
    }
}
