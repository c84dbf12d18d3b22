using System.Collections.Concurrent;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using IntegrationHub.Functions.Calendar;
using IntegrationHub.Functions.Storage;
using IntegrationHub.Functions.Tests.Kit;
using IntegrationHub.Functions.Tests.Reliability;
using Microsoft.Extensions.DependencyInjection;

namespace IntegrationHub.Functions.Tests.Reports;

/// <summary>What a report costs in storage, and what it does about cases that an earlier version of the hub wrote.</summary>
public sealed class ReportStorageTests(StorageOnlyStack stack) : IClassFixture<StorageOnlyStack>
{
    private const int Cases = 600;

    [Fact]
    public async Task A_report_over_many_cases_is_a_listing()
    {
        await using var hub = await InProcessHub.StartOn(stack);
        var caseId = (await hub.Notify(Sample.BecameLookedAfter("LCS-1"))).CaseId;
        var metadata = (await Blob(hub, caseId).GetPropertiesAsync()).Value.Metadata;
        await Parallel.ForEachAsync(Enumerable.Range(0, Cases - 1), new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (i, cancel) =>
            await hub.Storage.Cases.GetBlobClient($"825/{CaseIds.Of($"many-{i}")}.json").UploadAsync(BinaryData.FromString("{}"), new BlobUploadOptions { Metadata = metadata }, cancel));
        await hub.Get("hub/reports/timeliness", hub.Token("manager"));

        var calls = new ConcurrentQueue<StorageCall>();
        hub.Storage.Answered += calls.Enqueue;
        var answer = await hub.Get("hub/reports/timeliness", hub.Token("manager"));

        Assert.Equal(Cases, (int)answer.Json["total"]!["becameLookedAfter"]!);
        Assert.True(calls.Count <= (Cases / 5000) + 10, $"{calls.Count} calls");
        Assert.Single(calls, call => call.Target.Name == "cases");
    }

    [Fact]
    public async Task A_case_with_the_metadata_of_an_earlier_version_is_read_and_written_anew_by_the_next_sweep_a_closed_one_too()
    {
        await using var hub = await InProcessHub.StartOn(stack);
        string[] ids = [(await hub.Notify(Sample.BecameLookedAfter("LCS-1"))).CaseId, (await hub.Notify(Sample.BecameLookedAfter("LCS-2"))).CaseId];
        Assert.True((await hub.Notify(Sample.Ceased("LCS-2"))).Status is 200 or 201);
        var before = await hub.Get("hub/reports/caseload", hub.Token("manager"));
        foreach (var id in ids)
        {
            var earlier = (await Blob(hub, id).GetPropertiesAsync()).Value.Metadata;
            foreach (var name in new[] { "layout", "ceased", "problems", "becamelookedafter" })
            {
                earlier.Remove(name);
            }

            earlier["countedby"] = "rules of the version before";
            await Blob(hub, id).SetMetadataAsync(earlier);
        }

        Assert.Equal(before.Body, (await hub.Get("hub/reports/caseload", hub.Token("manager"))).Body);
        Assert.Single((await hub.Get("hub/cases?ceasedFrom=2026-11-01", hub.SocialCare)).Json["cases"]!.AsArray());
        Assert.Equal(2, await hub.Services.GetRequiredService<RecountCases>().WhereRulesChanged(CancellationToken.None));

        foreach (var id in ids)
        {
            Assert.True(FiguresMetadata.IsCurrent((await Blob(hub, id).GetPropertiesAsync()).Value.Metadata));
        }

        Assert.Equal(0, await hub.Services.GetRequiredService<RecountCases>().WhereRulesChanged(CancellationToken.None));
        Assert.Equal(before.Body, (await hub.Get("hub/reports/caseload", hub.Token("manager"))).Body);
    }

    private static BlobClient Blob(InProcessHub hub, string caseId) => hub.Storage.Cases.GetBlobClient($"{caseId[..3]}/{caseId}.json");
}
