using IntegrationHub.Domain.Cases;
using IntegrationHub.Domain.Policies;
using IntegrationHub.Functions.Escalations.Delivery;
using IntegrationHub.Functions.Hosting;
using IntegrationHub.Functions.Messaging;
using IntegrationHub.Functions.Storage;
using IntegrationHub.Functions.Tests.Escalations.Partners;
using IntegrationHub.Functions.Tests.Kit;

namespace IntegrationHub.Functions.Tests.Escalations.Delivery;

/// <summary>Delivery under every kind of trouble: each recipient is told once, late if it must be, and never in vain.</summary>
[Collection(TestStack.Name)]
public sealed class DeliverAlertTests(TestStack stack) : IAsyncLifetime
{
    private NotifyPartner partner = null!;

    public async Task InitializeAsync() => partner = await NotifyPartner.Start();

    public async Task DisposeAsync() => await partner.DisposeAsync();

    [Fact]
    public async Task The_same_message_again_and_twice_at_once_is_one_email_for_each_recipient()
    {
        await using var rig = await Start();
        await Raise(rig);
        var message = (await rig.Receive())!;

        var results = await Task.WhenAll(rig.Deliver(message), rig.Deliver(message), rig.Deliver(message));
        await rig.HoursLater(1);

        Assert.Single(results, TriggerResult.Done("delivered"));
        Assert.All(results, result => Assert.Contains(result.Reason, new[] { "delivered", "delivered before", "being-delivered" }));
        Assert.Equal(TriggerResult.Done("delivered before"), await rig.Deliver(message));
        Assert.Equal(DeliveryRig.LevelOne, Addresses());
        Assert.Equal(["3.1 raised business-support-officer notify delivered", "3.1 raised social-worker notify delivered"], await rig.Deliveries());
        Assert.Empty(await rig.Waiting());
    }

    [Fact]
    public async Task A_notice_that_somebody_else_is_delivering_is_kept_whatever_becomes_of_that()
    {
        await using var rig = await Start();
        await Raise(rig);
        var message = (await rig.Receive())!;
        var notice = AlertNotice.Of(WaitingNotices.Read(Convert.FromBase64String(message.MessageText))!);
        await rig.Get<LocalRecord>().Deliver(notice, [], CancellationToken.None);
        await using (await rig.Get<LocalRecord>().Claim(notice, CancellationToken.None))
        {
            Assert.Equal(TriggerResult.Retry("being-delivered"), await rig.Deliver(message));
            Assert.Equal(TriggerResult.Done("put back: being delivered"), await rig.Deliver(message, deliveryCount: TriggerMessage.LastDelivery));
        }

        Assert.Empty(partner.Emails);
        await rig.HoursLater(1);
        Assert.Equal(DeliveryRig.LevelOne, Addresses());
    }

    [Fact]
    public async Task Killed_after_Notify_took_it_and_before_it_was_recorded_it_is_recorded_and_not_sent_again()
    {
        await using var rig = await Start();
        await Raise(rig);
        var message = (await rig.Receive())!;
        var alert = WaitingNotices.Read(Convert.FromBase64String(message.MessageText))!;
        await rig.Get<NoticeDelivery>().Deliver(
            AlertNotice.Of(alert), Policy.Default, [.. alert.Recipients.Select(recipient => new NoticeRecipient(recipient.Role, recipient.Address))], CancellationToken.None);
        Assert.Equal(DeliveryRig.LevelOne, Addresses());
        Assert.Empty(await rig.Deliveries());

        Assert.Equal(TriggerResult.Done("delivered"), await rig.Deliver(message));

        Assert.Equal(DeliveryRig.LevelOne, Addresses());
        Assert.Equal(2, (await rig.Deliveries()).Count);
    }

