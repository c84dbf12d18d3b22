using System.Text.Json.Nodes;
using IntegrationHub.Functions.Tests.Kit;

namespace IntegrationHub.Functions.Tests.Indicators;

/// <summary><c>/hub/cases/{id}/health-indicators</c>. The hub's clock stands at 2 November 2026.</summary>
[Collection(TestStack.Name)]
public sealed class HealthIndicatorJsonTests(TestStack stack)
{
    private const string Everything = """
        {
          "immunisationsUpToDate": { "value": true, "on": "2026-11-01" },
          "dentalCheck": { "on": "2026-10-02" },
          "developmentChecksUpToDate": { "value": false, "on": "2026-11-01" },
          "sdq": { "score": 14, "on": "2026-11-01" },
          "substanceMisuse": { "identified": true, "interventionReceived": false, "interventionOffered": true, "on": "2026-11-02" }
        }
        """;

    private TestHub Hub => stack.Shared;

    [Fact]
    public async Task What_the_health_team_states_is_what_council_and_provider_read()
    {
        var caseId = await AnyCase();

        var posted = await Post(caseId, Everything);

        Assert.True(posted.Status == 201, posted.Body);
        Assert.Equal(
            [
                "immunisations-up-to-date 2026-11-01 true", "dental-check 2026-10-02 true", "development-checks-up-to-date 2026-11-01 false", "sdq 2026-11-01 14",
                "substance-misuse 2026-11-02 true", "substance-misuse-intervention-received 2026-11-02 false", "substance-misuse-intervention-offered 2026-11-02 true",
            ],
            Told(posted));
        foreach (var token in new[] { Hub.SocialCare, Hub.Health })
        {
            Assert.Equal(posted.Body, (await Hub.Get(Path(caseId), token)).Body);
        }

        Assert.Equal(7, (await FactsOf(caseId)).Count);
    }

    [Fact]
    public async Task A_repeat_changes_nothing_also_in_another_order_and_after_a_newer_one()
    {
        var caseId = await AnyCase();
        var first = await Post(caseId, """{"sdq":{"score":14,"on":"2026-11-01"},"dentalCheck":{"on":"2026-10-02"}}""");
        var again = await Post(caseId, """{"dentalCheck":{"value":true,"on":"2026-10-02"},"sdq":{"on":"2026-11-01","score":14}}""");
        Assert.Equal((201, 200, first.Body), (first.Status, again.Status, again.Body));

        var newer = await Post(caseId, """{"sdq":{"score":15,"on":"2026-11-01"}}""");
        var late = await Post(caseId, """{"sdq":{"score":14,"on":"2026-11-01"}}""");

        Assert.Equal((201, 200), (newer.Status, late.Status));
        Assert.Equal(["dental-check 2026-10-02 true", "sdq 2026-11-01 15"], Told(late));
        Assert.Equal(3, (await FactsOf(caseId)).Count);
    }

    [Fact]
    public async Task An_earlier_value_is_stated_again_by_when_it_was_issued()
    {
        var caseId = await AnyCase();
        await Post(caseId, """{"sdq":{"score":14,"on":"2026-11-01"},"issued":"2026-11-01T10:00:00Z"}""");
        await Post(caseId, """{"sdq":{"score":15,"on":"2026-11-01"},"issued":"2026-11-01T11:00:00Z"}""");
        Assert.Equal(["sdq 2026-11-01 14"], Told(await Post(caseId, """{"sdq":{"score":14,"on":"2026-11-01"},"issued":"2026-11-01T13:00:00+01:00"}""")));

        // Said before all of them, and arrives last.
        Assert.Equal(["sdq 2026-11-01 14"], Told(await Post(caseId, """{"sdq":{"reason":"SDQ2","on":"2026-11-01"},"issued":"2026-11-01T09:00:00Z"}""")));
    }

