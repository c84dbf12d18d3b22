using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using IntegrationHub.Functions.Security;
using IntegrationHub.Functions.Tests.Indicators;
using IntegrationHub.Functions.Tests.Kit;
using IntegrationHub.Functions.Tests.Reliability;

namespace IntegrationHub.Functions.Tests.Security;

/// <summary>
/// Whatever names a case, a document, an alert or a FHIR resource, by address or in a body: a neighbour's is answered like one that doesn't exist. Status, headers
/// and body are compared, for every mapped endpoint and every role that may ask.
/// </summary>
[Collection(TestStack.Name)]
public sealed partial class NeighbourTests(TestStack stack) : IAsyncLifetime
{
    private const string Unknown = "825-aaaaaaaaaaaaaaaaaaaaaaaaaa";
    private readonly Dictionary<string, string> ids = [];
    private InProcessHub hub = null!;
    private string caseId = "";
    private string version = "";

    /// <summary>Not of any organisation's cases: the operator's, and each organisation's own subscriptions (SubscriptionResourceTests).</summary>
    private static bool IsOfNoCase(MappedEndpoint endpoint) =>
        endpoint.Operation is Operation.Anyone || endpoint.Type is "Subscription" || endpoint.Pattern.StartsWith("/hub/operations/", StringComparison.Ordinal);

    public async Task InitializeAsync()
    {
        hub = await InProcessHub.StartOn(stack);
        var subject = Sample.NewSubject();
        var first = Sample.BecameLookedAfter(subject, on: "2026-10-05");
        first["data"]!["contacts"]!.AsArray().Add(new JsonObject { ["role"] = "parent", ["name"] = "Sample Parent" });
        caseId = (await hub.Notify(first)).CaseId;
        await hub.Notify(Sample.Consent(subject));
        await hub.Notify(Sample.Paperwork(subject));
        await hub.Trigger("SweepKeyDates", Sample.TimerEnvelope());
        foreach (var (type, sent) in new[]
        {
            ("Appointment", Sample.Appointment(caseId, "fulfilled")), ("DocumentReference", Sample.Document(caseId, "iha-summary", "summary")),
            ("Observation", Observations.Score(caseId, 14)), ("CarePlan", Plan(caseId)), ("Binary", Binary(caseId)),
        })
        {
            var made = await hub.Fhir(HttpMethod.Post, $"/{type}", sent);
            Assert.True(made.Status == 201, made.Body);
            ids[type] = (string)made.Json["id"]!;
        }

        version = (string)(await hub.Get($"hub/fhir/Task/{caseId}", hub.Health)).Json["meta"]!["versionId"]!;
        ids["alert"] = (string)(await hub.Alerts(caseId))[0]!["alertId"]!;
        ids["Practitioner"] = ids["PractitionerRole"] = $"{caseId}.social-worker";
        (ids["RelatedPerson"], ids["Location"], ids["Provenance"], ids["Organization"]) = ($"{caseId}.parent", $"{caseId}.placement", $"{caseId}.f1", "825");
    }

    public Task DisposeAsync() => hub.DisposeAsync().AsTask();

    [Fact]
    public async Task A_neighbours_looks_like_one_that_does_not_exist_at_every_endpoint()
    {
        var compared = 0;
        var differing = new List<string>();
        foreach (var endpoint in MappedEndpoint.All(hub.Services).Where(endpoint => endpoint.Operation is not null && !endpoint.IsRest && !IsOfNoCase(endpoint)))
        {
            foreach (var (method, path, body) in endpoint.Methods.SelectMany(method => Requests(endpoint, method)))
            {
                foreach (var persona in Personas.All.Where(persona => persona.Roles.Intersect(Access.RolesFor(endpoint.Operation!.Value)).Any()))
                {
                    var token = hub.Token(persona.Name, persona.Name.StartsWith("social", StringComparison.Ordinal) || persona.Name == "manager" ? "826" : "RTH");
                    var neighbours = Shown(await Ask(method, path, token, body));
                    var unknown = Shown(await Ask(method, WithUnknown(path), token, body is null ? null : WithUnknown(body)));
                    compared++;
                    if (neighbours != unknown)
                    {
                        differing.Add($"{method} {path} as {persona.Name}:\n{neighbours}\n{unknown}");
                    }
                }
            }
        }

        Assert.True(differing.Count == 0, string.Join("\n\n", differing));
        Assert.True(compared > 200, $"Only {compared} were compared.");
    }

    [Fact]
    public async Task Its_owners_do_see_each_of_the_things_that_were_compared()
    {
        var unseen = new List<string>();
        foreach (var endpoint in MappedEndpoint.All(hub.Services).Where(endpoint => endpoint.NamesSomething && !IsOfNoCase(endpoint) && endpoint.Methods.Contains("GET")))
        {
            var path = endpoint.With(name => ValueOf(endpoint, name));
            var persona = Access.RolesFor(endpoint.Operation!.Value).Contains(HubRoles.SocialCareRead) ? "social-care" : "health";
            var answer = await Ask("GET", path, hub.Token(persona), null);
            if (answer.Status is not 200 && !path.EndsWith("health-passport", StringComparison.Ordinal))
            {
                unseen.Add($"{path}: {answer.Status}");
            }
        }

        Assert.True(unseen.Count == 0, string.Join('\n', unseen));
    }