    [Fact]
    public async Task One_of_three_that_can_never_be_told_keeps_nobody_else_waiting_and_is_not_tried_again()
    {
        partner.To("nurse@trust.example", Answering.BadAddress);
        await using var rig = await Start();
        await rig.At("2026-11-05T10:00:00Z");
        await rig.At("2026-11-07T10:00:00Z");
        var calls = partner.Calls;
        await rig.HoursLater(30);

        Assert.Equal(
            [
                "3.2 raised independent-reviewing-officer notify delivered",
                "3.2 raised named-nurse notify failed for good",
                "3.2 raised team-manager notify delivered",
            ],
            await rig.Deliveries("3.2"));
        Assert.Equal(calls, partner.Calls);
        Assert.Empty(await rig.Waiting());
    }

    [Fact]
    public async Task One_of_three_that_fails_for_now_is_told_later_and_the_others_once()
    {
        partner.To("nurse@trust.example", Answering.Broken);
        await using var rig = await Start();
        await rig.At("2026-11-05T10:00:00Z");
        await rig.At("2026-11-07T10:00:00Z");
        Assert.Equal(["3.2-raised"], await rig.Waiting());
        partner.To("nurse@trust.example", Answering.Well);
        await rig.HoursLater(1);

        Assert.Equal(DeliveryRig.LevelTwo, Addresses(".3.2-"));
        Assert.Empty(await rig.Waiting());
    }

    [Theory]
    [InlineData(Answering.Broken)]
    [InlineData(Answering.DailyLimit)]
    [InlineData(Answering.RateLimit)]
    public async Task An_outage_of_a_day_loses_nothing_tells_once_when_it_is_over_and_does_not_grow_the_case(Answering answering)
    {
        partner.Always(answering);
        await using var rig = await Start();
        await Raise(rig);
        await rig.Pump();
        await rig.HoursLater(1);
        var facts = (await rig.Stored()).Document.Facts.Count;
        var bytes = (await rig.Stored()).Document.Write().ToMemory().Length;
        for (var hour = 0; hour < 12; hour++)
        {
            var calls = partner.Calls;
            await rig.HoursLater(2);
            Assert.Equal(["3.1-raised"], await rig.Waiting());
            Assert.True(partner.Calls > calls, "It was not tried again.");
        }

        Assert.Equal(facts, (await rig.Stored()).Document.Facts.Count);
        Assert.InRange((await rig.Stored()).Document.Write().ToMemory().Length, 0, bytes + 100);
        Assert.NotNull(rig.Get<ChannelHealth>().Channels["notify"].Since);
        Assert.Equal(["3.1 raised business-support-officer notify failed", "3.1 raised social-worker notify failed"], await rig.Deliveries());

        partner.Always(Answering.Well);
        await rig.HoursLater(2);
        await rig.HoursLater(2);

        Assert.Equal(DeliveryRig.LevelOne, Addresses());
        Assert.Empty(await rig.Waiting());
        Assert.Null(rig.Get<ChannelHealth>().Channels["notify"].Since);
    }

    [Fact]
    public async Task A_postponed_notice_survives_a_dispatcher_that_confirms_late()
    {
        await using var rig = await Start();
        rig.MoveTo("2026-11-05T10:00:00Z");
        await rig.Sweep();
        var sent = (await rig.Stored()).Document.Outbox;
        await rig.Get<CaseStore>().Postpone((await rig.Stored()).State.CaseId, sent[0] with { NotBefore = sent[0].CreatedAt.AddHours(3) }, _ => true, CancellationToken.None);

        await rig.Get<CaseStore>().ConfirmSent((await rig.Stored()).State.CaseId, sent, new HashSet<string>(), CancellationToken.None);

        Assert.Equal(["3.1-raised"], await rig.Waiting());
        Assert.Equal((sent[0].CreatedAt.AddHours(3), null), ((await rig.Stored()).Document.Outbox[0].NotBefore, (await rig.Stored()).Document.Outbox[0].SentAt));
    }

