using System.Text;
using System.Text.Json.Nodes;
using IntegrationHub.Functions.Security;
using IntegrationHub.Functions.Tests.Kit;

namespace IntegrationHub.Functions.Tests.Security;

/// <summary>Who may do what, tried from outside.</summary>
[Collection(TestStack.Name)]
public sealed class AccessTests(TestStack stack)
{
    private TestHub Hub => stack.Shared;

    public static TheoryData<string, string, string> Endpoints => new()
    {
        { "POST", "hub/notifications", "social-care" },
        { "POST", "hub/imports", "social-care" },
        { "GET", "hub/cases", "social-care health designated-doctor manager" },
        { "GET", "hub/cases/{id}", "social-care health designated-doctor manager" },
        { "GET", "hub/cases/{id}/chronology", "social-care health designated-doctor" },
        { "GET", "hub/cases/{id}/documents", "social-care health designated-doctor" },
        { "GET", "hub/cases/{id}/documents/{id}.x", "social-care health designated-doctor" },
        { "POST", "hub/cases/{id}/documents", "social-care" },
        { "GET", "hub/cases/{id}/health-passport", "social-care health designated-doctor" },
        { "GET", "hub/cases/{id}/alerts", "social-care health designated-doctor manager" },
        { "POST", "hub/alerts/{id}.3.1/acknowledge", "social-care health designated-doctor" },
        { "GET", "hub/cases/{id}/health-indicators", "social-care health designated-doctor" },
        { "POST", "hub/cases/{id}/health-indicators", "health designated-doctor" },
        { "GET", "hub/reports/oc2?year=2027", "social-care manager" },
        { "GET", "hub/reports/timeliness", "social-care health designated-doctor manager" },
        { "GET", "hub/reports/breach-reasons", "social-care health designated-doctor manager" },
        { "GET", "hub/reports/caseload", "social-care health designated-doctor manager" },
        { "GET", "hub/reports/reviews", "social-care health designated-doctor manager" },
        { "GET", "hub/reports/data-quality", "social-care health designated-doctor manager" },
        { "GET", "hub/reports/teams", "social-care manager" },
        { "GET", "hub/reports/audit-sample", "social-care health designated-doctor manager" },
        { "POST", "hub/fhir/Observation", "health designated-doctor" },
        { "GET", "hub/fhir/Task", "health designated-doctor" },
        { "POST", "hub/fhir/Task/_search", "health designated-doctor" },
        { "GET", "hub/fhir/Task/{id}", "health designated-doctor" },
        { "GET", "hub/fhir/Patient/{id}", "health designated-doctor" },
        { "GET", "hub/fhir/Patient/{id}/_history/1", "health designated-doctor" },
        { "GET", "hub/fhir/Organization/RXQ", "health designated-doctor" },
        { "GET", "hub/fhir/Binary/{id}.x", "health designated-doctor" },
        { "PUT", "hub/fhir/Task/{id}", "health designated-doctor" },
        { "POST", "hub/fhir/Appointment", "health designated-doctor" },
        { "PUT", "hub/fhir/Appointment/{id}.a1", "health designated-doctor" },
        { "POST", "hub/fhir/DocumentReference", "health designated-doctor" },
        { "POST", "hub/fhir", "health designated-doctor" },
        { "POST", "hub/fhir/CarePlan", "health designated-doctor" },
        { "POST", "hub/fhir/Binary", "health designated-doctor" },
        { "POST", "hub/fhir/Task/$validate", "health designated-doctor" },
        { "GET", "hub/fhir/Task/{id}/_history", "health designated-doctor" },
        { "HEAD", "hub/fhir/Patient/{id}", "health designated-doctor" },
        { "DELETE", "hub/fhir/Patient/{id}", "health designated-doctor" },
        { "GET", "hub/fhir/Observation", "health designated-doctor" },
        { "GET", "hub/fhir/Appointment", "health designated-doctor" },
        { "POST", "hub/fhir/Patient/_search", "health designated-doctor" },
        { "GET", "hub/fhir/Provenance?target=Task/{id}", "health designated-doctor" },
        { "GET", "hub/fhir/RelatedPerson/{id}.parent", "health designated-doctor" },
        { "POST", "hub/fhir/Task/{id}/$validate", "health designated-doctor" },
        { "GET", "hub/fhir/Subscription", "health designated-doctor" },
        { "GET", "hub/fhir/Subscription/x", "health designated-doctor" },
        { "GET", "hub/fhir/Subscription/x/_history/1", "health designated-doctor" },
        { "POST", "hub/fhir/Subscription", "health designated-doctor" },
        { "PUT", "hub/fhir/Subscription/x", "health designated-doctor" },
        { "DELETE", "hub/fhir/Subscription/x", "health designated-doctor" },
        { "GET", "hub/operations/alarms", "operations" },
        { "POST", "hub/operations/alarms/silent-council.825.1/acknowledge", "operations" },
        { "POST", "hub/operations/policy/check", "operations" },
        { "GET", "hub/operations/parked", "operations" },
        { "GET", "hub/operations/parked/x", "operations" },
        { "POST", "hub/operations/parked/x/replay", "operations" },
        { "POST", "hub/operations/parked/replay?dryRun=true", "operations" },
        { "DELETE", "hub/operations/parked/x", "operations" },
        { "GET", "hub/operations/outbox", "operations" },
        { "POST", "hub/operations/check", "operations" },
        { "GET", "hub/operations/audit", "operations" },
        { "GET", "hub/operations/cases/{id}/export", "operations" },
        { "PUT", "hub/operations/cases/{id}/legal-hold", "operations" },
        { "DELETE", "hub/operations/cases/{id}/legal-hold", "operations" },
    };

