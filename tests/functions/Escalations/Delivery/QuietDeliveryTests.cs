using IntegrationHub.Domain.Cases;
using IntegrationHub.Domain.Codes;
using IntegrationHub.Domain.Policies;
using IntegrationHub.Functions.Tests.Escalations.Partners;
using IntegrationHub.Functions.Tests.Kit;

namespace IntegrationHub.Functions.Tests.Escalations.Delivery;

/// <summary>Quiet from seven in the evening to seven in the morning, and on all days that are no working days.</summary>
[Collection(TestStack.Name)]
public sealed class QuietDeliveryTests(TestStack stack) : IAsyncLifetime
{
    private static readonly Policy Quiet = Policy.Default with { QuietHours = new QuietHours(new TimeOnly(19, 0), new TimeOnly(7, 0), true) };

    private NotifyPartner partner = null!;

    public async Task InitializeAsync() => partner = await NotifyPartner.Start();

    public async Task DisposeAsync() => await partner.DisposeAsync();

    [Fact]
    public async Task What_is_raised_on_a_Saturday_is_recorded_then_and_delivered_on_Monday_at_seven()
    {
        await using var rig = await Start();
        await rig.At("2026-11-05T10:00:00Z");
        partner.Emails.Clear();
        await rig.At("2026-11-07T00:30:00Z");
        Assert.Equal(new DateTimeOffset(2026, 11, 7, 0, 30, 0, TimeSpan.Zero), (await rig.Stored()).State.Alerts[^1].RaisedAt);
        foreach (var quiet in new[] { "2026-11-07T12:00:00Z", "2026-11-08T12:00:00Z", "2026-11-09T06:59:00Z" })
        {
            await rig.At(quiet);
            Assert.Equal(["3.2-raised"], await rig.Waiting());
            Assert.Empty(partner.Emails);
        }

        await rig.At("2026-11-09T07:00:00Z");

        Assert.Equal(DeliveryRig.LevelTwo, partner.Emails.Select(email => email.Address).Order(StringComparer.Ordinal));
        Assert.Empty(await rig.Waiting());
    }

    [Fact]
    public async Task Over_the_end_of_summer_time_seven_stays_seven()
    {
        await using var rig = await Start("2026-10-16");
        await rig.At("2026-10-22T10:00:00Z");
        await rig.At("2026-10-24T10:00:00Z");
        await rig.At("2026-10-26T06:30:00Z");
        Assert.Equal(["3.2-raised"], await rig.Waiting());

        await rig.At("2026-10-26T07:00:00Z");

        Assert.Equal(3, partner.Emails.Count(email => email.Reference.Contains(".3.2-raised", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task An_alert_resolved_while_it_waits_is_told_to_nobody_and_its_end_to_those_who_knew_of_an_earlier_one()
    {
        await using var rig = await Start();
        await rig.At("2026-11-05T10:00:00Z");
        await rig.At("2026-11-07T10:00:00Z");
        await rig.ConsentAndPapers();
        Assert.Equal(["3.2-resolved"], await rig.Waiting());

        await rig.At("2026-11-09T07:00:00Z");

        Assert.Equal(DeliveryRig.LevelOne, Addresses(".3.1-raised"));
        Assert.Empty(Addresses(".3.2-raised"));
        Assert.Equal(DeliveryRig.LevelOne, Addresses(".3.2-resolved"));
    }

    [Fact]
    public async Task An_alert_that_holds_again_before_its_end_was_told_is_told_once_more_and_its_end_never()
    {
        await using var rig = await Start();
        await rig.At("2026-11-05T10:00:00Z");
        rig.MoveTo("2026-11-05T20:00:00Z");
        await rig.ConsentAndPapers();
        Assert.Equal(["3.1-resolved"], await rig.Waiting());
        rig.MoveTo("2026-11-05T20:30:00Z");
        await rig.Record(new ConsentRecorded(ConsentStatuses.Withdrawn, ConsentGivers.Parent, new DateOnly(2026, 11, 5)));
        Assert.Equal(["3.1-raised-2"], await rig.Waiting());

        await rig.At("2026-11-06T07:00:00Z");

        Assert.Equal(DeliveryRig.LevelOne, Addresses(".3.1-raised-2"));
        Assert.Empty(Addresses("-resolved"));
        Assert.Equal(4, partner.Emails.Count);
        Assert.Equal(4, (await rig.Deliveries("3.1 raised")).Count);
    }

    [Fact]
    public async Task Care_that_ended_while_it_waited_leaves_nothing_to_send()
    {
        await using var rig = await Start();
        await rig.At("2026-11-05T10:00:00Z");
        partner.Emails.Clear();
        await rig.At("2026-11-07T10:00:00Z");
        await rig.Record(new CeasedToBeLookedAfter(new DateOnly(2026, 11, 7), "E4A"));
        Assert.Empty(await rig.Waiting());

        await rig.At("2026-11-09T10:00:00Z");

        Assert.Empty(partner.Emails);
    }

    [Fact]
    public async Task A_message_that_comes_off_the_queue_at_night_goes_back_until_the_morning()
    {
        await using var rig = await Start();
        await rig.SweepAt("2026-11-05T10:00:00Z");
        rig.MoveTo("2026-11-05T22:00:00Z");

        Assert.All(await rig.Pump(), result => Assert.Equal("Done put back: quiet time", result));
        Assert.Empty(partner.Emails);
        await rig.At("2026-11-06T07:00:00Z");
        Assert.Equal(DeliveryRig.LevelOne, Addresses(".3.1-raised"));
    }

    [Fact]
    public async Task A_failure_in_the_evening_is_not_tried_again_before_the_morning()
    {
        partner.Always(Answering.Broken);
        await using var rig = await Start();
        await rig.At("2026-11-05T18:59:00Z");
        partner.Always(Answering.Well);
        await rig.At("2026-11-05T20:00:00Z");
        Assert.Empty(partner.Emails);

        await rig.At("2026-11-06T07:00:00Z");

        Assert.Equal(DeliveryRig.LevelOne, Addresses(".3.1-raised"));
    }

    private Task<DeliveryRig> Start(string dayZero = "2026-10-30") => DeliveryRig.Start(stack.NewAccount(), partner.Settings(), dayZero, Quiet);

    private IEnumerable<string> Addresses(string notice) =>
        partner.Emails.Where(email => email.Reference.Contains(notice, StringComparison.Ordinal)).Select(email => email.Address).Order(StringComparer.Ordinal);
}