    [Fact]
    public async Task A_notice_whose_message_is_lost_on_the_queue_is_sent_again_and_told_once()
    {
        await using var rig = await Start();
        await Raise(rig);
        await Lose(rig);
        rig.MoveTo("2026-11-05T10:29:00Z");
        Assert.Empty(await rig.Pump());
        rig.MoveTo("2026-11-05T10:30:00Z");
        await rig.Get<DispatchOutbox>().Run(CancellationToken.None);
        await Lose(rig);
        Assert.Empty(partner.Emails);

        rig.MoveTo("2026-11-05T11:00:00Z");
        Assert.Equal(["Done delivered"], await rig.Pump());
        Assert.Equal(DeliveryRig.LevelOne, Addresses());
        Assert.Empty(await rig.Waiting());
        await rig.HoursLater(24);
        Assert.Equal(2, partner.Emails.Count);
    }

    [Fact]
    public async Task A_notice_on_its_way_is_dropped_when_it_no_longer_holds_and_its_end_is_told_to_those_it_was_on_its_way_to()
    {
        await using var rig = await Start();
        await Raise(rig);
        await Lose(rig);
        await rig.ConsentAndPapers();

        Assert.Equal(["3.1-resolved"], await rig.Waiting());
        await rig.HoursLater(1);
        Assert.Equal(DeliveryRig.LevelOne, Addresses("3.1-resolved"));
        Assert.Empty(Addresses("3.1-raised"));
        Assert.Empty(await rig.Waiting());
    }

    [Theory]
    [InlineData(Answering.TeamOnlyKey)]
    public async Task A_fault_that_the_operator_mends_delays_the_notice_and_never_ends_it(Answering answering)
    {
        partner.Always(answering);
        await using var rig = await Start();
        await rig.At("2026-11-05T10:00:00Z");
        Assert.Equal(["3.1 raised business-support-officer notify failed", "3.1 raised social-worker notify failed"], await rig.Deliveries());

        partner.Always(Answering.Well);
        await rig.HoursLater(2);
        Assert.Equal(DeliveryRig.LevelOne, Addresses());
    }

    [Fact]
    public async Task An_address_that_is_named_or_corrected_after_the_alert_was_raised_is_where_it_goes()
    {
        partner.To("nurse@trust.example", Answering.Broken);
        var policy = Policy.Default with { DefaultChannel = "notify" };
        await using var rig = await DeliveryRig.Start(stack.NewAccount(), partner.Settings(), policy: policy);
        await rig.At("2026-11-07T10:00:00Z");
        await rig.At("2026-11-10T10:00:00Z");
        Assert.Contains("3.3 raised service-manager notify failed", await rig.Deliveries());

        await rig.Record(new DetailsCorrected(null, null, [new Contact("service-manager", "M Service", "service@council.example", null), new Contact("named-nurse", "O Nurse", "other.nurse@trust.example", null)]));
        await rig.HoursLater(2);

        Assert.Contains("service@council.example", Addresses(".3.3-raised"));
        Assert.Contains("other.nurse@trust.example", Addresses(".3.2-raised"));
        Assert.DoesNotContain("nurse@trust.example", Addresses());
    }

    [Fact]
    public async Task An_alert_that_is_resolved_while_its_channel_is_down_is_told_to_nobody()
    {
        partner.Always(Answering.Broken);
        await using var rig = await Start();
        await rig.At("2026-11-05T10:00:00Z");
        Assert.Equal(["3.1-raised"], await rig.Waiting());
        await rig.ConsentAndPapers();

        Assert.Empty(await rig.Waiting());
        partner.Always(Answering.Well);
        await rig.HoursLater(3);
        Assert.Empty(partner.Emails);
    }

