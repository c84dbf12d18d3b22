using IntegrationHub.Functions.Tests.Kit;

namespace IntegrationHub.Functions.Tests.Notifications;

/// <summary>Follow-ups by queue that come before the notification that opens their case.</summary>
[Collection(TestStack.Name)]
public sealed class EarlyFollowUpTests(TestStack stack)
{
    [Fact]
    public async Task One_that_the_queue_would_give_up_on_waits_until_its_case_is_there()
    {
        await using var hub = await stack.StartHub();
        var subject = Sample.NewSubject();
        var consent = Sample.Consent(subject).ToJsonString();
        for (var delivery = 1; delivery <= 4; delivery++)
        {
            var answer = await hub.Trigger("ReceiveNotification", Sample.StorageQueueEnvelope(consent, delivery, "early"));
            Assert.Equal(delivery < 4 ? 500 : 200, answer.Status);
        }

        await hub.Trigger("RetryEarlyFollowUps", Sample.TimerEnvelope());
        Assert.Single(await hub.BlobNames("early"));
        await hub.MoveClock("2026-11-03T08:00:00Z");
        var caseId = (await hub.Notify(Sample.BecameLookedAfter(subject))).CaseId;
        for (var time = 1; time <= 2; time++)
        {
            Assert.Equal(200, (await hub.Trigger("RetryEarlyFollowUps", Sample.TimerEnvelope())).Status);
        }

        Assert.Single(await hub.Facts(caseId), fact => (string)fact!["data"]!["type"]! == "consent-recorded" && (string)fact["data"]!["status"]! == "given");
        Assert.Empty(await hub.BlobNames("early"));
        Assert.Empty(await hub.BlobNames("parked"));
    }

    [Fact]
    public async Task One_whose_case_never_comes_is_refused_after_a_day_and_parked()
    {
        await using var hub = await stack.StartHub();
        var consent = Sample.Consent(Sample.NewSubject());
        await hub.Trigger("ReceiveNotification", Sample.StorageQueueEnvelope(consent.ToJsonString(), 4, "never"));
        Assert.Empty(await hub.BlobNames("parked"));

        await hub.MoveClock("2026-11-03T09:30:00Z");

        await Eventually.Holds("it is parked", async () => (await hub.BlobNames("parked")).Count == 1);
        var refused = Assert.Single(await hub.Peek("social-care-events"), happening => (string)happening["type"]! == "uk.lac.notification-refused.v1");
        Assert.Equal(((string)consent["id"]!, "child-not-known"), ((string)refused["data"]!["notificationId"]!, (string)refused["data"]!["code"]!));
        await Eventually.Holds("nothing waits", async () => (await hub.BlobNames("early")).Count == 0);
    }
}
