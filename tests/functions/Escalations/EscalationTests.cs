using IntegrationHub.Functions.Tests.Kit;

namespace IntegrationHub.Functions.Tests.Escalations;

/// <summary>Alerts from the sweep to the recipient, with the month played in seconds.</summary>
[Collection(Waiting.Name)]
public sealed class EscalationTests(TestStack stack)
{
    [Fact]
    public async Task A_month_in_which_nobody_acts_raises_the_ladder_once_and_delivers_each_notice_once()
    {
        await using var hub = await stack.StartHub();
        var caseId = (await hub.Notify(Sample.BecameLookedAfter(Sample.NewSubject()))).CaseId;
        for (var day = new DateOnly(2026, 11, 3); day <= new DateOnly(2026, 12, 4); day = day.AddDays(1))
        {
            await hub.MoveClock($"{day:yyyy-MM-dd}T10:00:00Z");
        }

        var alerts = await hub.Alerts(caseId);
        Assert.Equal(
            [
                "2026-11-05 consent-and-paperwork-received 1",
                "2026-11-07 consent-and-paperwork-received 2",
                "2026-11-10 consent-and-paperwork-received 3",
                "2026-11-13 consent-and-paperwork-received 4",
                "2026-11-19 assessment-attended 1",
                "2026-11-21 assessment-attended 2",
                "2026-11-24 assessment-attended 3",
                "2026-11-26 summary-and-plan-returned 1",
                "2026-11-27 assessment-attended 4",
                "2026-11-28 summary-and-plan-returned 4",
            ],
            alerts.Select(alert => $"{((string)alert!["raisedAt"]!)[..10]} {alert["keyDate"]} {alert["level"]}"));
        Assert.DoesNotContain("Testchild", alerts.ToJsonString(), StringComparison.Ordinal);
        Assert.DoesNotContain("9990000018", alerts.ToJsonString(), StringComparison.Ordinal);
        await AllDeliveredOnce(hub, caseId);
    }

    [Fact]
    public async Task A_met_date_resolves_its_alerts_with_one_notice_and_acknowledging_is_recorded()
    {
        await using var hub = await stack.StartHub();
        var subject = Sample.NewSubject();
        var caseId = (await hub.Notify(Sample.BecameLookedAfter(subject))).CaseId;
        await hub.MoveClock("2026-11-05T10:00:00Z");
        await hub.MoveClock("2026-11-07T10:00:00Z");
        var first = (string)(await hub.Alerts(caseId))[0]!["alertId"]!;
        var acknowledged = await hub.Send(HttpMethod.Post, $"hub/alerts/{first}/acknowledge", hub.SocialCare, null);
        Assert.Equal(200, acknowledged.Status);
        Assert.NotNull(acknowledged.Json["acknowledgedAt"]);
        Assert.Equal(404, (await hub.Send(HttpMethod.Post, $"hub/alerts/{caseId}.3.9/acknowledge", hub.SocialCare, null)).Status);

        await hub.Notify(Sample.Consent(subject));
        await hub.Notify(Sample.Paperwork(subject, on: "2026-11-07"));

        Assert.All(await hub.Alerts(caseId), alert => Assert.Equal("resolved", (string)alert!["state"]!));
        await Eventually.Holds("one resolved notice is delivered", async () => (await hub.DeliveredNotices("resolved")).Count == 1);
        await hub.MoveClock("2026-11-12T10:00:00Z");
        Assert.Equal(2, (await hub.Alerts(caseId)).Count);
    }

    [Fact]
    public async Task The_same_alert_message_again_is_delivered_once()
    {
        await using var hub = await stack.StartHub();
        var caseId = (await hub.Notify(Sample.BecameLookedAfter(Sample.NewSubject()))).CaseId;
        await hub.MoveClock("2026-11-05T10:00:00Z");
        await AllDeliveredOnce(hub, caseId);
        var notice = Assert.Single(await hub.DeliveredNotices("raised"));
        var message = (await hub.Blobs.GetBlobContainerClient("deliveries").GetBlobClient(notice).DownloadContentAsync()).Value.Content.ToString();

        var again = await hub.Trigger("DeliverAlert", Sample.StorageQueueEnvelope(message));

        Assert.Equal("delivered before", (string)again.Json["Logs"]![0]!);
        await AllDeliveredOnce(hub, caseId);
    }

    [Fact]
    public async Task When_care_ends_everything_stops()
    {
        await using var hub = await stack.StartHub();
        var subject = Sample.NewSubject();
        var caseId = (await hub.Notify(Sample.BecameLookedAfter(subject))).CaseId;
        await hub.MoveClock("2026-11-05T10:00:00Z");
        await hub.Notify(Sample.Ceased(subject, on: "2026-11-05"));
        await hub.MoveClock("2026-12-20T10:00:00Z");

        var alert = Assert.Single(await hub.Alerts(caseId));
        Assert.Equal("resolved", (string)alert!["state"]!);
        Assert.Equal("cancelled", (string)(await hub.Get($"hub/fhir/Task/{caseId}", hub.Health)).Json["status"]!);
        Assert.Empty(await hub.BlobNames("index", "due/"));
    }

    private static async Task AllDeliveredOnce(TestHub hub, string caseId)
    {
        await Eventually.Holds("every notice is delivered", async () => (await hub.Alerts(caseId)).All(alert =>
            alert!["deliveries"]!.AsArray().Count == alert["recipients"]!.AsArray().Count));
        Assert.All(await hub.Alerts(caseId), alert => Assert.Equal(
            alert!["recipients"]!.AsArray().Select(recipient => (string)recipient!["role"]!).Order(),
            alert["deliveries"]!.AsArray().Select(delivery => (string)delivery!["role"]!).Order()));
    }
}
