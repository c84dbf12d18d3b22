using System.Text.Json.Nodes;
using IntegrationHub.Functions.Tests.Kit;

namespace IntegrationHub.Functions.Tests.Indicators;

/// <summary>Health indicators as FHIR. The hub's clock stands at 2 November 2026.</summary>
[Collection(TestStack.Name)]
public sealed class ObservationTests(TestStack stack)
{
    private TestHub Hub => stack.Shared;

    [Fact]
    public async Task Both_ways_lead_to_the_same_fact_and_the_same_Observation()
    {
        var caseId = await AnyCase();
        JsonObject[] sent =
        [
            Observations.Flag(caseId, "immunisations-up-to-date", true), Observations.Flag(caseId, "dental-check", true, "2026-10-02"),
            Observations.Flag(caseId, "development-checks-up-to-date", false), Observations.Score(caseId, 14), Observations.Flag(caseId, "substance-misuse", true),
            Observations.Flag(caseId, "substance-misuse-intervention-received", false), Observations.Flag(caseId, "substance-misuse-intervention-offered", true),
        ];
        var ids = new List<string>();
        foreach (var observation in sent)
        {
            var created = await Hub.Fhir(HttpMethod.Post, "/Observation", observation);
            Assert.True(created.Status == 201, created.Body);
            ids.Add((string)created.Json["id"]!);
        }

        var byJson = await PostJson(caseId, """
            {"immunisationsUpToDate":{"value":true,"on":"2026-11-01"},"dentalCheck":{"on":"2026-10-02"},"developmentChecksUpToDate":{"value":false,"on":"2026-11-01"},
             "sdq":{"score":14,"on":"2026-11-01"},"substanceMisuse":{"identified":true,"interventionReceived":false,"interventionOffered":true,"on":"2026-11-01"}}
            """);

        Assert.True(byJson.Status == 200, byJson.Body);
        Assert.Equal(ids.Select(id => $"/hub/fhir/Observation/{id}"), byJson.Json["indicators"]!.AsArray().Select(said => (string)said!["observation"]!));
        Assert.Equal(7, await FactCount(caseId));

        var other = await AnyCase();
        Assert.Equal(201, (await PostJson(other, """{"sdq":{"reason":"SDQ5","on":"2026-11-01"}}""")).Status);
        Assert.Equal(200, (await Hub.Fhir(HttpMethod.Post, "/Observation", Observations.Reason(other, "SDQ5"))).Status);
    }

    [Fact]
    public async Task What_was_posted_is_read_and_a_repeat_is_there_already()
    {
        var caseId = await AnyCase();
        var created = await Hub.Fhir(HttpMethod.Post, "/Observation", Observations.Score(caseId, 14));
        var id = (string)created.Json["id"]!;

        Assert.StartsWith($"{caseId}.o", id, StringComparison.Ordinal);
        Assert.EndsWith($"/hub/fhir/Observation/{id}/_history/{VersionOf(created)}", created.Message.Headers.Location!.ToString(), StringComparison.Ordinal);
        var read = await Hub.Get($"hub/fhir/Observation/{id}", Hub.Health);
        Assert.Equal((200, created.Body), (read.Status, read.Body));
        Assert.Equal("survey", (string)read.Json["category"]![0]!["coding"]![0]!["code"]!);
        Assert.Equal("Strengths and Difficulties Questionnaire", (string)read.Json["code"]!["coding"]![0]!["display"]!);
        Assert.Equal(("2026-11-01", 14, "final"), ((string)read.Json["effectiveDateTime"]!, (int)read.Json["valueInteger"]!, (string)read.Json["status"]!));

        Assert.Equal(200, (await Hub.Fhir(HttpMethod.Post, "/Observation", read.Json)).Status);
        Assert.Equal(200, (await Hub.Fhir(HttpMethod.Post, "/Observation", Observations.Score(caseId, 14))).Status);
        Assert.Equal(1, await FactCount(caseId));
    }

    [Fact]
    public async Task What_says_more_is_kept_as_it_was_sent()
    {
        var caseId = await AnyCase();
        var sent = Observations.Score(caseId, 14)
            .With("performer", new JsonArray(new JsonObject { ["display"] = "Sample nurse" })).With("note", new JsonArray(new JsonObject { ["text"] = "Filled in by the carer." }));

        var created = await Hub.Fhir(HttpMethod.Post, "/Observation", sent);
        var read = (await Hub.Get($"hub/fhir/Observation/{created.Json["id"]}", Hub.Health)).Json;

        Assert.Equal("Sample nurse", (string)read["performer"]![0]!["display"]!);
        Assert.Equal("Filled in by the carer.", (string)read["note"]![0]!["text"]!);
        Assert.Equal("survey", (string)read["category"]![0]!["coding"]![0]!["code"]!);
        Assert.Equal(200, (await Hub.Fhir(HttpMethod.Post, "/Observation", sent)).Status);
    }

