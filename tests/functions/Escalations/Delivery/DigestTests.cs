using System.Globalization;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Specialized;
using IntegrationHub.Domain.Cases;
using IntegrationHub.Domain.Policies;
using IntegrationHub.Functions.Alarms;
using IntegrationHub.Functions.Escalations.Delivery;
using IntegrationHub.Functions.Escalations.Digests;
using IntegrationHub.Functions.Hosting;
using IntegrationHub.Functions.Storage;
using IntegrationHub.Functions.Tests.Escalations.Partners;
using IntegrationHub.Functions.Tests.Kit;

namespace IntegrationHub.Functions.Tests.Escalations.Delivery;

/// <summary>Many alerts in one sweep: everything recorded, and one notice for each recipient.</summary>
[Collection(TestStack.Name)]
public sealed class DigestTests(TestStack stack) : IAsyncLifetime
{
    private const string AfterTheOutage = "2026-11-13T10:00:00Z";
    private const int Roles = 10;

    private WebhookPartner webhook = null!;
    private NotifyPartner notify = null!;

    public async Task InitializeAsync() => (webhook, notify) = (await WebhookPartner.Start(), await NotifyPartner.Start());

    public async Task DisposeAsync()
    {
        await webhook.DisposeAsync();
        await notify.DisposeAsync();
    }

    [Fact]
    public async Task After_an_outage_of_ten_days_thirty_cases_have_one_alert_each_and_each_recipient_one_digest()
    {
        await using var rig = await Start(webhook.Settings());
        var headers = await OpenOthers(rig, 29);
        await rig.At(AfterTheOutage);
        Assert.Empty(webhook.Posts);
        Assert.Equal(TriggerResult.Done($"sent {Roles}"), await Send(rig));

        Assert.Equal(Roles, webhook.Posts.Count);
        Assert.Equal(Roles, webhook.Posts.Select(post => post.Id).Distinct().Count());
        Assert.Equal(Roles, webhook.Posts.Select(post => (string)post.Body["recipients"]![0]!["role"]!).Distinct().Count());
        foreach (var post in webhook.Posts)
        {
            Assert.StartsWith("digest-", post.Id, StringComparison.Ordinal);
            Assert.Equal(30, post.Body["alerts"]!.AsArray().Count);
            var text = (string)post.Body["text"]!;
            Assert.StartsWith("30 alerts", text, StringComparison.Ordinal);
            Assert.Contains("- Reference LCS-910007: consent and paperwork received, due 6 November 2026, level 4, since 13 November 2026", text, StringComparison.Ordinal);
            Assert.DoesNotContain("Testchild", post.Body.ToJsonString(), StringComparison.Ordinal);
            Assert.DoesNotContain("9990000018", post.Body.ToJsonString(), StringComparison.Ordinal);
        }

        foreach (var header in headers)
        {
            var alert = Assert.Single((await rig.Stored(header)).State.Alerts);
            Assert.Equal(Roles, alert.Deliveries.Count);
            Assert.All(alert.Deliveries, entry => Assert.Equal(("webhook", "delivered"), (entry.Delivery.Channel, entry.Delivery.Outcome)));
            Assert.Equal(Roles, alert.Deliveries.Select(entry => entry.Delivery.Role).Distinct().Count());
        }

        Assert.Empty(await Spooled(rig));
        await rig.At("2026-11-13T11:00:00Z");
        await Send(rig);
        Assert.Equal(Roles, webhook.Posts.Count);
    }

    [Fact]
    public async Task As_many_alerts_as_the_policy_lets_through_are_told_one_by_one_and_one_more_is_a_digest()
    {
        await using var rig = await Start(webhook.Settings(), Policy.Default with { DigestOver = 3 });
        await OpenOthers(rig, 2);
        await rig.At(AfterTheOutage);
        await Send(rig);
        Assert.Equal(3, webhook.Posts.Count);
        Assert.All(webhook.Posts, post => Assert.EndsWith(".3.4-raised", post.Id, StringComparison.Ordinal));

        await using var another = await Start(webhook.Settings(), Policy.Default with { DigestOver = 3 });
        await OpenOthers(another, 3);
        await another.At(AfterTheOutage);
        Assert.Equal(3, webhook.Posts.Count);
        await Send(another);
        Assert.Equal(3 + Roles, webhook.Posts.Count);
    }

