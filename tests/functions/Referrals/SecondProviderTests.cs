using System.Text.Json.Nodes;
using IntegrationHub.Functions.Tests.Indicators;
using IntegrationHub.Functions.Tests.Kit;

namespace IntegrationHub.Functions.Tests.Referrals;

/// <summary>Another provider is asked: what that one reads from before, and what the one before can still do.</summary>
[Collection(TestStack.Name)]
public sealed class SecondProviderTests(TestStack stack)
{
    [Fact]
    public async Task The_provider_asked_second_reads_what_there_was_before_it_was_asked()
    {
        var hub = stack.Shared;
        var (subject, caseId) = await Opened(hub);
        using var paper = TestHub.Content("%PDF-1.4\n% form\n%%EOF\n", "application/pdf");
        var kept = await hub.Send(HttpMethod.Post, $"hub/cases/{caseId}/documents", hub.SocialCare, paper, ("X-Document-Kind", "consent-form"), ("X-File-Name", "form.pdf"));
        Assert.Equal(201, kept.Status);
        await SendOn(hub, subject, "RTK");
        var second = hub.Token("health", "RTK");

        var provenances = (await hub.Get($"hub/fhir/Provenance?target=Task/{caseId}.r2", second)).Json["entry"]!.AsArray();
        Assert.Equal("referral-raised", (string)Assert.Single(provenances)!["resource"]!["activity"]!["coding"]![0]!["code"]!);
        var first = await hub.Get($"hub/fhir/Provenance/{caseId}.f1", second);
        Assert.Contains($"Patient/{caseId}/_history/1", first.Body, StringComparison.Ordinal);
        Assert.DoesNotContain("Task/", first.Body, StringComparison.Ordinal);
        Assert.Equal(200, (await hub.Get($"hub/fhir/Task?_id={caseId}.r2&_revinclude=Provenance:target", second)).Status);

        var history = (await hub.Get($"hub/fhir/DocumentReference/{kept.Json["documentId"]}/_history", second)).Json["entry"]!.AsArray();
        Assert.Equal([$"ServiceRequest/{caseId}.r2", null], history.Select(entry => (string?)entry!["resource"]!["context"]?["related"]![0]!["reference"]));
        Assert.Equal(404, (await hub.Get($"hub/fhir/DocumentReference/{caseId}.unknown", second)).Status);
    }

    [Fact]
    public async Task What_the_queue_brings_for_a_referral_that_was_taken_away_is_refused_as_by_HTTP()
    {
        var hub = stack.Shared;
        var (subject, caseId) = await Opened(hub);
        await SendOn(hub, subject, "RTK");
        JsonObject Return(string referral) => new()
        {
            ["resourceType"] = "Bundle",
            ["type"] = "transaction",
            ["entry"] = new JsonArray(new JsonObject
            {
                ["resource"] = Observations.Flag(referral, "dental-check", true).With("subject", new JsonObject { ["reference"] = $"Patient/{caseId}" }),
                ["request"] = new JsonObject { ["method"] = "POST", ["url"] = "Observation" },
            }),
        };

        Assert.Equal(422, (await hub.Fhir(HttpMethod.Post, "", Return(caseId))).Status);
        var parked = (await hub.BlobNames("parked", "assessment-returns/")).Count;
        var queue = hub.Queues.GetQueueClient("assessment-returns");
        await queue.SendMessageAsync(Return(caseId).ToJsonString());
        await Eventually.Holds("it is parked", async () => (await hub.BlobNames("parked", "assessment-returns/")).Count > parked);
        Assert.DoesNotContain(await hub.Facts(caseId), fact => (string)fact!["data"]!["type"]! == "health-indicator-recorded");

        await queue.SendMessageAsync(Return($"{caseId}.r2").ToJsonString());
        await Eventually.Holds("the other one's is taken in", async () =>
            (await hub.Facts(caseId)).Any(fact => (string)fact!["data"]!["type"]! == "health-indicator-recorded" && (string)fact["origin"]!["organisation"]! == "RTK"));
    }

    [Fact]
    public async Task A_Task_that_comes_back_as_read_with_a_text_keeps_what_the_health_team_said_last()
    {
        var hub = stack.Shared;
        var (subject, caseId) = await Opened(hub);
        await Put(hub, caseId, task => task["status"] = "received");
        await hub.Notify(Sample.Event("uk.lac.legal-status-changed.v1", subject, new JsonObject { ["legalStatus"] = "V4" }));
        var cancelled = await Put(hub, caseId, task => task["businessStatus"]!["text"] = "noted");
        Assert.Equal(("cancelled", "noted"), ((string)cancelled["status"]!, (string)cancelled["businessStatus"]!["text"]!));

        await hub.Notify(Sample.Event("uk.lac.legal-status-changed.v1", subject, new JsonObject { ["legalStatus"] = "V2", ["on"] = "2026-11-02" }));
        Assert.Equal("accepted", (string)(await Put(hub, caseId, task => task["status"] = "accepted"))["status"]!);
        await Put(hub, caseId, task => task["businessStatus"]!["text"] = "on the list");
        await Eventually.Holds("each step is told once", async () =>
            (await hub.Peek("social-care-events")).Where(happening => (string)happening["subject"]! == subject).Select(happening => (string)happening["type"]!)
                .SequenceEqual(["uk.lac.referral-received.v1", "uk.lac.referral-accepted.v1"]));
    }

    [Fact]
    public async Task The_hubs_own_reason_that_comes_back_as_read_is_not_taken_for_the_health_teams()
    {
        var hub = stack.Shared;
        var (subject, caseId) = await Opened(hub);
        await SendOn(hub, subject, "RTK");
        await SendOn(hub, subject, "RXQ");

        var taken = await Put(hub, caseId, task => task["businessStatus"]!["text"] = "we saw");
        Assert.Equal("Another provider is asked instead.", (string)taken["statusReason"]!["text"]!);
        var moved = Assert.Single(await hub.Facts(caseId), fact => (string)fact!["data"]!["type"]! == "referral-moved")!["data"]!.AsObject();
        Assert.Equal(("requested", "we saw"), ((string)moved["status"]!, (string)moved["businessStatus"]!));
        Assert.False(moved.ContainsKey("statusReason") || moved.ContainsKey("reasonText"));
    }

    private static async Task<(string Subject, string CaseId)> Opened(TestHub hub)
    {
        var subject = Sample.NewSubject();
        return (subject, (await hub.Notify(Sample.BecameLookedAfter(subject))).CaseId);
    }

    private static async Task SendOn(TestHub hub, string subject, string provider) =>
        Assert.Equal(201, (await hub.Notify(Sample.Event("uk.lac.provider-changed.v1", subject, new JsonObject { ["healthProvider"] = provider }))).Status);

    private static async Task<JsonNode> Put(TestHub hub, string caseId, Action<JsonObject> change)
    {
        var read = await hub.Get($"hub/fhir/Task/{caseId}", hub.Health);
        var task = read.Json.AsObject();
        change(task);
        var answer = await hub.Fhir(HttpMethod.Put, $"/Task/{caseId}", task, ("If-Match", read.ETag));
        Assert.True(answer.Status == 200, answer.Body);
        return answer.Json;
    }
}