    [Theory]
    [InlineData("[]", " wrong-type")]
    [InlineData("{}", " nothing-to-change")]
    [InlineData("""{"sdq":null}""", " nothing-to-change")]
    [InlineData("""{"eyeTest":{"on":"2026-11-01"}}""", "/eyeTest unknown-member")]
    [InlineData("""{"immunisationsUpToDate":{}}""", "/immunisationsUpToDate/on required", "/immunisationsUpToDate/value required")]
    [InlineData("""{"immunisationsUpToDate":{"value":"yes","on":"1 November","by":"x"}}""", "/immunisationsUpToDate/by unknown-member", "/immunisationsUpToDate/on date-format", "/immunisationsUpToDate/value wrong-type")]
    [InlineData("""{"dentalCheck":"2026-10-02"}""", "/dentalCheck wrong-type")]
    [InlineData("""{"dentalCheck":{"on":"2026-11-03"}}""", "/dentalCheck/on date-in-future")]
    [InlineData("""{"dentalCheck":{"on":"2019-05-13"}}""", "/dentalCheck/on date-before-birth")]
    [InlineData("""{"dentalCheck":{"on":"1989-12-31"}}""", "/dentalCheck/on date-too-early")]
    [InlineData("""{"sdq":{"on":"2026-11-01"}}""", "/sdq/score score-or-reason")]
    [InlineData("""{"sdq":{"score":3,"reason":"SDQ2","on":"2026-11-01"}}""", "/sdq/score score-or-reason")]
    [InlineData("""{"sdq":{"score":41,"on":"2026-11-01"}}""", "/sdq/score score-range")]
    [InlineData("""{"sdq":{"score":-1,"on":"2026-11-01"}}""", "/sdq/score score-range")]
    [InlineData("""{"sdq":{"score":3.5,"on":"2026-11-01"}}""", "/sdq/score score-range")]
    [InlineData("""{"sdq":{"score":99999999999999999999,"on":"2026-11-01"}}""", "/sdq/score score-range")]
    [InlineData("""{"sdq":{"score":"3","on":"2026-11-01"}}""", "/sdq/score wrong-type")]
    [InlineData("""{"sdq":{"reason":"SDQ6","on":"2026-11-01"}}""", "/sdq/reason unknown-code")]
    [InlineData("""{"substanceMisuse":{"interventionOffered":1,"on":"2026-11-01"}}""", "/substanceMisuse/identified required", "/substanceMisuse/interventionOffered wrong-type")]
    [InlineData("""{"sdq":{"score":3,"on":"2026-11-01"},"issued":"yesterday"}""", "/issued instant-format")]
    [InlineData("""{"sdq":{"score":77,"on":"2026-11-01"},"dentalCheck":{"on":"2026-11-31"},"x":1}""", "/dentalCheck/on date-format", "/sdq/score score-range", "/x unknown-member")]
    public async Task Every_fault_is_named_by_its_pointer_and_nothing_is_kept(string body, params string[] faults)
    {
        var caseId = await AnyCase();

        var answer = await Post(caseId, body);

        Assert.Equal((422, "invalid-request"), (answer.Status, answer.Code));
        Assert.Equal(faults, answer.Faults);
        Assert.Empty(await FactsOf(caseId));
    }

