using IntegrationHub.Functions.Tests.Kit;

namespace IntegrationHub.Functions.Tests.Storage;

/// <summary>Storage takes a commit and its answer is lost: the writer's retry meets its own success.</summary>
[Collection(Waiting.Name)]
public sealed class LostAnswerTests(TestStack stack)
{
    [Fact]
    public async Task A_commit_whose_answer_is_lost_counts_once_and_keeps_its_index_and_its_outbox()
    {
        using var proxy = new LossyBlobProxy(stack.Azurite.BlobPort);
        await using var hub = await stack.StartHubBehind(proxy);
        var subject = Sample.NewSubject();

        proxy.LoseAnswersToCommits(1);
        var created = await hub.Notify(Sample.BecameLookedAfter(subject));
        Assert.True(created.Status == 201, created.Body);
        var caseId = created.CaseId;
        var found = await hub.Get("hub/fhir/Task?status=requested", hub.Health);
        Assert.Equal(1, (int)found.Json["total"]!);

        var body = (await hub.Get($"hub/fhir/Task/{caseId}", hub.Health)).Json;
        body["status"] = "received";
        proxy.LoseAnswersToCommits(1);
        var moved = await hub.Fhir(HttpMethod.Put, $"/Task/{caseId}", body, ("If-Match", (string)$"W/\"{body["meta"]!["versionId"]}\""));
        Assert.True(moved.Status == 200, moved.Body);
        Assert.Single(await hub.Facts(caseId), fact => (string)fact!["data"]!["type"]! == "referral-moved");

        await Eventually.Holds("the event is sent", async () =>
            (await hub.Peek("social-care-events")).Any(happening => (string)happening["type"]! == "uk.lac.referral-received.v1"));
        await Eventually.Holds("index and case agree", async () =>
        {
            var named = (await hub.StoredCase(caseId))["indexEntries"]!.AsArray().Select(name => (string)name!).Order(StringComparer.Ordinal);
            var there = (await hub.BlobNames("index")).Where(name => name.Contains(caseId, StringComparison.Ordinal)).Order(StringComparer.Ordinal);
            return named.SequenceEqual(there);
        });
    }
}