    /// <summary>What needs no token: nothing of any child is in the answers.</summary>
    public static TheoryData<string, string> Open => new()
    {
        { "GET", "hub/health/live" },
        { "GET", "hub/health/ready" },
        { "GET", "hub/fhir/metadata" },
        { "GET", "hub/fhir/CodeSystem" },
        { "GET", "hub/fhir/CodeSystem/document-kind" },
        { "POST", "hub/fhir/CodeSystem/_search" },
        { "GET", "hub/fhir/ValueSet" },
        { "GET", "hub/fhir/ValueSet/document-kind" },
        { "POST", "hub/fhir/ValueSet/_search" },
        { "GET", "hub/assets/none.css" },
        { "GET", "hub/local/clock" },
        { "PUT", "hub/local/clock" },
    };

    [Theory]
    [MemberData(nameof(Open))]
    public async Task What_is_open_asks_for_no_token_and_minds_none(string method, string path)
    {
        Assert.NotEqual(401, (await Ask(method, path, null)).Status);
        Assert.NotEqual(401, (await Ask(method, path, "nonsense")).Status);
    }

    [Theory]
    [MemberData(nameof(Endpoints))]
    public async Task Each_endpoint_takes_its_roles_and_no_others(string method, string path, string allowed)
    {
        path = path.Replace("{id}", await AnyCase(), StringComparison.Ordinal);
        Assert.Equal(401, (await Ask(method, path, null)).Status);
        foreach (var persona in Personas.All)
        {
            var status = (await Ask(method, path, Hub.Token(persona.Name))).Status;
            Assert.True((status is not (401 or 403)) == allowed.Split(' ').Contains(persona.Name), $"{persona.Name} got {status}");
        }
    }

    [Theory]
    [InlineData("hub/cases/{id}", "social-care", "826")]
    [InlineData("hub/cases/{id}/chronology", "social-care", "826")]
    [InlineData("hub/cases/{id}/alerts", "manager", "826")]
    [InlineData("hub/cases/{id}/health-indicators", "social-care", "826")]
    [InlineData("hub/cases/{id}/health-indicators", "health", "RTH")]
    [InlineData("hub/cases/{id}", "health", "RTH")]
    [InlineData("hub/cases/{id}/documents", "health", "RTH")]
    [InlineData("hub/cases/{id}/health-passport", "social-care", "826")]
    [InlineData("hub/cases/{id}/health-passport", "health", "RTH")]
    [InlineData("hub/fhir/Task/{id}", "health", "RTH")]
    [InlineData("hub/fhir/Patient/{id}", "health", "RTH")]
    [InlineData("hub/fhir/Consent/{id}/_history/1", "health", "RTH")]
    public async Task A_neighbours_case_looks_like_one_that_does_not_exist(string path, string persona, string organisation)
    {
        var token = Hub.Token(persona, organisation);
        var neighbours = await Hub.Get(path.Replace("{id}", await AnyCase(), StringComparison.Ordinal), token);
        var unknown = await Hub.Get(path.Replace("{id}", "825-aaaaaaaaaaaaaaaaaaaaaaaaaa", StringComparison.Ordinal), token);

        Assert.Equal((404, 404), (neighbours.Status, unknown.Status));
        Assert.Equal(WithoutCorrelation(unknown), WithoutCorrelation(neighbours));
    }

