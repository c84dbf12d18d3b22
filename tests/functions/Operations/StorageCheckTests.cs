using System.Text.Json.Nodes;
using Azure.Storage.Blobs.Models;
using IntegrationHub.Functions.Tests.Kit;
using IntegrationHub.Functions.Tests.Reliability;

namespace IntegrationHub.Functions.Tests.Operations;

/// <summary>What is stored is spoilt by hand; the check finds it, and mends what can be mended.</summary>
[Collection(TestStack.Name)]
public sealed class StorageCheckTests(TestStack stack)
{
    private const string Now = "2026-11-02T09:00:00Z";

    [Fact]
    public async Task Missing_entries_are_put_back_and_left_over_ones_and_documents_are_removed()
    {
        var (account, folder) = (stack.NewAccount(), stack.NewFolder());
        await using var hub = await InProcessHub.Start(account, folder, Now);
        await hub.Storage.EnsureExists(CancellationToken.None);
        var caseId = (await hub.Notify(Sample.BecameLookedAfter(Sample.NewSubject()))).CaseId;
        Assert.Empty((await Check(hub, mend: false))["findings"]!.AsArray());

        var gone = await Entries(hub, "search/");
        foreach (var name in gone)
        {
            await hub.Storage.Index.DeleteBlobAsync(name);
        }

        var surplus = $"worklist/RXQ/requested/2026-11-27_{caseId}.00000000000000000000000000000000";
        await hub.Storage.Index.UploadBlobAsync(surplus, BinaryData.Empty);
        await hub.Storage.Documents.UploadBlobAsync($"{caseId}/{new string('a', 64)}", BinaryData.FromString("nobody's"));
        Assert.Equal(0, (int)(await hub.Get("hub/fhir/Task?status=requested", hub.Health)).Json["total"]!);

        // What nobody names may be on its way to be named, until it is old.
        Assert.Equal([("missing-index-entry", false)], Kinds(await Check(hub, mend: false)));
        await using var tomorrow = await InProcessHub.Start(account, folder, Now, TimeSpan.FromHours(25));
        Assert.Equal([("missing-index-entry", false), ("orphan-document", false), ("orphan-index-entry", false)], Kinds(await Check(tomorrow, mend: false)));
        Assert.Equal([("missing-index-entry", true), ("orphan-document", true), ("orphan-index-entry", true)], Kinds(await Check(tomorrow, mend: true)));

        Assert.Empty((await Check(tomorrow, mend: false))["findings"]!.AsArray());
        Assert.Equal(1, (int)(await hub.Get("hub/fhir/Task?status=requested", hub.Health)).Json["total"]!);
        Assert.Empty((await Entries(hub, "search/")).Intersect(gone));
        Assert.False(await hub.Storage.Index.GetBlobClient(surplus).ExistsAsync());
    }

    [Fact]
    public async Task What_cant_be_mended_is_named()
    {
        var (account, folder) = (stack.NewAccount(), stack.NewFolder());
        await using var hub = await InProcessHub.Start(account, folder, Now);
        await hub.Storage.EnsureExists(CancellationToken.None);
        var caseId = (await hub.Notify(Sample.BecameLookedAfter(Sample.NewSubject()))).CaseId;
        Assert.Equal(201, (await hub.Fhir(HttpMethod.Post, "/DocumentReference", Sample.Document(caseId, "iha-summary", "lost"))).Status);
        var broken = (await hub.Notify(Sample.BecameLookedAfter(Sample.NewSubject()))).CaseId;
        await foreach (var document in hub.Storage.Documents.GetBlobsAsync())
        {
            await hub.Storage.Documents.DeleteBlobAsync(document.Name);
        }

        await hub.Storage.Cases.GetBlobClient($"825/{broken}.json").UploadAsync(BinaryData.FromString("{ not a case"), overwrite: true);

        var report = await Check(hub, mend: true);

        Assert.Equal([("missing-document", false), ("unreadable-case", false)], Kinds(report));
        Assert.Equal((2, 2, 0), ((int)report["cases"]!, (int)report["found"]!, (int)report["mended"]!));
        Assert.Equal(["storage-damaged.missing-document.1", "storage-damaged.unreadable-case.1"], await Damage(hub));

        await hub.Storage.Cases.DeleteBlobAsync($"825/{broken}.json");
        await Check(hub, mend: true);
        Assert.Equal(["storage-damaged.missing-document.1"], await Damage(hub));
    }

    /// <summary>The alarms that stand after a watch.</summary>
    private static async Task<IEnumerable<string>> Damage(InProcessHub hub)
    {
        Assert.Equal(200, (await hub.Trigger("WatchOperations", Sample.TimerEnvelope())).Status);
        return (await hub.Get("hub/operations/alarms?state=raised", hub.Token("operations"))).Json["alarms"]!.AsArray()
            .Select(alarm => (string)alarm!["alarmId"]!).Where(id => id.StartsWith("storage-damaged", StringComparison.Ordinal)).Order();
    }

    private static async Task<JsonNode> Check(InProcessHub hub, bool mend)
    {
        var answer = await hub.Send(HttpMethod.Post, $"hub/operations/check?mend={(mend ? "true" : "false")}", hub.Token("operations"), null);
        Assert.True(answer.Status == 200, answer.Body);
        return answer.Json;
    }

    private static IEnumerable<(string Kind, bool Mended)> Kinds(JsonNode report) =>
        report["findings"]!.AsArray().Select(finding => ((string)finding!["kind"]!, (bool)finding["mended"]!)).Order();

    private static async Task<IReadOnlyList<string>> Entries(InProcessHub hub, string prefix)
    {
        var names = new List<string>();
        await foreach (var blob in hub.Storage.Index.GetBlobsAsync(new GetBlobsOptions { Prefix = prefix }))
        {
            names.Add(blob.Name);
        }

        return names;
    }
}
