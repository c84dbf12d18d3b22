using IntegrationHub.Functions.Tests.Escalations.Partners;
using IntegrationHub.Functions.Tests.Kit;

namespace IntegrationHub.Functions.Tests.Escalations.Delivery;

/// <summary>Delivery by the hub as it runs: settings, pump, timers, health, and a process that is killed.</summary>
[Collection(Waiting.Name)]
public sealed class DeliveryProcessTests(TestStack stack)
{
    [Fact]
    public async Task A_webhook_that_fails_is_told_later_with_the_same_key_and_health_says_so_meanwhile()
    {
        await using var partner = await WebhookPartner.Start();
        partner.Always(500);
        await using var hub = await stack.StartHub(
            settings: [("HUB_ALERT_WEBHOOK", partner.Url.ToString()), ("HUB_ALERT_WEBHOOK_SECRET", WebhookPartner.Secret)]);
        var caseId = (await hub.Notify(Sample.BecameLookedAfter(Sample.NewSubject()))).CaseId;
        await hub.MoveClock("2026-11-05T10:00:00Z");
        await Eventually.Holds("the failure is recorded and the notice put back", async () =>
            (await hub.StoredCase(caseId))["outbox"]!.AsArray().Any(message => message!["notBefore"] is not null && message["sentAt"] is null));
        Assert.Equal("failing The webhook answered 500.", await Health(hub, "channel-webhook"));

        partner.Always(202);
        await hub.MoveClock("2026-11-05T10:05:00Z");
        await Eventually.Holds("the webhook took the alert", async () => (await Deliveries(hub, caseId)).Contains("webhook delivered"));

        Assert.Equal(["webhook delivered", "webhook delivered", "webhook failed", "webhook failed"], (await Deliveries(hub, caseId)).Order());
        var post = Assert.Single(partner.Posts);
        Assert.Equal($"{caseId}.3.1-raised", post.Id);
        Assert.Equal(caseId, (string)post.Body["caseId"]!);
        Assert.DoesNotContain("Testchild", post.Body.ToJsonString(), StringComparison.Ordinal);
        Assert.DoesNotContain("9990000018", post.Body.ToJsonString(), StringComparison.Ordinal);
        Assert.Equal("up ", await Health(hub, "channel-webhook"));
    }

    [Fact]
    public async Task Killed_before_the_answer_came_the_email_is_not_sent_again_and_its_delivery_is_recorded()
    {
        await using var partner = await NotifyPartner.Start();
        partner.Next(Answering.TakenAndNotAnswered);
        await using var hub = await stack.StartHub(settings:
            [("HUB_NOTIFY_URL", partner.Url), ("HUB_NOTIFY_API_KEY", NotifyPartner.Key), ("HUB_NOTIFY_TEMPLATE", NotifyPartner.Template)]);
        var caseId = (await hub.Notify(Sample.BecameLookedAfter(Sample.NewSubject()))).CaseId;
        await hub.MoveClock("2026-11-05T10:00:00Z");
        await Eventually.Holds("Notify has taken the e-mail", () => Task.FromResult(!partner.Emails.IsEmpty));
        hub.Process.Kill();
        Assert.Single(partner.Emails);

        await hub.Process.RestartAsync();
        await hub.UntilReady();
        await Eventually.Holds("the delivery is recorded", async () => (await Deliveries(hub, caseId)).Contains("notify delivered"));

        Assert.Equal("s.worker@council.example", Assert.Single(partner.Emails).Address);
        Assert.DoesNotContain(NotifyPartner.Key[^36..], await File.ReadAllTextAsync(hub.LogFile), StringComparison.Ordinal);
    }

    private static async Task<IReadOnlyList<string>> Deliveries(TestHub hub, string caseId) =>
        [.. (await hub.Alerts(caseId)).SelectMany(alert => alert!["deliveries"]!.AsArray()).Select(told => $"{told!["channel"]} {told["outcome"]}")];

    private static async Task<string> Health(TestHub hub, string name)
    {
        var dependency = (await hub.Get("hub/health/ready", null)).Json["dependencies"]!.AsArray().Single(entry => (string)entry!["name"]! == name);
        return $"{dependency!["status"]} {dependency["reason"]}";
    }
}
