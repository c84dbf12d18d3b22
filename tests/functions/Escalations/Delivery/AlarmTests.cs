using Azure.Storage.Blobs.Models;
using IntegrationHub.Contracts;
using IntegrationHub.Domain.Cases;
using IntegrationHub.Domain.Policies;
using IntegrationHub.Functions.Alarms;
using IntegrationHub.Functions.Calendar;
using IntegrationHub.Functions.Storage;
using IntegrationHub.Functions.Tests.Escalations.Partners;
using IntegrationHub.Functions.Tests.Kit;

namespace IntegrationHub.Functions.Tests.Escalations.Delivery;

/// <summary>Alarms from what is found in storage to the operator who is told.</summary>
[Collection(TestStack.Name)]
public sealed class AlarmTests(TestStack stack) : IAsyncLifetime
{
    private static readonly Policy WithOperations = Policy.Default with { RoleAddresses = new Dictionary<string, string> { [TellOperations.Role] = "desk@operations.example" } };

    private NotifyPartner notify = null!;

    public async Task InitializeAsync() => notify = await NotifyPartner.Start();

    public async Task DisposeAsync() => await notify.DisposeAsync();

    [Fact]
    public async Task A_role_that_no_alert_can_reach_is_one_alarm_however_many_cases_and_over_when_the_alerts_are()
    {
        await using var rig = await Start();
        await rig.Open("LCS-920001", new DateOnly(2026, 10, 30));
        await rig.At("2026-11-05T10:00:00Z");
        await Watch(rig);
        Assert.Empty(await Open(rig));

        await rig.At("2026-11-10T10:00:00Z");
        await Watch(rig);
        string[] missing = ["role-unreached.825-rxq-designated-doctor.1", "role-unreached.825-rxq-designated-nurse.1", "role-unreached.825-rxq-service-manager.1"];
        Assert.Equal(missing, await Open(rig));
        await Watch(rig);
        Assert.Equal(missing, await Open(rig));
        Assert.Equal(missing.Select(id => $"{id}-raised"), Told());

        await rig.ConsentAndPapers();
        await Watch(rig);
        Assert.Equal(missing, await Open(rig));
    }

    [Fact]
    public async Task An_address_in_the_directory_or_a_channel_that_needs_none_leaves_no_role_unreached()
    {
        var byWebhook = new Dictionary<string, string> { ["designated-doctor"] = "local-record", ["designated-nurse"] = "webhook" };
        var directory = new Dictionary<string, string> { ["service-manager"] = "service@council.example" };
        await using var rig = await Start(Policy.Default with { Channels = byWebhook, RoleAddresses = directory });
        await rig.At("2026-11-10T10:00:00Z");

        await Watch(rig);

        Assert.Empty(await Open(rig));
    }

    [Fact]
    public async Task A_parked_message_is_an_alarm_told_once_and_over_with_a_notice_when_it_is_gone_and_raised_anew_when_there_is_another()
    {
        await using var rig = await Start();
        await Park(rig, "one");
        await Watch(rig);
        await Park(rig, "two");
        await Watch(rig);
        Assert.Equal(["messages-parked.lac-notifications.1"], await Open(rig));

        await Empty(rig);
        await Watch(rig);
        Assert.Empty(await Open(rig));
        await Watch(rig);
        await Park(rig, "three");
        await Watch(rig);

        Assert.Equal(["messages-parked.lac-notifications.2"], await Open(rig));
        Assert.Equal(["messages-parked.lac-notifications.1-raised", "messages-parked.lac-notifications.1-resolved", "messages-parked.lac-notifications.2-raised"], Told());
        Assert.All(notify.Emails, email => Assert.Equal("desk@operations.example", email.Address));
    }

    [Fact]
    public async Task A_message_on_a_poison_queue_is_an_alarm()
    {
        await using var rig = await Start();
        await rig.Get<HubStorage>().Queue($"{Queues.SocialCareEvents}-poison").SendMessageAsync("e30=");

        await Watch(rig);

        Assert.Equal(["poison-queue-not-empty.social-care-events.1"], await Open(rig));
    }

