using IntegrationHub.Functions.Tests.Kit;

namespace IntegrationHub.Functions.Tests.Referrals.Search;

/// <summary>Answers come from the index; what a writer that was killed left there is not believed.</summary>
[Collection(TestStack.Name)]
public sealed class IndexOnlyTests(TestStack stack)
{
    [Fact]
    public async Task A_count_reads_no_case()
    {
        await using var hub = await stack.StartHub();
        var id = (await hub.Notify(Sample.BecameLookedAfter(Sample.NewSubject()))).CaseId;
        await hub.Notify(Sample.BecameLookedAfter(Sample.NewSubject()));
        await hub.Blobs.GetBlobContainerClient("cases").GetBlobClient($"825/{id}.json").UploadAsync(BinaryData.FromString("not a case"), overwrite: true);

        foreach (var query in new[] { "Task?status=requested", "ServiceRequest?status=active", "Consent?status=proposed", "Patient?identifier=9990000018", "Task?business-status=awaiting-consent&authored-on=ge2026-11-01" })
        {
            var answer = await hub.Get($"hub/fhir/{query}&_summary=count", hub.Health);
            Assert.True(answer.Status == 200, answer.Body);
            Assert.Equal(2, (int)answer.Json["total"]!);
        }
    }

    [Fact]
    public async Task An_entry_whose_commit_never_came_is_not_counted()
    {
        await using var hub = await stack.StartHub();
        var id = (await hub.Notify(Sample.BecameLookedAfter(Sample.NewSubject()))).CaseId;
        var index = hub.Blobs.GetBlobContainerClient("index");
        var real = index.GetBlobClient(Assert.Single(await hub.BlobNames("index", "search/")));
        var metadata = (await real.GetPropertiesAsync()).Value.Metadata;
        var commit = $"{Guid.CreateVersion7():N}";
        var unborn = $"825-{new string('a', 26)}";
        await Put(index.GetBlobClient($"pending/RXQ/20261102T235900000Z_{unborn}.{commit}"), new Dictionary<string, string>());
        await Put(index.GetBlobClient($"search/RXQ/requested/2026-11/20261102T090000000Z_{unborn}.{commit}01"), metadata);

        var found = (await hub.Get("hub/fhir/Task?status=requested", hub.Health)).Json;
        Assert.Equal(1, (int)found["total"]!);
        Assert.Equal(id, (string)Assert.Single(found["entry"]!.AsArray())!["resource"]!["id"]!);
    }

    [Fact]
    public async Task A_case_of_before_the_search_index_gets_its_entry_from_the_timer()
    {
        await using var hub = await stack.StartHub();
        var id = (await hub.Notify(Sample.BecameLookedAfter(Sample.NewSubject()))).CaseId;
        await Eventually.Holds("the outbox is sent", async () => (await hub.StoredCase(id))["outbox"]!.AsArray().Count == 0);
        var index = hub.Blobs.GetBlobContainerClient("index");
        var now = Assert.Single(await hub.BlobNames("index", "search/"));
        var before = $"changed/RXQ/20261102T090000000Z_requested_{id}.{new string('0', 34)}";
        var stored = (await hub.StoredCase(id)).ToJsonString().Replace(now, before, StringComparison.Ordinal);
        var blob = hub.Blobs.GetBlobContainerClient("cases").GetBlobClient($"825/{id}.json");
        await blob.UploadAsync(BinaryData.FromString(stored), overwrite: true);
        await Put(index.GetBlobClient(before), new Dictionary<string, string>());
        await index.DeleteBlobAsync(now);
        Assert.Equal(0, (int)(await hub.Get("hub/fhir/Task?status=requested", hub.Health)).Json["total"]!);

        Assert.Equal(200, (await hub.Trigger("TidyIndex", """{"Data":{"timer":{"IsPastDue":false}},"Metadata":{}}""")).Status);

        Assert.Equal(1, (int)(await hub.Get("hub/fhir/Task?status=requested", hub.Health)).Json["total"]!);
        Assert.Empty(await hub.BlobNames("index", "changed/"));
    }

    private static Task Put(Azure.Storage.Blobs.BlobClient blob, IDictionary<string, string> metadata) =>
        blob.UploadAsync(BinaryData.FromBytes(ReadOnlyMemory<byte>.Empty), new Azure.Storage.Blobs.Models.BlobUploadOptions { Metadata = metadata });
}
