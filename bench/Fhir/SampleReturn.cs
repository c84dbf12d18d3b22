using System.Text.Json;
using System.Text.Json.Nodes;

namespace IntegrationHub.Bench.Fhir;

/// <summary>A return about an invented child: two documents whose content is elsewhere, a care plan, and who assessed.</summary>
internal static class SampleReturn
{
    private const string Case = "825-xoft6t7wipqcakz7w4ar2uawst";
    private const string Plan = "urn:uuid:0c3151bd-1cbf-4d64-b04d-cd9187a4c6e3";
    private const string Doctor = "urn:uuid:0c3151bd-1cbf-4d64-b04d-cd9187a4c6e4";

    private static readonly string[] PlannedActions =
        ["Book a dental check", "Complete the immunisations", "Test of hearing", "Test of sight", "Sleep routine with the carer", "Review in six months"];

    public static byte[] Utf8() => JsonSerializer.SerializeToUtf8Bytes(new JsonObject
    {
        ["resourceType"] = "Bundle",
        ["type"] = "transaction",
        ["entry"] = new JsonArray(
            Entry("urn:uuid:0c3151bd-1cbf-4d64-b04d-cd9187a4c6e1", Document("iha-summary", "Summary of the initial health assessment")),
            Entry("urn:uuid:0c3151bd-1cbf-4d64-b04d-cd9187a4c6e2", Document("health-care-plan", "Health care plan")),
            Entry(Plan, CarePlan()),
            Entry(Doctor, Practitioner())),
    });

    private static JsonObject Entry(string fullUrl, JsonObject resource) => new()
    {
        ["fullUrl"] = fullUrl,
        ["resource"] = resource,
        ["request"] = new JsonObject { ["method"] = "POST", ["url"] = resource["resourceType"]!.GetValue<string>() },
    };

    private static JsonObject Document(string kind, string title)
    {
        var author = Practitioner();
        author["id"] = "author";
        return new JsonObject
        {
            ["resourceType"] = "DocumentReference",
            ["contained"] = new JsonArray(author),
            ["identifier"] = new JsonArray(Identifier("https://health.example.org/Id/document", kind + "-4711")),
            ["status"] = "current",
            ["docStatus"] = "final",
            ["type"] = Concept("https://fhir.integrationhub.example/CodeSystem/document-kind", kind, title),
            ["subject"] = Reference($"Patient/{Case}"),
            ["date"] = "2026-11-20T15:30:00.000+00:00",
            ["author"] = new JsonArray(Reference("#author")),
            ["description"] = title,
            ["content"] = new JsonArray(new JsonObject
            {
                ["attachment"] = new JsonObject
                {
                    ["contentType"] = "application/pdf",
                    ["url"] = "https://health.example.org/fhir/Binary/4711",
                    ["size"] = 184320,
                    ["hash"] = "2jmj7l5rSw0yVb/vlWAYkK/YBwk=",
                    ["title"] = $"{kind}.pdf",
                    ["creation"] = "2026-11-20",
                },
            }),
            ["context"] = new JsonObject
            {
                ["period"] = new JsonObject { ["start"] = "2026-11-18T10:00:00Z", ["end"] = "2026-11-18T10:50:00Z" },
                ["related"] = new JsonArray(Reference($"ServiceRequest/{Case}")),
            },
        };
    }

    private static JsonObject CarePlan() => new()
    {
        ["resourceType"] = "CarePlan",
        ["status"] = "active",
        ["intent"] = "plan",
        ["title"] = "Health care plan",
        ["subject"] = Reference($"Patient/{Case}"),
        ["period"] = new JsonObject { ["start"] = "2026-11-18", ["end"] = "2027-05-18" },
        ["created"] = "2026-11-20",
        ["author"] = Reference(Doctor),
        ["activity"] = new JsonArray([.. Activities()]),
    };

    private static IEnumerable<JsonObject> Activities() => PlannedActions.Select(text => new JsonObject
    {
        ["detail"] = new JsonObject
        {
            ["code"] = new JsonObject { ["text"] = text },
            ["status"] = "not-started",
            ["scheduledPeriod"] = new JsonObject { ["start"] = "2026-12-01", ["end"] = "2027-02-28" },
            ["description"] = text + ", arranged by the health team with the carer",
        },
    });

    private static JsonObject Practitioner() => new()
    {
        ["resourceType"] = "Practitioner",
        ["identifier"] = new JsonArray(Identifier("https://fhir.hl7.org.uk/Id/gmc-number", "1234567")),
        ["active"] = true,
        ["name"] = new JsonArray(new JsonObject { ["use"] = "official", ["family"] = "Example", ["given"] = new JsonArray("Alex"), ["prefix"] = new JsonArray("Dr") }),
        ["telecom"] = new JsonArray(new JsonObject { ["system"] = "email", ["value"] = "alex.example@health.example.org", ["use"] = "work" }),
    };

    private static JsonObject Identifier(string system, string value) => new() { ["system"] = system, ["value"] = value };

    private static JsonObject Reference(string to) => new() { ["reference"] = to };

    private static JsonObject Concept(string system, string code, string display) =>
        new() { ["coding"] = new JsonArray(new JsonObject { ["system"] = system, ["code"] = code, ["display"] = display }), ["text"] = display };
}