    [Fact]
    public async Task A_message_unsent_for_more_than_thirty_minutes_is_an_alarm_and_one_that_waits_on_purpose_is_not()
    {
        await using var rig = await Start();
        await rig.SweepAt("2026-11-05T10:00:00Z");
        await rig.Pump();
        var store = rig.Get<CaseStore>();
        var id = DeliveryRig.CaseIdOf((await rig.Stored()).Document.Header);
        var made = DateTimeOffset.Parse("2026-11-05T10:00:00Z", System.Globalization.CultureInfo.InvariantCulture);
        await store.Postpone(id, new OutgoingMessage("invented", Queues.SocialCareEvents, "{}", made, made.AddHours(4)), _ => true, CancellationToken.None);

        rig.MoveTo("2026-11-05T13:59:00Z");
        await Watch(rig);
        rig.MoveTo("2026-11-05T14:30:00Z");
        await Watch(rig);
        Assert.Empty(await Open(rig));
        rig.MoveTo("2026-11-05T14:31:00Z");
        await Watch(rig);
        Assert.Equal(["outbox-stuck.social-care-events.1"], await Open(rig));

        await rig.Pump();
        await Watch(rig);
        Assert.Empty(await Open(rig));
    }

    [Fact]
    public async Task A_notice_that_is_refused_for_good_is_an_alarm_for_as_long_as_its_alert_is_open_and_nothing_else_reached_the_role()
    {
        notify.To("nurse@trust.example", Answering.BadAddress);
        await using var rig = await Start(WithOperations with { DefaultChannel = "local-record", Channels = new Dictionary<string, string> { ["named-nurse"] = "notify", [TellOperations.Role] = "notify" } });
        await rig.At("2026-11-07T10:00:00Z");
        await Watch(rig);
        Assert.Equal(["notice-refused.825-rxq-named-nurse.1"], await Open(rig));
        Assert.Equal(["notice-refused.825-rxq-named-nurse.1-raised"], Told());

        await rig.ConsentAndPapers();
        await Watch(rig);
        Assert.Empty(await Open(rig));
    }

    [Fact]
    public async Task Operations_whose_address_is_refused_are_told_once_the_directory_is_right()
    {
        notify.To("desk@operations.example", Answering.BadAddress);
        await using var rig = await Start();
        await Park(rig, "one");
        await Watch(rig);
        Assert.Empty(notify.Emails);
        notify.To("desk@operations.example", Answering.Well);
        await Watch(rig);

        Assert.Equal(["messages-parked.lac-notifications.1-raised"], Told());
    }

    [Fact]
    public async Task A_council_that_sends_nothing_for_ten_working_days_is_an_alarm_until_it_is_heard_again()
    {
        await using var rig = await Start();
        await rig.Get<HeardCouncils>().Note("825", CancellationToken.None);
        rig.MoveTo("2026-11-12T23:59:00Z");
        await Watch(rig);
        Assert.Empty(await Open(rig));
        rig.MoveTo("2026-11-13T00:01:00Z");
        await Watch(rig);
        Assert.Equal(["silent-council.825.1"], await Open(rig));
        Assert.Contains("30 October 2026", notify.Emails.Single().Personalisation["text"]!.ToString(), StringComparison.Ordinal);

        await rig.Get<HeardCouncils>().Note("825", CancellationToken.None);
        await Watch(rig);
        Assert.Empty(await Open(rig));
        Assert.Equal(["825/2026-11-13"], await Names(rig, "heard/"));
    }

    [Fact]
    public async Task A_council_that_policies_name_and_that_never_sent_anything_is_expected_from_the_first_watch_on()
    {
        await using var rig = await Start(WithOperations with { Council = "826", SilentCouncilWorkingDays = 3 });
        await rig.Get<HeardCouncils>().Note("825", CancellationToken.None);
        await Watch(rig);
        Assert.Contains("826/2026-10-30", await Names(rig, "expected/"));
        rig.MoveTo("2026-11-04T09:00:00Z");
        await Watch(rig);

        Assert.Equal(["silent-council.826.1"], await Open(rig));
    }

