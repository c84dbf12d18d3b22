using System.Text.Json.Nodes;
using IntegrationHub.LocalStack;
using IntegrationHub.Tools.Hub.Demo;
using IntegrationHub.Tools.Hub.Local;

namespace IntegrationHub.Tools.Hub.Fuzz;

/// <summary>The valid things that inputs are made of. Nothing in it depends on the moment: the same seed gives the same inputs.</summary>
/// <param name="CaseId">Of a case that is there.</param>
/// <param name="SearchParameters">By resource type, names as the CapabilityStatement says them.</param>
internal sealed record FuzzCorpus(string CaseId, IReadOnlyList<(string Type, IReadOnlyList<string> Names)> SearchParameters)
{
    /// <summary>The child whose case is there.</summary>
    public const string Subject = "FUZZ-1";

    /// <summary>Another, that leaves care and its provider.</summary>
    public const string Moved = "FUZZ-2";

    /// <summary>Under what prefix a hub that is fuzzed allows endpoints of subscriptions: nobody listens there.</summary>
    public const string Endpoints = "http://127.0.0.1:9/";

    public static readonly DateTimeOffset Now = new(2026, 11, 16, 10, 0, 0, TimeSpan.Zero);
    private static readonly DateOnly Today = Json.DateOf(Now);

    public IReadOnlyList<JsonNode> Notifications { get; } = [.. NotificationsOf()];

    /// <summary>HL7's own kind of example of every type, as they stand among the tests.</summary>
    public IReadOnlyList<JsonNode> Resources { get; } = [.. Directory.GetFiles(Repository.PathOf("tests", "contracts", "Fhir", "Examples"), "*.json")
        .Order(StringComparer.Ordinal).Select(file => JsonNode.Parse(File.ReadAllText(file))!)];

    public JsonNode Task => new JsonObject
    {
        ["resourceType"] = "Task",
        ["id"] = CaseId,
        ["status"] = "received",
        ["intent"] = "order",
        ["focus"] = Messages.Reference($"ServiceRequest/{CaseId}"),
        ["for"] = Messages.Reference($"Patient/{CaseId}"),
        ["owner"] = Messages.Reference("Organization/RXQ"),
        ["statusReason"] = new JsonObject { ["text"] = "An invented reason" },
        ["note"] = new JsonArray(new JsonObject { ["text"] = "An invented note" }),
    };

    public JsonNode Appointment => Messages.Appointment(CaseId, "booked", Now.AddDays(3));

    public JsonNode Document => Messages.Document(CaseId, CaseId, "iha-summary", "An invented line", Now.AddHours(-1));

    /// <summary>A transaction; its fullUrls are fixed.</summary>
    public JsonNode Bundle => Fixed(Messages.AssessmentReturn(CaseId, Subject, Now));

    public JsonNode Batch => new JsonObject
    {
        ["resourceType"] = "Bundle",
        ["type"] = "batch",
        ["entry"] = new JsonArray(
            Entry("GET", $"Task/{CaseId}", null), Entry("GET", $"Task?_id={CaseId}&_include=Task:patient", null), Entry("POST", "Appointment", Appointment),
            Entry("PUT", $"Task/{CaseId}", Task), Entry("GET", $"Binary/{CaseId}.x", null)),
    };

    public static JsonNode Subscription => new JsonObject
    {
        ["resourceType"] = "Subscription",
        ["status"] = "requested",
        ["reason"] = "New referrals for the invented health team",
        ["criteria"] = "Task?status=requested",
        ["end"] = "2027-01-01T00:00:00Z",
        ["channel"] = new JsonObject
        {
            ["extension"] = new JsonArray(new JsonObject
            {
                ["url"] = "https://fhir.integrationhub.example/StructureDefinition/subscription-secret",
                ["valueString"] = "an-invented-secret-of-forty-characters-0",
            }),
            ["type"] = "rest-hook",
            ["endpoint"] = $"{Endpoints}hook",
            ["header"] = new JsonArray("Authorization: Bearer invented-token"),
            ["payload"] = "application/fhir+json",
        },
    };

    public JsonNode Indicators { get; } = JsonNode.Parse("""
        {
          "immunisationsUpToDate": { "value": true, "on": "2026-11-01" }, "dentalCheck": { "on": "2026-10-02" },
          "developmentChecksUpToDate": { "value": false, "on": "2026-11-01" }, "sdq": { "score": 14, "on": "2026-11-01" },
          "substanceMisuse": { "identified": true, "interventionReceived": false, "interventionOffered": true, "on": "2026-11-02" }
        }
        """)!;

