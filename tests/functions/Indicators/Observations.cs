using System.Text.Json.Nodes;

namespace IntegrationHub.Functions.Tests.Indicators;

/// <summary>Health indicators as a health team would send them, in FHIR.</summary>
internal static class Observations
{
    private const string Hub = "https://fhir.integrationhub.example/CodeSystem/";

    public static JsonObject Flag(string caseId, string indicator, bool value, string on = "2026-11-01") =>
        Of(caseId, indicator, on, "valueBoolean", JsonValue.Create(value));

    public static JsonObject Score(string caseId, int score, string on = "2026-11-01") => Of(caseId, "sdq", on, "valueInteger", JsonValue.Create(score));

    public static JsonObject Reason(string caseId, string reason, string on = "2026-11-01") =>
        Of(caseId, "sdq", on, "valueCodeableConcept", Concept("ssda903-sdq-reason", reason));

    public static JsonObject Of(string caseId, string indicator, string on, string member, JsonNode value) => new()
    {
        ["resourceType"] = "Observation",
        ["basedOn"] = new JsonArray(new JsonObject { ["reference"] = $"ServiceRequest/{caseId}" }),
        ["status"] = "final",
        ["code"] = Concept("health-indicator", indicator),
        ["subject"] = new JsonObject { ["reference"] = $"Patient/{caseId}" },
        ["effectiveDateTime"] = on,
        [member] = value,
    };

    public static JsonObject Concept(string system, string code) => new()
    {
        ["coding"] = new JsonArray(new JsonObject { ["system"] = Hub + system, ["code"] = code }),
    };

    /// <summary>The same member by member, under another value.</summary>
    public static JsonObject With(this JsonObject observation, string member, JsonNode? value)
    {
        var changed = observation.DeepClone().AsObject();
        changed[member] = value;
        return changed;
    }
}