    [Fact]
    public async Task A_notice_that_lies_on_the_queue_when_its_alert_is_resolved_is_not_delivered_after_it()
    {
        await using var rig = await Start();
        await Raise(rig);
        var late = (await rig.Receive())!;
        await rig.ConsentAndPapers();
        await rig.Pump();

        Assert.Equal(TriggerResult.Done("no longer so"), await rig.Deliver(late));
        Assert.All(partner.Emails, email => Assert.Contains("resolved", email.Reference, StringComparison.Ordinal));
    }

    [Fact]
    public async Task When_care_has_ended_nothing_that_waits_or_lies_on_the_queue_is_sent()
    {
        partner.Always(Answering.Broken);
        await using var rig = await Start();
        await rig.At("2026-11-05T10:00:00Z");
        await rig.HoursLater(48);
        await rig.SweepAt("2026-11-07T10:00:00Z");
        var late = (await rig.Receive())!;
        await rig.Record(new CeasedToBeLookedAfter(new DateOnly(2026, 11, 7), "E4A"));
        partner.Always(Answering.Well);
        var calls = partner.Calls;

        Assert.Equal(TriggerResult.Done("no longer so"), await rig.Deliver(late));
        await rig.HoursLater(24);
        Assert.Equal(calls, partner.Calls);
        Assert.Empty(await rig.Waiting());
    }

    [Fact]
    public async Task A_channel_that_the_policy_names_and_the_operator_has_not_set_up_waits_for_it()
    {
        var policy = Policy.Default with { Channels = new Dictionary<string, string> { ["social-worker"] = "webhook" }, DefaultChannel = "notify" };
        await using var rig = await DeliveryRig.Start(stack.NewAccount(), partner.Settings(), policy: policy);
        await rig.At("2026-11-05T10:00:00Z");

        Assert.Equal(["3.1 raised business-support-officer notify delivered", "3.1 raised social-worker webhook failed"], await rig.Deliveries());
        Assert.Equal(["3.1-raised"], await rig.Waiting());
        Assert.Equal(["support@council.example"], Addresses());
    }

    [Fact]
    public async Task Roles_of_two_channels_are_told_on_theirs_and_the_record_is_always_written()
    {
        await using var webhook = await WebhookPartner.Start();
        var settings = webhook.Settings() with { NotifyKey = partner.Settings().NotifyKey, NotifyTemplate = partner.Settings().NotifyTemplate, NotifyUrl = new Uri(partner.Url) };
        var policy = Policy.Default with { Channels = new Dictionary<string, string> { ["social-worker"] = "webhook" } };
        await using var rig = await DeliveryRig.Start(stack.NewAccount(), settings, policy: policy);
        await rig.At("2026-11-05T10:00:00Z");

        Assert.Equal(["3.1 raised business-support-officer notify delivered", "3.1 raised social-worker webhook delivered"], await rig.Deliveries());
        Assert.Equal(["social-worker"], Assert.Single(webhook.Posts).Body["recipients"]!.AsArray().Select(recipient => (string)recipient!["role"]!));
        Assert.True(await rig.Get<HubStorage>().Deliveries.GetBlobClient($"{rig.Id}.3.1/raised.json").ExistsAsync());
    }

    private Task<DeliveryRig> Start() => DeliveryRig.Start(stack.NewAccount(), partner.Settings());

    /// <summary>What lies on the queue is gone, as after four deliveries during which storage was away.</summary>
    private static async Task Lose(DeliveryRig rig)
    {
        var message = (await rig.Receive())!;
        await rig.Get<HubStorage>().Queue(Contracts.Queues.Escalations).DeleteMessageAsync(message.MessageId, message.PopReceipt);
    }

    /// <summary>Level 1 of consent and paperwork is raised and its message lies on the queue.</summary>
    private static Task Raise(DeliveryRig rig) => rig.SweepAt("2026-11-05T10:00:00Z");

    private IEnumerable<string> Addresses(string alert = "") =>
        partner.Emails.Where(email => email.Reference.Contains(alert, StringComparison.Ordinal)).Select(email => email.Address).Order(StringComparer.Ordinal);
}
