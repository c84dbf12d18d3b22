using IntegrationHub.Functions.Escalations;
using IntegrationHub.Functions.Hosting;
using IntegrationHub.Functions.Tests.Escalations.Delivery;
using IntegrationHub.Functions.Tests.Escalations.Partners;
using IntegrationHub.Functions.Tests.Kit;

namespace IntegrationHub.Functions.Tests.Storage;

/// <summary>A commit that storage takes too long over is one case's matter.</summary>
[Collection(Waiting.Name)]
public sealed class SlowCommitTests(TestStack stack)
{
    [Fact]
    public async Task A_commit_that_times_out_keeps_no_other_case_from_being_swept()
    {
        await using var webhook = await WebhookPartner.Start();
        using var proxy = new LossyBlobProxy(stack.Azurite.BlobPort);
        var connection = stack.NewAccount().Replace($":{stack.Azurite.BlobPort}/", $":{proxy.Port}/", StringComparison.Ordinal);
        await using var rig = await DeliveryRig.Start(connection, webhook.Settings());
        var other = await rig.Open("LCS-940001", new DateOnly(2026, 10, 30));
        await rig.Sweep();

        rig.MoveTo("2026-11-05T10:00:00Z");
        var held = proxy.HoldNextCommit();
        var swept = await rig.Get<SweepKeyDates>().Run(CancellationToken.None);

        Assert.Equal(TriggerResult.Retry("failed 1 of 2"), swept);
        Assert.Single(new[] { await rig.Stored(), await rig.Stored(other) }, stored => stored.State.Alerts.Count > 0);
        held.Release();
    }
}