    /// <summary>The requests by which an endpoint can be asked about the case: by its address, by a search, in what is sent.</summary>
    private IEnumerable<(string Method, string Path, string? Body)> Requests(MappedEndpoint endpoint, string method)
    {
        var path = endpoint.With(name => ValueOf(endpoint, name));
        if (method is "GET" or "HEAD")
        {
            return endpoint.NamesSomething ? [(method, path, null)] : endpoint.Type is { } type ? [(method, $"{path}?_id={ids.GetValueOrDefault(type, caseId)}", null)] : [];
        }

        return BodiesFor(endpoint, method).Select(body => (method, path, (string?)body));
    }

    private IEnumerable<string> BodiesFor(MappedEndpoint endpoint, string method) => (method, endpoint.Pattern) switch
    {
        ("POST", "/hub/fhir") => [Sample.Return(caseId).ToJsonString(), Batch("GET", $"Task/{caseId}"), Batch("GET", $"Task?_id={caseId}")],
        ("POST", var pattern) when pattern.EndsWith("/_search", StringComparison.Ordinal) => [$"_id={ids.GetValueOrDefault(endpoint.Type!, caseId)}"],
        ("POST", "/hub/cases/{id}/health-indicators") => ["""{"sdq":{"score":14,"on":"2026-11-01"}}"""],
        ("POST", "/hub/cases/{id}/documents") => ["a consent form"],
        ("POST", "/hub/notifications") => [],
        _ => ResourceFor(endpoint.Type) is { } resource ? [Identified(resource, method, endpoint).ToJsonString()] : ["{}"],
    };

    private JsonObject? ResourceFor(string? type) => type switch
    {
        "Appointment" => Sample.Appointment(caseId, "cancelled"),
        "DocumentReference" => Sample.Document(caseId, "iha-summary", "another"),
        "Observation" => Observations.Score(caseId, 15),
        "CarePlan" => Plan(caseId),
        "Binary" => Binary(caseId),
        "Task" => new JsonObject
        {
            ["resourceType"] = "Task",
            ["status"] = "received",
            ["intent"] = "order",
            ["focus"] = new JsonObject { ["reference"] = $"ServiceRequest/{caseId}" },
        },
        _ => null,
    };

    private JsonObject Identified(JsonObject resource, string method, MappedEndpoint endpoint)
    {
        if (method == "PUT" || endpoint.Pattern.Contains("{id}", StringComparison.Ordinal))
        {
            resource["id"] = ValueOf(endpoint, "id");
        }

        return resource;
    }

    private string ValueOf(MappedEndpoint endpoint, string name) => name switch
    {
        "id" => endpoint.Type is { } type ? ids.GetValueOrDefault(type, caseId) : caseId,
        "documentId" => ids["DocumentReference"],
        "alertId" => ids["alert"],
        "version" => version,
        _ => throw new ArgumentException($"{endpoint.Pattern}: what is {name}?", nameof(name)),
    };

    private static string Batch(string method, string url) =>
        $$$"""{"resourceType":"Bundle","type":"batch","entry":[{"request":{"method":"{{{method}}}","url":"{{{url}}}"}}]}""";

    private static JsonObject Plan(string caseId) => new()
    {
        ["resourceType"] = "CarePlan",
        ["status"] = "active",
        ["intent"] = "plan",
        ["subject"] = new JsonObject { ["reference"] = $"Patient/{caseId}" },
    };

    private static JsonObject Binary(string caseId) => new()
    {
        ["resourceType"] = "Binary",
        ["contentType"] = "text/plain",
        ["data"] = Convert.ToBase64String("a letter"u8),
        ["securityContext"] = new JsonObject { ["reference"] = $"ServiceRequest/{caseId}" },
    };

    private Task<Answer> Ask(string method, string path, string token, string? body)
    {
        var mediaType = path.EndsWith("_search", StringComparison.Ordinal) ? "application/x-www-form-urlencoded"
            : path.StartsWith("hub/fhir", StringComparison.Ordinal) ? "application/fhir+json"
            : path.EndsWith("/documents", StringComparison.Ordinal) ? "text/plain" : "application/json";
        return hub.Send(HttpMethod.Parse(method), path, token, body is null ? null : HubClient.Content(body, mediaType), ("X-Document-Kind", "consent-form"), ("If-Match", "W/\"1\""));
    }

    private string WithUnknown(string text) => text.Replace(caseId, Unknown, StringComparison.Ordinal).Replace("Organization/825", "Organization/999", StringComparison.Ordinal);

    /// <summary>What the caller sees, without what differs from one request to the next.</summary>
    private string Shown(Answer answer)
    {
        var headers = answer.Message.Headers.Concat(answer.Message.Content.Headers).Where(header => header.Key is not "Date")
            .Select(header => $"{header.Key}: {string.Join(", ", header.Value)}").Order(StringComparer.Ordinal);
        var text = new StringBuilder().Append(answer.Status).AppendLine().AppendJoin('\n', headers).AppendLine().Append(answer.Body).ToString();
        return Instant().Replace(Correlation().Replace(text.Replace(caseId, Unknown, StringComparison.Ordinal), "correlation"), "instant");
    }

    [GeneratedRegex(@"\b(?:[0-9a-f]{32}|[0-9A-Z]{13}:[0-9A-F]{8})\b")]
    private static partial Regex Correlation();

    [GeneratedRegex(@"\d{4}-\d\d-\d\dT[\d:.]+(?:Z|\+00:00)|[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} [\d:]{8} GMT")]
    private static partial Regex Instant();
}