    [Fact]
    public async Task A_list_shows_only_ones_own()
    {
        var caseId = await AnyCase();
        foreach (var (persona, organisation) in new[] { ("social-care", "826"), ("health", "RTH"), ("manager", "RTH") })
        {
            var listed = await Hub.Get("hub/cases?limit=200", Hub.Token(persona, organisation));
            Assert.Equal(200, listed.Status);
            Assert.DoesNotContain(caseId, listed.Body, StringComparison.Ordinal);
        }

        var search = await Hub.Get("hub/fhir/Task?owner=Organization/RXQ", Hub.Token("health", "RTH"));
        Assert.Equal(0, (int)search.Json["total"]!);
    }

    [Theory]
    [InlineData("Task?_id={id}")]
    [InlineData("Task?patient.identifier=https://fhir.nhs.uk/Id/nhs-number|9990000018")]
    [InlineData("Patient?identifier=9990000018")]
    [InlineData("ServiceRequest?patient={id}&_revinclude=Task:focus")]
    [InlineData("Consent?patient=Patient/{id}")]
    [InlineData("Appointment?based-on=ServiceRequest/{id}")]
    [InlineData("DocumentReference?related=ServiceRequest/{id}")]
    [InlineData("Observation?patient=Patient/{id}")]
    [InlineData("PractitionerRole?_id={id}.social-worker")]
    [InlineData("Location?_id={id}.placement")]
    [InlineData("Provenance?target=Task/{id}")]
    [InlineData("Organization?_id=825")]
    public async Task A_search_shows_nothing_of_a_neighbours_case(string search)
    {
        var found = await Hub.Get($"hub/fhir/{search.Replace("{id}", await AnyCase(), StringComparison.Ordinal)}", Hub.Token("health", "RTH"));
        Assert.True(found.Status == 200, found.Body);
        Assert.Equal(0, (int)found.Json["total"]!);
        Assert.Null(found.Json["entry"]);
    }

    [Fact]
    public async Task A_link_to_another_page_shows_its_holder_only_their_own()
    {
        await AnyCase();
        await AnyCase();
        var first = (await Hub.Get("hub/fhir/Task?_count=1", Hub.Health)).Json;
        var next = (string)first["link"]!.AsArray().Single(link => (string)link!["relation"]! == "next")!["url"]!;
        var stolen = await Hub.Get(next, Hub.Token("health", "RTH"));
        Assert.Equal((200, 0), (stolen.Status, (int)stolen.Json["total"]!));
    }

    [Fact]
    public async Task A_notification_for_another_council_is_403()
    {
        var answer = await Hub.Notify(Sample.BecameLookedAfter(Sample.NewSubject()), Hub.Token("social-care", "826"));

        Assert.Equal((403, "organisation-mismatch"), (answer.Status, answer.Code));
    }