    [Fact]
    public async Task Alerts_of_reviews_that_a_sweep_after_an_outage_refers_and_finds_late_at_once_are_a_digest_too()
    {
        await using var rig = await Start(webhook.Settings(), Policy.Default with { DigestOver = 3 });
        var headers = await OpenOthers(rig, 4);
        foreach (var header in headers)
        {
            await rig.Assessed(header, "2026-11-02");
        }

        // Due on 2 November 2027: the referral was to be raised on 7 September, the assessment made by 26 October. The case of the rig has its one alert.
        await rig.At("2027-10-27T10:00:00Z");
        var alerts = (await Task.WhenAll(headers.Select(rig.Stored))).Select(stored => Assert.Single(stored.State.Alerts).Alert).ToList();
        Assert.All(alerts, alert => Assert.Equal((1, "assessment-attended", 2), (alert.Review, alert.KeyDate, alert.Level)));
        Assert.DoesNotContain(webhook.Posts, post => post.Id.Contains(".v1.", StringComparison.Ordinal));

        await Send(rig);
        var told = webhook.Posts.Where(post => post.Id.StartsWith("digest-", StringComparison.Ordinal)).ToList();
        Assert.Equal(alerts[0].Recipients.Count, told.Count(post => post.Body["alerts"]!.AsArray().Count(alert => ((string)alert!["alertId"]!).Contains(".v1.", StringComparison.Ordinal)) == headers.Count));
    }

    [Fact]
    public async Task Killed_after_Notify_took_a_digest_and_before_it_was_recorded_nobody_is_told_twice()
    {
        await using var rig = await Start(notify.Settings());
        var headers = await OpenOthers(rig, 11);
        await rig.At(AfterTheOutage);
        var spool = rig.Get<DigestSpool>();
        foreach (var digest in await spool.List(CancellationToken.None))
        {
            var manifest = await spool.Begin(digest, CancellationToken.None);
            var alerts = await spool.Read(manifest, CancellationToken.None);
            var recipient = alerts[0].Recipients[0];
            await rig.Get<NoticeDelivery>().Deliver(
                DigestNotice.Of(manifest.NoticeId, alerts, "https://hub.example/hub/cases"), Policy.Default, [new NoticeRecipient(recipient.Role, recipient.Address)], CancellationToken.None);
        }

        Assert.Equal(5, notify.Emails.Count);
        Assert.All(await Deliveries(rig, headers), Assert.Empty);
        Assert.Equal(TriggerResult.Done($"sent {Roles}"), await Send(rig));

        Assert.Equal(5, notify.Emails.Count);
        Assert.Equal([.. DeliveryRig.LevelOne.Concat(DeliveryRig.LevelTwo).Order()], notify.Emails.Select(email => email.Address).Order());
        Assert.All(await Deliveries(rig, headers), told => Assert.Equal(Roles, told.Count));
        Assert.Empty(await Spooled(rig));
    }

    [Fact]
    public async Task Cut_off_between_telling_and_recording_it_is_recorded_and_not_told_again_with_what_is_left()
    {
        await using var rig = await Start(webhook.Settings());
        var headers = await OpenOthers(rig, 11);
        await rig.At(AfterTheOutage);
        var spooled = (await rig.Get<DigestSpool>().List(CancellationToken.None)).Skip(1).SelectMany(digest => digest.Alerts);
        await Task.WhenAll(spooled.Select(name => rig.Get<HubStorage>().Digests.DeleteBlobAsync(name)));
        var held = rig.Get<HubStorage>().Cases.GetBlobClient($"825/{headers[5].CaseId}.json").GetBlobLeaseClient();
        await held.AcquireAsync(TimeSpan.FromSeconds(60));
        Assert.Equal(TriggerResult.Retry("failed 1"), await Send(rig));
        Assert.Contains(await Deliveries(rig, headers), told => told.Count == 1);
        Assert.Contains(await Deliveries(rig, headers), told => told.Count == 0);

        await held.ReleaseAsync();
        Assert.Equal(TriggerResult.Done("sent 1"), await Send(rig));

        Assert.Equal(12, Assert.Single(webhook.Posts).Body["alerts"]!.AsArray().Count);
        Assert.All(await Deliveries(rig, headers), told => Assert.Single(told));
        Assert.Empty(await Spooled(rig));
    }