    [Fact]
    public async Task A_council_that_policies_no_longer_name_is_expected_no_more_and_its_alarm_is_over()
    {
        var account = stack.NewAccount();
        await using var rig = await DeliveryRig.Start(account, notify.Settings(), policy: WithOperations with { Council = "826", SilentCouncilWorkingDays = 3 });
        await rig.Get<HeardCouncils>().Note("825", CancellationToken.None);
        await Watch(rig);
        rig.MoveTo("2026-11-04T09:00:00Z");
        await Watch(rig);
        Assert.Equal(["silent-council.826.1"], await Open(rig));

        await using var without = await DeliveryRig.Start(account, notify.Settings(), policy: WithOperations);
        without.MoveTo("2026-11-05T09:00:00Z");
        await Watch(without);

        Assert.Empty(await Open(without));
        Assert.DoesNotContain(await Names(without, "expected/"), name => name.StartsWith("826/", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Whether_a_role_is_reached_goes_by_the_policy_of_the_case_and_not_by_a_later_one_or_by_the_provider_asked_since()
    {
        var own = Policy.Default with
        {
            Council = "825",
            Provider = "RXQ",
            RoleAddresses = new Dictionary<string, string> { ["service-manager"] = "service@council.example", ["designated-nurse"] = "nurse@trust.example" },
        };
        await using var rig = await DeliveryRig.Start(
            stack.NewAccount(), notify.Settings(), policy: WithOperations,
            further: [own, own with { From = new DateOnly(2026, 11, 1), RoleAddresses = new Dictionary<string, string> { ["designated-doctor"] = "doctor@trust.example" } }]);
        await rig.Record(new ReferralRaised(2, 0, "RHW", "another-provider"));
        await rig.At("2026-11-10T10:00:00Z");

        await Watch(rig);

        Assert.Equal(["role-unreached.825-rxq-designated-doctor.1"], await Open(rig));
    }

    [Fact]
    public async Task A_channel_that_takes_no_notice_for_four_hours_is_an_alarm_told_on_another_one_and_over_when_it_takes_them()
    {
        notify.Always(Answering.Broken);
        await using var webhook = await WebhookPartner.Start();
        var settings = notify.Settings() with { Webhook = webhook.Url, WebhookSecret = WebhookPartner.Secret };
        await using var rig = await DeliveryRig.Start(stack.NewAccount(), settings, policy: WithOperations);
        await rig.At("2026-11-05T10:00:00Z");
        await rig.HoursLater(3);
        await Watch(rig);
        Assert.Empty(await Open(rig));

        await rig.HoursLater(1);
        rig.MoveTo("2026-11-05T14:01:00Z");
        await Watch(rig);
        Assert.Equal(["channel-failing.notify.1"], await Open(rig));
        Assert.Equal("channel-failing.notify.1-raised", webhook.Posts.Last().Id);
        Assert.Contains("2026-11-05 10:00Z", (string)webhook.Posts.Last().Body["text"]!, StringComparison.Ordinal);
        await rig.HoursLater(24);
        await Watch(rig);
        Assert.Equal(["channel-failing.notify.1"], await Open(rig));

        notify.Always(Answering.Well);
        await rig.HoursLater(1);
        await Watch(rig);
        Assert.Empty(await Open(rig));
        Assert.Equal("channel-failing.notify.1-resolved", webhook.Posts.Last().Id);
    }

    [Fact]
    public async Task The_alarm_of_a_channel_is_over_too_when_what_waited_for_it_no_longer_holds()
    {
        notify.Always(Answering.Broken);
        await using var rig = await Start();
        await rig.At("2026-11-05T10:00:00Z");
        rig.MoveTo("2026-11-05T14:01:00Z");
        await rig.Pump();
        await Watch(rig);
        Assert.Equal(["channel-failing.notify.1"], await Open(rig));

        await rig.ConsentAndPapers();
        await Watch(rig);

        Assert.Empty(await Open(rig));
    }

    [Fact]
    public async Task A_notice_that_failed_once_before_a_quiet_night_is_no_alarm_and_one_that_waits_for_the_morning_neither()
    {
        notify.Always(Answering.Broken);
        var quiet = new QuietHours(new TimeOnly(18, 0), new TimeOnly(8, 0), false);
        await using var rig = await Start(WithOperations with { QuietHours = quiet });
        await rig.At("2026-11-05T17:59:50Z");
        Assert.NotEmpty(await rig.Deliveries());
        rig.MoveTo("2026-11-06T08:00:00Z");
        await Watch(rig);
        Assert.Empty(await Open(rig));

        await rig.HoursLater(3);
        await Watch(rig);
        Assert.Equal(["channel-failing.notify.1"], await Open(rig));
    }

    [Fact]
    public async Task Bank_holidays_that_run_out_are_an_alarm()
    {
        await using var rig = await Start(Policy.Default with { SilentCouncilWorkingDays = 0 });
        rig.MoveTo("2027-12-31T09:00:00Z");
        await Watch(rig);
        Assert.Empty(await Open(rig));
        rig.MoveTo("2028-01-01T09:00:00Z");
        await Watch(rig);

        Assert.Equal(["calendar-runs-out.bank-holidays.1"], await Open(rig));
    }

    [Fact]
    public async Task A_feed_that_was_refused_is_an_alarm_until_one_is_taken()
    {
        await using var rig = await Start(feed: "https://feed.example/bank-holidays.json");
        var calendar = rig.Get<CalendarStore>();
        await calendar.Record(new LastRefresh(DateTimeOffset.UnixEpoch, RefreshOutcomes.Refused, ["2029-12-25 is missing."]), CancellationToken.None);
        await Watch(rig);
        Assert.Equal(["calendar-feed-refused.bank-holidays.1"], await Open(rig));
        await calendar.Record(new LastRefresh(DateTimeOffset.UnixEpoch, RefreshOutcomes.Unchanged, []), CancellationToken.None);
        await Watch(rig);

        Assert.Empty(await Open(rig));
    }

    [Fact]
    public async Task A_feed_that_was_refused_is_no_alarm_any_more_once_none_is_read()
    {
        var account = stack.NewAccount();
        await using var rig = await DeliveryRig.Start(account, notify.Settings(), policy: WithOperations, feed: "https://feed.example/bank-holidays.json");
        await rig.Get<CalendarStore>().Record(new LastRefresh(DateTimeOffset.UnixEpoch, RefreshOutcomes.Refused, ["2029-12-25 is missing."]), CancellationToken.None);
        await Watch(rig);
        Assert.Equal(["calendar-feed-refused.bank-holidays.1"], await Open(rig));

        await using var withoutFeed = await DeliveryRig.Start(account, notify.Settings(), policy: WithOperations, feed: "off", opens: false);
        await Watch(withoutFeed);

        Assert.Empty(await Open(withoutFeed));
    }

    [Fact]
    public async Task While_the_channel_is_down_an_alarm_waits_and_is_told_once_when_it_is_back()
    {
        notify.Always(Answering.Broken);
        await using var rig = await Start();
        await Park(rig, "one");
        await Watch(rig);
        await Watch(rig);
        Assert.Empty(notify.Emails);
        Assert.Equal("failed", Assert.Single((await rig.Get<AlarmStore>().Unsettled(CancellationToken.None))[0].Alarm.Notices).Outcome);

        notify.Always(Answering.Well);
        await Watch(rig);
        await Watch(rig);

        Assert.Equal(["messages-parked.lac-notifications.1-raised"], Told());
    }

    [Fact]
    public async Task Watched_by_several_at_once_and_killed_before_it_was_recorded_an_alarm_is_told_once()
    {
        await using var rig = await Start();
        await Park(rig, "one");
        await Task.WhenAll(Watch(rig), Watch(rig), Watch(rig));
        Assert.Equal(["messages-parked.lac-notifications.1"], await Open(rig));
        Assert.Equal(["messages-parked.lac-notifications.1-raised"], Told());

        // As if the process had been killed between telling and recording.
        var store = rig.Get<AlarmStore>();
        var stored = (await store.Find("messages-parked.lac-notifications.1", CancellationToken.None))!;
        await store.TryPut(stored.Alarm with { Notices = [] }, stored.ETag, CancellationToken.None);
        await Watch(rig);

        Assert.Equal(["messages-parked.lac-notifications.1-raised"], Told());
        Assert.Empty((await store.Find("messages-parked.lac-notifications.1", CancellationToken.None))!.Alarm.Outstanding);
    }

    private async Task<DeliveryRig> Start(Policy? policy = null, string? feed = null) =>
        await DeliveryRig.Start(stack.NewAccount(), notify.Settings(), policy: policy ?? WithOperations, feed: feed);

    private static Task Watch(DeliveryRig rig) => rig.Get<WatchOperations>().Run(CancellationToken.None);

    private static async Task<IReadOnlyList<string>> Open(DeliveryRig rig) =>
        [.. (await rig.Get<AlarmStore>().List(resolved: false, CancellationToken.None)).Select(stored => stored.Alarm.AlarmId).Order(StringComparer.Ordinal)];

    /// <summary>Ids of the notices that the operator got by e-mail; Notify's reference begins with the id.</summary>
    private IReadOnlyList<string> Told() =>
    [
        .. notify.Emails.Where(email => email.Address == "desk@operations.example")
            .Select(email => System.Text.RegularExpressions.Regex.Match(email.Reference, @"^[a-z0-9.-]+-(raised|resolved)").Value).Order(StringComparer.Ordinal),
    ];

    private static Task Park(DeliveryRig rig, string id) => rig.Get<ParkedStore>().Park(
        new ParkedMessage(Queues.LacNotifications, id, "not-json", 1, "", DateTimeOffset.UnixEpoch, "{}"), CancellationToken.None);

    private static async Task Empty(DeliveryRig rig)
    {
        var parked = rig.Get<HubStorage>().Parked;
        await foreach (var blob in parked.GetBlobsAsync())
        {
            await parked.DeleteBlobAsync(blob.Name);
        }
    }

    private static async Task<IReadOnlyList<string>> Names(DeliveryRig rig, string prefix)
    {
        var names = new List<string>();
        await foreach (var blob in rig.Get<HubStorage>().Index.GetBlobsAsync(new GetBlobsOptions { Prefix = prefix }))
        {
            names.Add(blob.Name[prefix.Length..]);
        }

        return names;
    }
}