    [Fact]
    public async Task Tokens_that_prove_nothing_are_401()
    {
        var good = Hub.SocialCare;
        var parts = good.Split('.');
        var payload = JsonNode.Parse(Convert.FromBase64String(Padded(parts[1])))!;
        payload["org"] = "826";
        string[] bad =
        [
            "nonsense",
            "a.b.c",
            $"{parts[0]}.{Encoded(payload.ToJsonString())}.{parts[2]}",
            $"{Encoded("""{"alg":"none","typ":"JWT"}""")}.{parts[1]}.",
            $"{Encoded("""{"alg":"HS256","typ":"JWT"}""")}.{parts[1]}.{parts[2]}",
            $"{good}.x.y",
            Hub.Token("social-care", lifetime: TimeSpan.FromMinutes(-30)),
        ];
        foreach (var token in bad)
        {
            var answer = await Hub.Notify(Sample.BecameLookedAfter(Sample.NewSubject()), token);
            Assert.Equal((401, "not-authenticated"), (answer.Status, answer.Code));
            Assert.Equal("Bearer error=\"invalid_token\"", answer.Message.Headers.WwwAuthenticate.ToString());
        }
    }

    [Fact]
    public async Task What_was_asked_is_audited_refusals_too_without_names()
    {
        await using var hub = await stack.StartHub();
        var caseId = (await hub.Notify(Sample.BecameLookedAfter(Sample.NewSubject()))).CaseId;
        await hub.Get($"hub/fhir/Patient/{caseId}", hub.Health);
        await hub.Get("hub/fhir/Task?_include=Task:patient", hub.Health);
        await hub.Get($"hub/cases/{caseId}", hub.Token("social-care", "826"));
        await hub.Get($"hub/cases/{caseId}", null);

        var container = hub.Blobs.GetBlobContainerClient("audit");
        var text = new StringBuilder();
        foreach (var name in await hub.BlobNames("audit"))
        {
            text.Append((await container.GetBlobClient(name).DownloadContentAsync()).Value.Content);
        }

        var lines = text.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!).ToList();
        Assert.Equal(
            [("Notify", 201, "825", caseId), ("ReadFhir", 200, "RXQ", caseId), ("ReadFhir", 200, "RXQ", null), ("ReadCase", 404, "826", caseId), ("ReadCase", 401, null, caseId)],
            lines.Select(line => ((string)line["operation"]!, (int)line["status"]!, (string?)line["organisation"], (string?)line["caseId"])));
        Assert.Equal([caseId], lines[2]["shownCases"]!.AsArray().Select(id => (string)id!));
        Assert.DoesNotContain("Testchild", text.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("GET", "HUB/cases")]
    [InlineData("GET", "Hub/fhir/Task")]
    [InlineData("POST", "HUB/fhir")]
    [InlineData("POST", "hub/NOTIFICATIONS")]
    [InlineData("GET", "hub/cases/")]
    [InlineData("GET", "%68ub/cases")]
    public async Task Another_spelling_of_a_path_passes_the_same_gate(string method, string path)
    {
        Assert.Equal(401, (await Ask(method, path, null)).Status);
    }

    [Fact]
    public async Task Nothing_is_served_under_hub_that_no_rule_allows()
    {
        foreach (var path in new[] { "hub/nothing", "hub/cases/x/y/z", "hub/operations/nothing", "hub/ReceiveNotification" })
        {
            Assert.Equal(404, (await Hub.Get(path, Hub.Token("operations"))).Status);
        }

        Assert.Equal(403, (await Hub.Get("hub/fhir/Encounter/1", Hub.Token("operations"))).Status);
        Assert.Equal(404, (await Hub.Get("hub/fhir/Encounter/1", Hub.Health)).Status);
        Assert.Equal(405, (await Hub.Send(HttpMethod.Delete, $"hub/cases/{await AnyCase()}", Hub.SocialCare, null)).Status);
    }

    private async Task<string> AnyCase() => (await Hub.Notify(Sample.BecameLookedAfter(Sample.NewSubject()))).CaseId;

    private Task<Answer> Ask(string method, string path, string? token) => Hub.Send(
        HttpMethod.Parse(method), path, token, method == "GET" ? null : TestHub.Content("{}", path.Contains("fhir", StringComparison.Ordinal) ? "application/fhir+json" : "application/json"));

    private static string WithoutCorrelation(Answer answer) =>
        System.Text.RegularExpressions.Regex.Replace(answer.Body, "[0-9a-f]{32}", "correlation");

    private static string Encoded(string json) => Convert.ToBase64String(Encoding.UTF8.GetBytes(json)).TrimEnd('=').Replace('+', '-').Replace('/', '_');

    private static string Padded(string part) => part.Replace('-', '+').Replace('_', '/').PadRight((part.Length + 3) / 4 * 4, '=');
}