    [Fact]
    public async Task A_moment_is_the_day_it_was_in_England()
    {
        var caseId = await AnyCase();
        var created = await Hub.Fhir(HttpMethod.Post, "/Observation", Observations.Score(caseId, 14, "2026-10-20T23:30:00Z"));

        Assert.Equal("2026-10-20T23:30:00Z", (string)created.Json["effectiveDateTime"]!);
        Assert.Equal("2026-10-21", (string)(await Indicators(caseId))[0]!["on"]!);
    }

    [Fact]
    public async Task A_statement_that_another_replaced_is_entered_in_error_and_was_final_before()
    {
        var caseId = await AnyCase();
        var first = await Hub.Fhir(HttpMethod.Post, "/Observation", Observations.Score(caseId, 14));
        var second = await Hub.Fhir(HttpMethod.Post, "/Observation", Observations.Score(caseId, 15).With("status", "amended"));
        var id = (string)first.Json["id"]!;

        Assert.Equal(("final", "amended"), ((string)first.Json["status"]!, (string)second.Json["status"]!));
        Assert.Equal("entered-in-error", (string)(await Hub.Get($"hub/fhir/Observation/{id}", Hub.Health)).Json["status"]!);
        Assert.Equal("final", (string)(await Hub.Get($"hub/fhir/Observation/{id}/_history/{VersionOf(first)}", Hub.Health)).Json["status"]!);
        Assert.Equal(15, (int)Assert.Single(await Indicators(caseId))!["score"]!);
        Assert.Equal(1, (int)(await Hub.Get($"hub/fhir/Observation?patient={caseId}&status=final,amended", Hub.Health)).Json["total"]!);
    }

    [Theory]
    [InlineData("status", "\"preliminary\"", "Observation.status")]
    [InlineData("status", "\"entered-in-error\"", "Observation.status")]
    [InlineData("effectiveDateTime", "null", "Observation.effective")]
    [InlineData("effectiveDateTime", "\"2026-11\"", "Observation.effective")]
    [InlineData("effectiveDateTime", "\"2026-11-03\"", "Observation.effective")]
    [InlineData("effectiveDateTime", "\"2019-05-13\"", "Observation.effective")]
    [InlineData("valueInteger", "41", "Observation.value")]
    [InlineData("valueInteger", "-1", "Observation.value")]
    [InlineData("valueInteger", "null", "Observation.value")]
    [InlineData("code", """{"text":"SDQ"}""", "Observation.code")]
    [InlineData("code", """{"coding":[{"system":"https://fhir.integrationhub.example/CodeSystem/health-indicator","code":"health-assessment"}]}""", "Observation.code")]
    [InlineData("code", """{"coding":[{"system":"https://fhir.integrationhub.example/CodeSystem/health-indicator","code":"dental-check"}]}""", "Observation.value")]
    [InlineData("subject", """{"reference":"Patient/825-aaaaaaaaaaaaaaaaaaaaaaaaaa"}""", "Observation.subject")]
    [InlineData("basedOn", "null", "Observation.basedOn")]
    [InlineData("basedOn", """[{"reference":"ServiceRequest/{id}.r2"}]""", "Observation.basedOn")]
    [InlineData("basedOn", """[{"reference":"ServiceRequest/825-aaaaaaaaaaaaaaaaaaaaaaaaaa"}]""", "Observation.basedOn")]
    public async Task A_fault_is_named_by_its_path_and_by_validate_too(string member, string value, string expression)
    {
        var caseId = await AnyCase();
        var wrong = Observations.Score(caseId, 14).With(member, JsonNode.Parse(value.Replace("{id}", caseId, StringComparison.Ordinal)));
        if (wrong[member] is null)
        {
            wrong.Remove(member);
        }

        var refused = await Hub.Fhir(HttpMethod.Post, "/Observation", wrong);

        Assert.True(refused.Status == 422, refused.Body);
        Assert.Contains(expression, Expressions(refused));
        Assert.Equal(Expressions(refused), Expressions(await Hub.Fhir(HttpMethod.Post, "/Observation/$validate", wrong)));
        Assert.Equal(0, await FactCount(caseId));
    }

