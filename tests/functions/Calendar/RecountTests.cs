using Azure.Storage.Blobs.Models;
using IntegrationHub.Domain.Cases;
using IntegrationHub.Domain.KeyDates;
using IntegrationHub.Domain.Policies;
using IntegrationHub.Functions.Calendar;
using IntegrationHub.Functions.Escalations.Delivery;
using IntegrationHub.Functions.Storage;
using IntegrationHub.Functions.Tests.Escalations.Delivery;
using IntegrationHub.Functions.Tests.Kit;

namespace IntegrationHub.Functions.Tests.Calendar;

/// <summary>Instances with other rules over the same storage: what one leaves, the next counts anew.</summary>
[Collection(TestStack.Name)]
public sealed class RecountTests(TestStack stack)
{
    private static readonly AlertSettings NoChannels = new(null, null, new Uri(AlertSettings.NotifyAddress), null, null);

    [Fact]
    public async Task A_policy_that_ends_an_alert_which_stood_for_a_step_that_still_holds_gives_what_a_fresh_decision_gives()
    {
        var account = stack.NewAccount();
        await using var old = await DeliveryRig.Start(account, NoChannels);
        await old.SweepAt("2026-11-21T10:00:00Z");
        Assert.Equal(["3.4"], await OpenAlerts(old));

        await using var next = await DeliveryRig.Start(account, NoChannels, policy: Target(KeyDate.ConsentAndPaperworkReceived, 18), opens: false);
        await next.SweepAt("2026-11-21T11:00:00Z");

        Assert.Equal(["4.2"], await OpenAlerts(next));
    }

    [Fact]
    public async Task What_an_instance_of_the_old_policy_writes_after_the_recount_is_counted_anew_at_the_next_sweep()
    {
        var account = stack.NewAccount();
        await using var old = await DeliveryRig.Start(account, NoChannels);
        await using var next = await DeliveryRig.Start(account, NoChannels, policy: Target(KeyDate.ConsentAndPaperworkReceived, 3), opens: false);
        await next.SweepAt("2026-11-02T10:00:00Z");
        Assert.Equal(["due/2026-11-03"], await Due(next));

        old.MoveTo("2026-11-02T10:20:00Z");
        await old.Record(new PaperworkCompleted(new DateOnly(2026, 11, 2)));
        Assert.Equal(["due/2026-11-05"], await Due(old));

        await next.SweepAt("2026-11-02T11:00:00Z");
        Assert.Equal(["due/2026-11-03"], await Due(next));
        await next.SweepAt("2026-11-03T10:00:00Z");
        Assert.Equal(["3.1"], await OpenAlerts(next));
    }

    [Fact]
    public async Task Once_no_process_with_other_rules_can_be_about_a_sweep_lists_cases_once_a_day()
    {
        await using var rig = await DeliveryRig.Start(stack.NewAccount(), NoChannels);
        var listings = 0;
        rig.Get<HubStorage>().Answered += call => listings += call is { Method: "GET", Target.Name: "cases" } ? 1 : 0;
        async Task<int> ListingsAt(string now)
        {
            rig.MoveTo(now);
            var before = listings;
            await rig.Get<RecountCases>().WhereRulesChanged(CancellationToken.None);
            return listings - before;
        }

        var counts = new List<int>();
        foreach (var at in new[] { "02T10:00", "02T11:00", "02T12:00", "02T13:00", "03T10:00", "03T11:30", "03T12:00" })
        {
            counts.Add(await ListingsAt($"2026-11-{at}:00Z"));
        }

        Assert.Equal([1, 1, 1, 0, 0, 1, 0], counts);
    }

    [Fact]
    public async Task A_case_that_cannot_be_read_keeps_no_other_from_being_counted_and_none_is_counted_twice()
    {
        var account = stack.NewAccount();
        await using var old = await DeliveryRig.Start(account, NoChannels);
        var broken = await old.Open("LCS-900002", new DateOnly(2026, 10, 30));
        var blob = old.Get<HubStorage>().Cases.GetBlobClient($"825/{broken.CaseId}.json");
        var metadata = (await blob.GetPropertiesAsync()).Value.Metadata;
        await blob.UploadAsync(BinaryData.FromString("not a case"), overwrite: true);
        await blob.SetMetadataAsync(metadata);

        await using var next = await DeliveryRig.Start(account, NoChannels, policy: Target(KeyDate.ConsentAndPaperworkReceived, 3), opens: false);
        next.MoveTo("2026-11-02T10:00:00Z");

        Assert.Equal(1, await next.Get<RecountCases>().WhereRulesChanged(CancellationToken.None));
        Assert.Contains("due/2026-11-03", await Due(next));
        Assert.Equal(0, await next.Get<RecountCases>().WhereRulesChanged(CancellationToken.None));
    }

    private static Policy Target(KeyDate keyDate, int workingDays) => Policy.Default with
    {
        KeyDates = [.. Policy.Default.KeyDates.Select(of => of.KeyDate == keyDate ? of with { TargetWorkingDays = workingDays } : of)],
    };

    private static async Task<IReadOnlyList<string>> OpenAlerts(DeliveryRig rig) =>
        [.. (await rig.Stored()).State.Alerts.Where(alert => alert.ResolvedAt is null).Select(alert => alert.Alert.AlertId[(rig.Id.Length + 1)..])];

    /// <summary>The days under which the rig's own case stands.</summary>
    private static async Task<IReadOnlyList<string>> Due(DeliveryRig rig)
    {
        var names = new List<string>();
        await foreach (var blob in rig.Get<HubStorage>().Index.GetBlobsAsync(new GetBlobsOptions { Prefix = "due/" }))
        {
            names.Add(blob.Name);
        }

        return [.. names.Where(name => name.Contains(rig.Id, StringComparison.Ordinal)).Select(name => name[.."due/2026-11-03".Length])];
    }
}
