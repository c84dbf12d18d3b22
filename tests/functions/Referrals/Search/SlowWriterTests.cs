using System.Text.Json.Nodes;
using IntegrationHub.Functions.Tests.Kit;

namespace IntegrationHub.Functions.Tests.Referrals.Search;

/// <summary>The incremental pull misses nothing, however slow a writer is.</summary>
[Collection(Waiting.Name)]
public sealed class SlowWriterTests(TestStack stack)
{
    [Fact]
    public async Task A_referral_whose_commit_is_slow_is_found_from_the_last_instant_that_was_shown()
    {
        using var proxy = new LossyBlobProxy(stack.Azurite.BlobPort);
        await using var hub = await stack.StartHubBehind(proxy);
        var before = (await hub.Notify(Sample.BecameLookedAfter(Sample.NewSubject()))).CaseId;

        var held = proxy.HoldNextCommit();
        var slow = hub.Notify(Sample.BecameLookedAfter(Sample.NewSubject()));
        await held.Arrived;
        var after = (await hub.Notify(Sample.BecameLookedAfter(Sample.NewSubject()))).CaseId;

        var first = await Pull(hub, "");
        Assert.Equal([before], Ids(first));
        held.Release();
        var slowId = (await slow).CaseId;

        var fromLastShown = await Pull(hub, $"&_lastUpdated=gt{LastShown(first)}");
        Assert.Equal(new[] { slowId, after }, Ids(fromLastShown));
        var fromHorizon = await Pull(hub, $"&_lastUpdated=gt{first["meta"]!["lastUpdated"]}");
        Assert.Equal(new[] { slowId, after }, Ids(fromHorizon));
    }

    [Fact]
    public async Task A_change_whose_commit_is_slow_is_shown_as_it_was_and_found_later()
    {
        using var proxy = new LossyBlobProxy(stack.Azurite.BlobPort);
        await using var hub = await stack.StartHubBehind(proxy);
        var moved = (await hub.Notify(Sample.BecameLookedAfter(Sample.NewSubject()))).CaseId;
        var task = (await hub.Get($"hub/fhir/Task/{moved}", hub.Health)).Json;
        task["status"] = "received";

        var held = proxy.HoldNextCommit();
        var slow = hub.Fhir(HttpMethod.Put, $"/Task/{moved}", task, ("If-Match", $"W/\"{task["meta"]!["versionId"]}\""));
        await held.Arrived;
        var other = (await hub.Notify(Sample.BecameLookedAfter(Sample.NewSubject()))).CaseId;
        var first = await Pull(hub, "&status=requested");
        Assert.Equal([moved], Ids(first));

        held.Release();
        Assert.Equal(200, (await slow).Status);
        var since = await Pull(hub, $"&_lastUpdated=gt{LastShown(first)}");
        Assert.Equal([(moved, "received"), (other, "requested")], since["entry"]!.AsArray().Select(entry => ((string)entry!["resource"]!["id"]!, (string)entry["resource"]!["status"]!)));
    }

    /// <summary>The writer has given up and its caller was told 503; the put takes effect all the same.</summary>
    [Fact]
    public async Task A_commit_that_takes_effect_after_its_writer_gave_up_is_found_too()
    {
        using var proxy = new LossyBlobProxy(stack.Azurite.BlobPort);
        await using var hub = await stack.StartHubBehind(proxy);
        var message = Sample.BecameLookedAfter(Sample.NewSubject());
        var held = proxy.HoldNextCommit();
        var slow = hub.Notify(message.DeepClone());
        await held.Arrived;
        var other = (await hub.Notify(Sample.BecameLookedAfter(Sample.NewSubject()))).CaseId;

        var gaveUp = await slow;
        Assert.Equal(503, gaveUp.Status);
        var first = await Pull(hub, "");
        Assert.Null(first["entry"]);
        held.Release();
        await Eventually.Holds("the put has taken effect", async () => (await hub.BlobNames("cases")).Count == 2);

        var repeated = await hub.Notify(message.DeepClone());
        Assert.Equal(200, repeated.Status);
        await Eventually.Holds("both are found, each once", async () =>
            Ids(await Pull(hub, $"&_lastUpdated=gt{first["meta"]!["lastUpdated"]}")).SequenceEqual([repeated.CaseId, other]));
    }

    private static async Task<JsonNode> Pull(TestHub hub, string more)
    {
        var answer = await hub.Get($"hub/fhir/Task?owner=Organization/RXQ{more}", hub.Health);
        Assert.True(answer.Status == 200, answer.Body);
        return answer.Json;
    }

    private static IEnumerable<string> Ids(JsonNode bundle) => (bundle["entry"]?.AsArray() ?? []).Select(entry => (string)entry!["resource"]!["id"]!);

    private static string LastShown(JsonNode bundle) => bundle["entry"]!.AsArray().Select(entry => (string)entry!["resource"]!["meta"]!["lastUpdated"]!).Max(StringComparer.Ordinal)!;
}