    public JsonNode Policy { get; } = JsonNode.Parse("""
        {
          "$schema": "https://integrationhub.example/schemas/policy.schema.json", "council": "825", "provider": "RXQ", "from": "2026-10-01", "defaultProvider": "RXQ",
          "keyDates": {
            "assessment-attended": {
              "targetWorkingDays": 13, "dueSoonWorkingDays": 3,
              "ladder": [{ "level": 1, "when": -3, "roles": ["cic-health-team"] }, { "level": 2, "when": 0, "roles": ["team-manager", "named-nurse"] }]
            }
          },
          "pathways": { "gpPoolFromAge": 12, "routes": [{ "placedIn": "826", "provider": "RHW" }] }, "reviews": { "leadTimeWeeks": 10 },
          "quietHours": { "from": "18:00", "to": "08:00", "workingDaysOnly": true }, "channels": { "default": "notify", "roles": { "commissioner": "local-record" } },
          "directory": { "cic-health-team": "cic.health.team@trust.example", "named-nurse": "named.nurse@trust.example" }, "digestOver": 5
        }
        """)!;

    /// <param name="metadata">The hub's CapabilityStatement.</param>
    public static FuzzCorpus Of(string caseId, JsonNode metadata) => new(caseId,
    [
        .. metadata["rest"]![0]!["resource"]!.AsArray()
            .Select(resource => ((string)resource!["type"]!, (IReadOnlyList<string>)[.. (resource["searchParam"] as JsonArray ?? []).Select(parameter => (string)parameter!["name"]!)])),
    ]);

    /// <summary>What opens the cases that are there.</summary>
    public static IReadOnlyList<JsonObject> Openings { get; } = [Opening(Subject), Opening(Moved)];

    private static JsonObject Opening(string subject) => Messages.Notification($"opens-{subject}", "became-looked-after", Now, subject, Child());

    private static JsonObject Child() =>
        DemoChild.Invent(new Random(1), Subject, 1, Today.AddDays(-14)).BecameLookedAfter(Today.AddDays(-14));

    private static IEnumerable<JsonNode> NotificationsOf()
    {
        JsonNode Of(string kind, JsonObject data, string subject = Subject) => Messages.Notification("set by the generator", kind, Now, subject, data);
        yield return Opening(Subject);
        yield return Of("consent-recorded", Messages.Consent("given", "parent", Today));
        yield return Of("paperwork-completed", Messages.On(Today));
        yield return Of("details-corrected", new JsonObject { ["child"] = Child()["child"]!.DeepClone(), ["care"] = Child()["care"]!.DeepClone() });
        yield return Of("placement-changed", new JsonObject { ["placement"] = Child()["care"]!["placement"]!.DeepClone() });
        yield return Of("legal-status-changed", new JsonObject { ["legalStatus"] = "C1", ["on"] = Json.Date(Today) });
        yield return Of("assessment-declined", new JsonObject { ["by"] = "young-person", ["on"] = Json.Date(Today) });
        yield return Of("breach-reason-recorded", new JsonObject { ["keyDate"] = "assessment-attended", ["reason"] = "other", ["text"] = "An invented reason" });
        yield return Of("ceased-to-be-looked-after", new JsonObject { ["on"] = Json.Date(Today), ["reason"] = "E4A" }, Moved);
        yield return Of("care-end-withdrawn", [], Moved);
        yield return Of("provider-changed", new JsonObject { ["healthProvider"] = "RTH" }, Moved);
        yield return Of("ceha-agreed", Messages.On(Today), Moved);
        yield return Of("earlier-assessment-recorded", Messages.On(Today), Moved);
    }

    private static JsonObject Fixed(JsonObject bundle)
    {
        foreach (var (entry, at) in bundle["entry"]!.AsArray().Select((entry, at) => (entry!, at)))
            entry["fullUrl"] = $"urn:uuid:0c3151bd-1cbf-4d64-b04d-cd9187a4c6e{at}";
        return bundle;
    }

    private static JsonObject Entry(string method, string url, JsonNode? resource)
    {
        var entry = new JsonObject { ["request"] = new JsonObject { ["method"] = method, ["url"] = url } };
        if (resource is not null)
            entry["resource"] = resource;
        return entry;
    }
}