    [Fact]
    public async Task No_fault_repeats_what_was_sent()
    {
        var answer = await Post(await AnyCase(), """{"sdq":{"score":77,"reason":"Testchild","on":"Testchild"},"Testchild said":1}""");

        Assert.Equal(["/... unknown-member", "/sdq/on date-format", "/sdq/reason unknown-code", "/sdq/score score-or-reason", "/sdq/score score-range"], answer.Faults);
        Assert.DoesNotContain("Testchild", answer.Body, StringComparison.Ordinal);
        Assert.DoesNotContain("77", answer.Json["errors"]!.ToJsonString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{", "application/json", 400, "not-json")]
    [InlineData("""{"sdq":{"score":3,"score":4,"on":"2026-11-01"}}""", "application/json", 400, "not-json")]
    [InlineData("{}", "text/plain", 415, "unsupported-media-type")]
    public async Task What_is_no_JSON_is_refused(string body, string mediaType, int status, string code)
    {
        var answer = await Hub.Send(HttpMethod.Post, Path(await AnyCase()), Hub.Health, TestHub.Content(body, mediaType));

        Assert.Equal((status, code), (answer.Status, answer.Code));
    }

    [Fact]
    public async Task A_body_that_is_too_long_is_refused()
    {
        var answer = await Post(await AnyCase(), $$"""{"sdq":{"score":3,"on":"2026-11-01"}{{new string(' ', 16 * 1024)}}}""");

        Assert.Equal((413, "too-large"), (answer.Status, answer.Code));
    }

    [Fact]
    public async Task Only_the_provider_of_the_case_states_anything()
    {
        var caseId = await AnyCase();
        foreach (var (persona, organisation, status) in new[] { ("health", "RTH", 404), ("social-care", "825", 403), ("manager", "825", 403), ("operations", "RXQ", 403) })
        {
            var answer = await Hub.Send(HttpMethod.Post, Path(caseId), Hub.Token(persona, organisation), TestHub.Content(Everything, "application/json"));
            Assert.Equal(status, answer.Status);
        }

        Assert.Equal(404, (await Post("825-aaaaaaaaaaaaaaaaaaaaaaaaaa", Everything)).Status);
        Assert.Empty(await FactsOf(caseId));
    }

    [Theory]
    [InlineData("social-care", "826", 404)]
    [InlineData("health", "RTH", 404)]
    [InlineData("manager", "825", 403)]
    public async Task Only_council_and_provider_read_it(string persona, string organisation, int status) =>
        Assert.Equal(status, (await Hub.Get(Path(await AnyCase()), Hub.Token(persona, organisation))).Status);

    [Fact]
    public async Task A_case_that_has_ended_takes_it()
    {
        var subject = Sample.NewSubject();
        var caseId = (await Hub.Notify(Sample.BecameLookedAfter(subject))).CaseId;
        Assert.Contains((await Hub.Notify(Sample.Ceased(subject))).Status, new[] { 200, 201 });

        Assert.Equal(201, (await Post(caseId, """{"dentalCheck":{"on":"2026-10-02"}}""")).Status);
    }

    [Fact]
    public async Task Many_at_once_lose_nothing_and_double_nothing()
    {
        var caseId = await AnyCase();

        var answers = await Task.WhenAll(Enumerable.Range(0, 12).Select(at => Post(caseId, $$$"""{"sdq":{"score":{{{at % 4}}},"on":"2026-10-1{{{at % 4}}}"}}""")));

        Assert.All(answers, answer => Assert.Contains(answer.Status, new[] { 200, 201 }));
        Assert.Equal(4, answers.Count(answer => answer.Status == 201));
        Assert.Equal(4, (await FactsOf(caseId)).Count);
    }

    [Fact]
    public async Task When_the_answer_of_storage_is_lost_each_statement_counts_once_and_a_repeat_finds_it()
    {
        using var proxy = new LossyBlobProxy(stack.Azurite.BlobPort);
        await using var hub = await stack.StartHubBehind(proxy);
        var caseId = (await hub.Notify(Sample.BecameLookedAfter(Sample.NewSubject()))).CaseId;

        proxy.LoseAnswersToCommits(1);
        var first = await hub.Send(HttpMethod.Post, Path(caseId), hub.Health, TestHub.Content(Everything, "application/json"));
        var again = await hub.Send(HttpMethod.Post, Path(caseId), hub.Health, TestHub.Content(Everything, "application/json"));

        Assert.Equal((201, 200, first.Body), (first.Status, again.Status, again.Body));
        Assert.Equal(7, (await hub.Facts(caseId)).Count(fact => (string)fact!["data"]!["type"]! == "health-indicator-recorded"));
        Assert.Equal(7, (int)(await hub.Get($"hub/fhir/Observation?patient={caseId}", hub.Health)).Json["total"]!);
    }

    private static string Path(string caseId) => $"hub/cases/{caseId}/health-indicators";

    private static IEnumerable<string> Told(Answer answer) => answer.Json["indicators"]!.AsArray()
        .Select(said => $"{said!["indicator"]} {said["on"]} {(said["value"] ?? said["score"] ?? said["reason"])!.ToJsonString()}");

    private Task<Answer> Post(string caseId, string body) => Hub.Send(HttpMethod.Post, Path(caseId), Hub.Health, TestHub.Content(body, "application/json"));

    private async Task<string> AnyCase() => (await Hub.Notify(Sample.BecameLookedAfter(Sample.NewSubject()))).CaseId;

    private async Task<IReadOnlyList<JsonNode>> FactsOf(string caseId) =>
        [.. (await Hub.Facts(caseId)).Where(fact => (string)fact!["data"]!["type"]! == "health-indicator-recorded").Select(fact => fact!)];
}
