using IntegrationHub.Contracts;
using IntegrationHub.Domain.Cases;
using IntegrationHub.Functions.Pages.Case;
using IntegrationHub.Functions.Tests.Escalations.Partners;
using IntegrationHub.Functions.Tests.Kit;

namespace IntegrationHub.Functions.Tests.Escalations.Delivery;

/// <summary>Notices stand in the outbox until everybody was told; then the case keeps that they were sent.</summary>
[Collection(TestStack.Name)]
public sealed class SentNoticesTests(TestStack stack) : IAsyncLifetime
{
    private NotifyPartner partner = null!;

    public async Task InitializeAsync() => partner = await NotifyPartner.Start();

    public async Task DisposeAsync() => await partner.DisposeAsync();

    [Fact]
    public async Task A_notice_is_on_its_way_until_everybody_was_told_and_then_sent_since_it_was_put_on_its_queue()
    {
        await using var rig = await Start();
        await rig.SweepAt("2026-11-05T10:00:00Z");
        Assert.Empty(Notices(await rig.Stored()));
        Assert.Equal("On its way since 5 November 2026 at 10:00", Out(await rig.Stored()).State);

        rig.MoveTo("2026-11-05T10:05:00Z");
        Assert.Equal(["Done delivered"], await rig.Pump());
        var stored = await rig.Stored();
        Assert.Equal(["3.1-raised raised 10:00"], Notices(stored));
        var row = Out(stored);
        Assert.Equal(("Sent on 5 November 2026 at 10:00", "Social worker, business support officer"), (row.State, row.Partner));
        Assert.Equal(["Delivered by notify on 5 November 2026 at 10:05"], row.Details);
    }

    [Fact]
    public async Task A_notice_that_was_delivered_before_its_sending_was_confirmed_is_recorded_all_the_same_and_once()
    {
        await using var rig = await Start();
        rig.MoveTo("2026-11-05T10:00:00Z");
        await rig.Sweep();
        var sent = Assert.Single((await rig.Stored()).Document.Outbox, message => message.Queue == Queues.Escalations);
        var result = await rig.Get<Functions.Escalations.DeliverAlert>().Handle(
            new Functions.Hosting.TriggerMessage(Queues.Escalations, System.Text.Encoding.UTF8.GetBytes(sent.Body), sent.MessageId, 1), CancellationToken.None);
        Assert.Equal("delivered", result.Reason);
        Assert.Equal(["3.1-raised raised 10:00"], Notices(await rig.Stored()));

        await rig.Get<Functions.Storage.CaseStore>().ConfirmSent((await rig.Stored()).State.CaseId, [sent], new HashSet<string>(), CancellationToken.None);
        Assert.Equal(["3.1-raised raised 10:00"], Notices(await rig.Stored()));
    }

    [Fact]
    public async Task What_became_of_a_notice_is_said_of_each_where_it_is_not_the_same_for_all()
    {
        partner.To("support@council.example", Answering.Broken);
        await using var rig = await Start();
        await rig.At("2026-11-05T10:00:00Z");

        var row = Out(await rig.Stored());
        Assert.StartsWith("Waits until ", row.State, StringComparison.Ordinal);
        Assert.Equal(
            ["Delivered by notify on 5 November 2026 at 10:00: social worker", "Failed, tried again, by notify on 5 November 2026 at 10:00: business support officer"], row.Details.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_notice_that_was_never_sent_is_not_said_to_be()
    {
        await using var rig = await Start();
        rig.MoveTo("2026-11-05T10:00:00Z");
        await rig.Sweep();
        await rig.ConsentAndPapers();
        Assert.DoesNotContain(Notices(await rig.Stored()), notice => notice.Contains("raised", StringComparison.Ordinal));
    }

    private Task<DeliveryRig> Start() => DeliveryRig.Start(stack.NewAccount(), partner.Settings());

    private static IReadOnlyList<string> Notices(Functions.Storage.StoredCase stored) =>
        [.. stored.Document.Sent.Where(message => message.Queue == Queues.Escalations).Select(message => $"{message.MessageId[(stored.State.Header.CaseId.Length + 1)..]} {message.Kind} {message.SentAt:HH:mm}")];

    private static MessageModel Out(Functions.Storage.StoredCase stored) =>
        Assert.Single(MessagesOut.Of(stored, stored.LastUpdated.AddDays(3)), message => message.What.StartsWith("Notice of the alert of level 1", StringComparison.Ordinal));
}