    [Fact]
    public async Task Killed_after_it_was_recorded_and_before_the_spool_was_emptied_nothing_is_sent_again()
    {
        await using var rig = await Start(webhook.Settings());
        var headers = await OpenOthers(rig, 11);
        await rig.At(AfterTheOutage);
        var container = rig.Get<HubStorage>().Digests;
        var copies = await Copies(container);
        await Send(rig);
        foreach (var (name, content) in copies)
        {
            await container.GetBlobClient(name).UploadAsync(content, overwrite: true);
        }

        Assert.Equal(TriggerResult.Done($"sent {Roles}"), await Send(rig));
        Assert.Equal(Roles, webhook.Posts.Count);
        Assert.Empty(await Spooled(rig));
        Assert.All(await Deliveries(rig, headers), told => Assert.Equal(Roles, told.Count));
    }

    [Fact]
    public async Task A_digest_whose_channel_is_down_waits_with_growing_pauses_and_goes_out_once_when_it_is_back()
    {
        webhook.Always(500);
        await using var rig = await Start(webhook.Settings());
        var headers = await OpenOthers(rig, 11);
        await rig.At(AfterTheOutage);
        Assert.Equal(TriggerResult.Done("sent 0"), await Send(rig));
        Assert.All((await Deliveries(rig, headers)).SelectMany(told => told), told => Assert.Equal("failed", told.Outcome));
        var refused = webhook.Refused.Count;
        Assert.Equal(TriggerResult.Done("sent 0"), await Send(rig));
        Assert.Equal(refused, webhook.Refused.Count);

        webhook.Always(202);
        await rig.HoursLater(1);
        Assert.Equal(TriggerResult.Done($"sent {Roles}"), await Send(rig));

        Assert.Equal(Roles, webhook.Posts.Count);
        Assert.Equal(Roles, webhook.Posts.Select(post => post.Id).Distinct().Count());
        Assert.Empty(await Spooled(rig));
    }

    [Fact]
    public async Task An_alert_that_was_resolved_before_the_digest_went_out_is_not_in_it()
    {
        await using var rig = await Start(webhook.Settings());
        await OpenOthers(rig, 11);
        await rig.At(AfterTheOutage);
        await rig.ConsentAndPapers();
        await rig.Pump();
        await Send(rig);

        // Nor is anybody told of the end of an alert that they never heard of.
        Assert.Equal(Roles, webhook.Posts.Count);
        Assert.All(webhook.Posts, post => Assert.Equal(11, post.Body["alerts"]!.AsArray().Count));
    }

    [Fact]
    public async Task In_quiet_hours_a_digest_waits_for_their_end()
    {
        var quiet = new QuietHours(new TimeOnly(19, 0), new TimeOnly(8, 0), true);
        await using var rig = await Start(webhook.Settings(), Policy.Default with { QuietHours = quiet });
        await OpenOthers(rig, 11);
        await rig.At("2026-11-13T18:50:00Z");
        rig.MoveTo("2026-11-13T19:10:00Z");
        Assert.Equal(TriggerResult.Done("sent 0"), await Send(rig));
        rig.MoveTo("2026-11-16T07:59:00Z");
        Assert.Equal(TriggerResult.Done("sent 0"), await Send(rig));
        Assert.Empty(webhook.Posts);

        rig.MoveTo("2026-11-16T08:00:00Z");
        await Send(rig);
        Assert.Equal(Roles, webhook.Posts.Count);
    }