    [Fact]
    public async Task All_faults_come_at_once()
    {
        var caseId = await AnyCase();
        var refused = await Hub.Fhir(HttpMethod.Post, "/Observation", Observations.Reason(caseId, "SDQ9", "2026").With("status", "preliminary"));

        Assert.Equal(["Observation.effective", "Observation.status", "Observation.value"], Expressions(refused));
        Assert.DoesNotContain("SDQ9", refused.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Validate_finds_no_fault_and_keeps_nothing()
    {
        var caseId = await AnyCase();
        var validated = await Hub.Fhir(HttpMethod.Post, "/Observation/$validate", Observations.Score(caseId, 14));

        Assert.Equal((200, "information"), (validated.Status, (string)validated.Json["issue"]![0]!["severity"]!));
        Assert.Equal(0, await FactCount(caseId));
    }

    [Fact]
    public async Task A_return_brings_them_with_its_documents_all_or_nothing_and_a_repeat_changes_nothing()
    {
        var caseId = await AnyCase();
        var wrong = ReturnWith(caseId, Observations.Score(caseId, 14), Observations.Score(caseId, 99));
        var refused = await Hub.Fhir(HttpMethod.Post, "", wrong);
        Assert.Equal(422, refused.Status);
        Assert.Contains("Bundle.entry[3].resource.value", Expressions(refused));
        Assert.DoesNotContain(await Hub.Facts(caseId), fact => (string)fact!["data"]!["type"]! is "document-received" or "health-indicator-recorded");

        var bundle = ReturnWith(caseId, Observations.Score(caseId, 14), Observations.Flag(caseId, "immunisations-up-to-date", true));
        var returned = await Hub.Fhir(HttpMethod.Post, "", bundle);
        Assert.True(returned.Status == 200, returned.Body);
        Assert.Equal("201 Created", (string)returned.Json["entry"]![3]!["response"]!["status"]!);
        Assert.Equal(2, (await Indicators(caseId)).Count);

        var again = await Hub.Fhir(HttpMethod.Post, "", bundle);
        Assert.Equal("200 OK", (string)again.Json["entry"]![3]!["response"]!["status"]!);
        Assert.Equal(2, await FactCount(caseId));
    }

    [Fact]
    public async Task The_same_return_on_the_queue_is_the_same()
    {
        var caseId = await AnyCase();
        var envelope = Sample.StorageQueueEnvelope(ReturnWith(caseId, Observations.Score(caseId, 14)).ToJsonString());

        Assert.Equal(200, (await Hub.Trigger("ReceiveAssessment", envelope)).Status);
        Assert.Equal(200, (await Hub.Trigger("ReceiveAssessment", envelope)).Status);

        Assert.Equal(1, await FactCount(caseId));
        Assert.Equal(200, (await PostJson(caseId, """{"sdq":{"score":14,"on":"2026-11-01"}}""")).Status);
    }

    [Theory]
    [InlineData("patient={id}", 2)]
    [InlineData("subject=Patient/{id}", 2)]
    [InlineData("based-on=ServiceRequest/{id}", 2)]
    [InlineData("patient={id}&code=sdq", 1)]
    [InlineData("patient={id}&code=https://fhir.integrationhub.example/CodeSystem/health-indicator|dental-check", 1)]
    [InlineData("patient={id}&category=survey", 1)]
    [InlineData("patient={id}&date=2026-10-02", 1)]
    [InlineData("patient={id}&date=ge2026-10-03", 1)]
    [InlineData("patient={id}&date=gt2026-11-01", 0)]
    [InlineData("patient={id}&status=final", 2)]
    public async Task They_are_found_by_what_they_say(string search, int found)
    {
        var caseId = await AnyCase();
        await PostJson(caseId, """{"dentalCheck":{"on":"2026-10-02"},"sdq":{"score":14,"on":"2026-11-01"}}""");

        var answer = await Hub.Get($"hub/fhir/Observation?{search.Replace("{id}", caseId, StringComparison.Ordinal)}", Hub.Health);

        Assert.True(answer.Status == 200, answer.Body);
        Assert.Equal(found, (int)answer.Json["total"]!);
        Assert.Equal(0, (int)(await Hub.Get($"hub/fhir/Observation?patient={caseId}", Hub.Token("health", "RTH"))).Json["total"]!);
    }

    [Fact]
    public async Task A_search_without_a_patient_finds_those_of_ones_own_referrals()
    {
        await using var hub = await stack.StartHub();
        var caseId = (await hub.Notify(Sample.BecameLookedAfter(Sample.NewSubject()))).CaseId;
        await hub.Fhir(HttpMethod.Post, "/Observation", Observations.Score(caseId, 14));

        Assert.Equal(1, (int)(await hub.Get("hub/fhir/Observation?code=sdq&date=2026-11-01", hub.Health)).Json["total"]!);
        Assert.Equal(0, (int)(await hub.Get("hub/fhir/Observation?code=sdq", hub.Token("health", "RTH"))).Json["total"]!);
    }

    [Fact]
    public async Task A_conditional_create_finds_the_one_with_its_identifier()
    {
        var caseId = await AnyCase();
        var identified = Observations.Score(caseId, 14).With("identifier", new JsonArray(new JsonObject { ["system"] = "https://trust.example/obs", ["value"] = caseId }));
        Assert.Equal(201, (await Hub.Fhir(HttpMethod.Post, "/Observation", identified)).Status);

        var other = await Hub.Fhir(
            HttpMethod.Post, "/Observation", identified.With("valueInteger", 15), ("If-None-Exist", $"identifier=https://trust.example/obs|{caseId}"));

        Assert.Equal((200, 14), (other.Status, (int)other.Json["valueInteger"]!));
        Assert.Equal(1, await FactCount(caseId));
    }

    [Fact]
    public async Task Who_stated_it_is_in_its_provenance()
    {
        var caseId = await AnyCase();
        await PostJson(caseId, """{"sdq":{"score":14,"on":"2026-11-01"}}""");
        var id = ((string)(await Indicators(caseId))[0]!["observation"]!)["/hub/fhir/Observation/".Length..];

        var found = (await Hub.Get($"hub/fhir/Provenance?target=Observation/{id}", Hub.Health)).Json;

        Assert.Equal(1, (int)found["total"]!);
        var provenance = found["entry"]![0]!["resource"]!;
        Assert.Equal("health-indicator-recorded", (string)provenance["activity"]!["coding"]![0]!["code"]!);
        Assert.Equal("Organization/RXQ", (string)provenance["agent"]![0]!["who"]!["reference"]!);
    }

    [Fact]
    public async Task A_neighbour_reads_and_writes_none()
    {
        var caseId = await AnyCase();
        var id = (string)(await Hub.Fhir(HttpMethod.Post, "/Observation", Observations.Score(caseId, 14))).Json["id"]!;
        var neighbour = Hub.Token("health", "RTH");

        Assert.Equal(404, (await Hub.Get($"hub/fhir/Observation/{id}", neighbour)).Status);
        var refused = await Hub.Send(HttpMethod.Post, "hub/fhir/Observation", neighbour, TestHub.Content(Observations.Score(caseId, 15).ToJsonString(), "application/fhir+json"));
        Assert.Equal((422, "Observation.basedOn"), (refused.Status, Assert.Single(Expressions(refused))));
        Assert.Equal(1, await FactCount(caseId));
    }

    private static JsonObject ReturnWith(string caseId, params JsonObject[] observations)
    {
        var bundle = Sample.Return(caseId);
        foreach (var observation in observations)
        {
            bundle["entry"]!.AsArray().Add(new JsonObject
            {
                ["resource"] = observation,
                ["request"] = new JsonObject { ["method"] = "POST", ["url"] = "Observation" },
            });
        }

        return bundle;
    }

    private static string VersionOf(Answer answer) => (string)answer.Json["meta"]!["versionId"]!;

    private static IEnumerable<string> Expressions(Answer answer) =>
        answer.Json["issue"]!.AsArray().SelectMany(issue => issue!["expression"]!.AsArray()).Select(expression => (string)expression!).Order(StringComparer.Ordinal);

    private Task<Answer> PostJson(string caseId, string body) =>
        Hub.Send(HttpMethod.Post, $"hub/cases/{caseId}/health-indicators", Hub.Health, TestHub.Content(body, "application/json"));

    private async Task<JsonArray> Indicators(string caseId) => (await Hub.Get($"hub/cases/{caseId}/health-indicators", Hub.Health)).Json["indicators"]!.AsArray();

    private async Task<string> AnyCase() => (await Hub.Notify(Sample.BecameLookedAfter(Sample.NewSubject()))).CaseId;

    private async Task<int> FactCount(string caseId) => (await Hub.Facts(caseId)).Count(fact => (string)fact!["data"]!["type"]! == "health-indicator-recorded");
}
