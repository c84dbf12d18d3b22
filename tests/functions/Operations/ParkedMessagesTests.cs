using System.Text.Json.Nodes;
using IntegrationHub.Functions.Tests.Kit;

namespace IntegrationHub.Functions.Tests.Operations;

/// <summary>Messages that couldn't be processed, as those who operate the hub deal with them.</summary>
[Collection(TestStack.Name)]
public sealed class ParkedMessagesTests(TestStack stack)
{
    [Fact]
    public async Task A_message_is_parked_once_however_often_it_comes_and_however_its_envelope_differs()
    {
        await using var hub = await stack.StartHub();
        var bad = Bad(Sample.NewSubject()).ToJsonString();
        for (var delivery = 1; delivery <= 3; delivery++)
        {
            Assert.Equal(200, (await hub.Trigger("ReceiveNotification", Sample.StorageQueueEnvelope(bad, delivery, "the-same"))).Status);
        }

        var entry = Assert.Single(await Parked(hub));
        Assert.Equal(("lac-notifications", "invalid-notification", 1, "parked"), ((string)entry!["queue"]!, (string)entry["reason"]!, (int)entry["attempts"]!, (string)entry["state"]!));
        Assert.DoesNotContain("Testchild", entry.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Reading_one_shows_what_came_and_is_audited_apart_from_listing()
    {
        await using var hub = await stack.StartHub();
        var bad = Bad(Sample.NewSubject());
        await hub.Trigger("ReceiveNotification", Sample.StorageQueueEnvelope(bad.ToJsonString(), 2, "read-me"));
        var id = (string)Assert.Single(await Parked(hub))!["id"]!;

        var read = (await Get(hub, $"parked/{id}")).Json;

        Assert.Equal("read-me", (string)read["messageId"]!);
        Assert.True(JsonNode.DeepEquals(bad, JsonNode.Parse((string)read["body"]!)));
        Assert.Contains("DequeueCount", (string)read["envelope"]!, StringComparison.Ordinal);
        var lines = (await Get(hub, "audit?operation=ReadParked")).Json["entries"]!.AsArray();
        Assert.Equal(("test-operations", 200), ((string)Assert.Single(lines)!["subject"]!, (int)lines[0]!["status"]!));
        foreach (var unknown in new[] { "parked/x", "parked/lac-notifications.2026-11-02.0123456789abcdef0123456789abcdef", "parked/..%2f..%2fcases" })
        {
            Assert.Equal(404, (await Get(hub, unknown)).Status);
        }
    }

    [Fact]
    public async Task Replayed_a_message_is_processed_as_if_it_had_just_come_and_replayed_again_nothing_happens()
    {
        await using var hub = await stack.StartHub();
        var subject = Sample.NewSubject();
        var caseId = (await hub.Notify(Sample.BecameLookedAfter(subject))).CaseId;
        await hub.Fhir(HttpMethod.Post, "/Appointment", Sample.Appointment(caseId, "fulfilled"));

        // For a case of another hub: it becomes known here only afterwards.
        var other = Sample.NewSubject();
        var early = Sample.Return(CaseIds.Of(other));
        await hub.Trigger("ReceiveAssessment", Sample.StorageQueueEnvelope(early.ToJsonString(), 1, "early-return"));
        var id = (string)Assert.Single(await Parked(hub))!["id"]!;
        Assert.Equal("referral-not-known", (string)(await Parked(hub))[0]!["reason"]!);
        await hub.Notify(Sample.BecameLookedAfter(other));

        for (var time = 1; time <= 2; time++)
        {
            var replayed = await Post(hub, $"parked/{id}/replay");
            Assert.Equal((200, "replayed"), (replayed.Status, (string)replayed.Json["state"]!));
        }

        await Eventually.Holds("both documents are there", async () =>
            (await hub.Get($"hub/cases/{CaseIds.Of(other)}/documents", hub.SocialCare)).Json["documents"]!.AsArray().Count == 2);
        Assert.Empty(await Parked(hub));
        Assert.Equal(id, (string)Assert.Single((await Get(hub, "parked?state=replayed")).Json["parked"]!.AsArray())!["id"]!);
        Assert.Equal(2, (await hub.Facts(CaseIds.Of(other))).Count(fact => (string)fact!["data"]!["type"]! == "document-received"));
    }

    [Fact]
    public async Task By_filter_a_dry_run_says_which_and_a_limit_holds()
    {
        await using var hub = await stack.StartHub();
        for (var i = 0; i < 3; i++)
        {
            await hub.Trigger("ReceiveNotification", Sample.StorageQueueEnvelope(Bad(Sample.NewSubject()).ToJsonString(), 1, $"bad-{i}"));
        }

        await hub.Trigger("ReceiveAssessment", Sample.StorageQueueEnvelope("{}", 1, "no-bundle"));

        var dry = (await Post(hub, "parked/replay?queue=lac-notifications&reason=invalid-notification&dryRun=true&limit=2")).Json;
        Assert.Equal((true, 2, true), ((bool)dry["dryRun"]!, dry["messages"]!.AsArray().Count, (bool)dry["more"]!));
        Assert.Equal(4, (await Parked(hub)).Count);
        Assert.Empty((await Post(hub, "parked/replay?reason=unheard-of&dryRun=true")).Json["messages"]!.AsArray());

        var done = (await Post(hub, "parked/replay?queue=lac-notifications&limit=2")).Json;
        Assert.All(done["messages"]!.AsArray(), message => Assert.Equal("replayed", (string)message!["state"]!));

        // They are as bad as before: each is parked anew, beside the record that it was replayed.
        await Eventually.Holds("they failed again", async () => (await Parked(hub)).Count == 4);
        Assert.Equal(2, (await Get(hub, "parked?state=replayed")).Json["parked"]!.AsArray().Count);
    }

    [Fact]
    public async Task Discarded_the_content_is_gone_and_the_record_with_its_reason_stays()
    {
        await using var hub = await stack.StartHub();
        await hub.Trigger("ReceiveNotification", Sample.StorageQueueEnvelope(Bad(Sample.NewSubject()).ToJsonString(), 1, "discard-me"));
        var id = (string)Assert.Single(await Parked(hub))!["id"]!;

        Assert.Equal(["/reason required"], (await Delete(hub, id, null)).Faults);
        Assert.Equal(["/because unknown-member", "/reason required"], (await Delete(hub, id, """{"because":"x"}""")).Faults);
        Assert.Equal(200, (await Delete(hub, id, """{"reason":"A test message of the supplier."}""")).Status);

        var read = (await Get(hub, $"parked/{id}")).Json;
        Assert.Equal(("discarded", "A test message of the supplier.", "test-operations"), ((string)read["state"]!, (string)read["discardReason"]!, (string)read["settledBy"]!));
        Assert.Null(read["body"]);
        Assert.Null(read["envelope"]);
        foreach (var name in await hub.BlobNames("parked"))
        {
            var content = await hub.Blobs.GetBlobContainerClient("parked").GetBlobClient(name).DownloadContentAsync();
            Assert.DoesNotContain("message", JsonNode.Parse(content.Value.Content.ToString())!["envelope"]?.ToJsonString() ?? "", StringComparison.Ordinal);
        }

        Assert.Equal(409, (await Post(hub, $"parked/{id}/replay")).Status);
        await hub.Trigger("ReceiveNotification", Sample.StorageQueueEnvelope("[]", 1, "another"));
        Assert.Single(await Parked(hub));
    }

    [Fact]
    public async Task What_the_broker_gave_up_on_is_collected_and_can_be_replayed()
    {
        await using var hub = await stack.StartHub();
        var subject = Sample.NewSubject();
        await hub.Queues.GetQueueClient("lac-notifications-poison").SendMessageAsync(Sample.BecameLookedAfter(subject).ToJsonString());

        await Eventually.Holds("it is parked", async () => (await Parked(hub)).Count == 1);
        var entry = (await Parked(hub))[0]!;
        Assert.Equal(("lac-notifications", "dead-lettered"), ((string)entry["queue"]!, (string)entry["reason"]!));
        await Post(hub, $"parked/{entry["id"]}/replay");

        await Eventually.Holds("the case is there", async () => (await hub.Get($"hub/cases/{CaseIds.Of(subject)}", hub.SocialCare)).Status == 200);
    }

    [Fact]
    public async Task A_message_larger_than_a_queue_takes_is_replayed_by_a_claim()
    {
        await using var hub = await stack.StartHub();
        var large = Bad(Sample.NewSubject());
        large["data"]!["child"]!["familyName"] = new string('a', 60_000);
        await hub.Trigger("ReceiveNotification", Sample.StorageQueueEnvelope(large.ToJsonString(), 1, "large"));
        var id = (string)Assert.Single(await Parked(hub))!["id"]!;

        var replayed = await Post(hub, $"parked/{id}/replay");
        Assert.Equal((200, "replayed"), (replayed.Status, (string)replayed.Json["state"]!));

        // As bad as before, by whichever way it came.
        await Eventually.Holds("it failed again", async () => (await Parked(hub)).Count == 1);
        var again = (await Parked(hub))[0]!;
        Assert.Equal("invalid-notification", (string)again["reason"]!);
        Assert.Contains("claimCheck", (string)(await Get(hub, $"parked/{again["id"]}")).Json["body"]!, StringComparison.Ordinal);
        Assert.Single(await hub.BlobNames("claims", "lac-notifications/"));
    }

    [Fact]
    public async Task A_claim_to_nothing_is_parked()
    {
        await using var hub = await stack.StartHub();
        var claim = $$$"""{"claimCheck":{"queue":"lac-notifications","sha256":"{{{new string('0', 64)}}}"}}""";

        Assert.Equal(200, (await hub.Trigger("ReceiveNotification", Sample.StorageQueueEnvelope(claim, 1, "nothing"))).Status);

        Assert.Equal("claim-not-found", (string)Assert.Single(await Parked(hub))!["reason"]!);
    }

    [Theory]
    [InlineData("GET", "parked?queue=nothing&limit=0&colour=red", "?colour unknown-member|?limit wrong-type|?queue unknown-code")]
    [InlineData("GET", "parked?state=lost", "?state unknown-code")]
    [InlineData("POST", "parked/replay?dryRun=maybe&limit=501", "?dryRun unknown-code|?limit wrong-type")]
    [InlineData("GET", "audit?on=yesterday&operation=Fly&refused=2", "?on date-format|?operation unknown-code|?refused unknown-code")]
    [InlineData("POST", "check?mend=perhaps", "?mend unknown-code")]
    public async Task What_cant_be_asked_is_refused_with_every_fault(string method, string path, string faults)
    {
        var answer = await stack.Shared.Send(HttpMethod.Parse(method), $"hub/operations/{path}", stack.Shared.Token("operations"), null);

        Assert.Equal(422, answer.Status);
        Assert.Equal(faults.Split('|'), answer.Faults);
    }

    private static JsonObject Bad(string subject)
    {
        var message = Sample.BecameLookedAfter(subject);
        message["data"]!["care"]!["legalStatus"] = "ZZ";
        return message;
    }

    private static async Task<JsonArray> Parked(TestHub hub) => (await Get(hub, "parked")).Json["parked"]!.AsArray();

    private static Task<Answer> Get(TestHub hub, string path) => hub.Get($"hub/operations/{path}", hub.Token("operations"));

    private static Task<Answer> Post(TestHub hub, string path) => hub.Send(HttpMethod.Post, $"hub/operations/{path}", hub.Token("operations"), null);

    private static Task<Answer> Delete(TestHub hub, string id, string? body) => hub.Send(
        HttpMethod.Delete, $"hub/operations/parked/{id}", hub.Token("operations"), body is null ? null : TestHub.Content(body, "application/json"));
}