    [Fact]
    public async Task A_digest_goes_by_the_policy_of_its_cases_and_cases_of_another_policy_are_told_in_another_one()
    {
        var quiet = new QuietHours(new TimeOnly(9, 0), new TimeOnly(17, 0), false);
        await using var rig = await DeliveryRig.Start(
            stack.NewAccount(), webhook.Settings(), policy: Policy.Default with { From = new DateOnly(2026, 1, 1) },
            further: [Policy.Default with { From = new DateOnly(2026, 11, 1), QuietHours = quiet }]);
        await OpenOthers(rig, 11);
        rig.MoveTo("2026-11-02T08:00:00Z");
        for (var i = 1; i <= 11; i++)
        {
            await rig.Open(string.Create(CultureInfo.InvariantCulture, $"LCS-93{i:D4}"), new DateOnly(2026, 11, 2));
        }

        await rig.SweepAt("2026-11-20T08:00:00Z");
        await rig.Pump();
        rig.MoveTo("2026-11-20T10:00:00Z");
        await Send(rig);
        Assert.NotEmpty(webhook.Posts);
        Assert.All(webhook.Posts, post => Assert.All(LocalIds(post), id => Assert.DoesNotContain("LCS-93", id, StringComparison.Ordinal)));

        var before = webhook.Posts.Count;
        rig.MoveTo("2026-11-20T17:00:00Z");
        await Send(rig);
        Assert.NotEmpty(webhook.Posts.Skip(before));
        Assert.All(webhook.Posts.Skip(before), post => Assert.All(LocalIds(post), id => Assert.Contains("LCS-93", id, StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_digest_that_no_channel_takes_for_four_hours_is_an_alarm()
    {
        webhook.Always(500);
        await using var rig = await Start(webhook.Settings());
        await OpenOthers(rig, 11);
        await rig.At(AfterTheOutage);
        await Send(rig);
        rig.MoveTo("2026-11-13T14:01:00Z");
        await rig.Get<WatchOperations>().Run(CancellationToken.None);

        Assert.Contains(await rig.Get<AlarmStore>().List(resolved: false, CancellationToken.None), stored => stored.Alarm.AlarmId == "channel-failing.webhook.1");
    }

    [Fact]
    public async Task The_names_of_spooled_alerts_and_the_ids_of_digests_say_nothing_of_a_person()
    {
        await using var rig = await Start(webhook.Settings());
        await OpenOthers(rig, 11);
        await rig.At(AfterTheOutage);

        var names = await Spooled(rig);
        Assert.Equal(12 * Roles, names.Count);
        Assert.All(names, name => Assert.Matches(@"^20261113t1000[0-9]{5}z-[0-9a-f]{16}/825-[a-z2-7]{26}\.3\.4-raised\.json$", name));
    }

    private async Task<DeliveryRig> Start(AlertSettings settings, Policy? policy = null) => await DeliveryRig.Start(stack.NewAccount(), settings, policy: policy);

    /// <summary>Further cases beside the rig's own, of the same day 0.</summary>
    private static async Task<IReadOnlyList<CaseHeader>> OpenOthers(DeliveryRig rig, int count)
    {
        var headers = new List<CaseHeader>();
        for (var i = 1; i <= count; i++)
        {
            headers.Add(await rig.Open(string.Create(CultureInfo.InvariantCulture, $"LCS-91{i:D4}"), new DateOnly(2026, 10, 30)));
        }

        return headers;
    }

    private static IEnumerable<string> LocalIds(Post post) => post.Body["alerts"]!.AsArray().Select(alert => (string)alert!["localId"]!);

    private static Task<TriggerResult> Send(DeliveryRig rig) => rig.Get<SendDigests>().Run(CancellationToken.None);

    /// <summary>What is recorded on each case.</summary>
    private static async Task<IReadOnlyList<IReadOnlyList<AlertDelivered>>> Deliveries(DeliveryRig rig, IReadOnlyList<CaseHeader> headers) =>
        [.. (await Task.WhenAll(headers.Select(rig.Stored))).Select(stored => (IReadOnlyList<AlertDelivered>)[.. stored.State.Alerts.SelectMany(alert => alert.Deliveries).Select(entry => entry.Delivery)])];

    private static async Task<IReadOnlyList<string>> Spooled(DeliveryRig rig) => [.. (await Copies(rig.Get<HubStorage>().Digests)).Select(blob => blob.Name)];

    private static async Task<IReadOnlyList<(string Name, BinaryData Content)>> Copies(BlobContainerClient container)
    {
        var copies = new List<(string, BinaryData)>();
        await foreach (var blob in container.GetBlobsAsync())
        {
            copies.Add((blob.Name, (await container.GetBlobClient(blob.Name).DownloadContentAsync()).Value.Content));
        }

        return copies;
    }
}
