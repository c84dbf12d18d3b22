using System.Text;
using System.Text.Json.Nodes;
using IntegrationHub.Functions.Hosting;
using IntegrationHub.Functions.Tests.Kit;

namespace IntegrationHub.Functions.Tests.Messaging;

/// <summary>A whole hub whose broker is Service Bus: it sends to the stand-in with the identity that the platform gives it, and the test plays the host that brings messages to the triggers.</summary>
[Collection(TestStack.Name)]
public sealed class ServiceBusHubTests(TestStack stack)
{
    private const string TraceId = "4bf92f3577b34da6a3ce929d0e0e4736";

    [Fact]
    public async Task From_a_notification_by_queue_to_a_delivered_alert_in_one_trace()
    {
        await using var bus = await ServiceBusStandIn.Start();
        await using var hub = await stack.StartHub(settings: bus.Settings);
        var notification = Sample.BecameLookedAfter(Sample.NewSubject(), "2026-09-01");
        var properties = new JsonObject { ["traceparent"] = $"00-{TraceId}-00f067aa0ba902b7-01" };
        Assert.Equal("unknown", await Standing(hub, "service-bus"));

        for (var delivery = 1; delivery <= 2; delivery++)
        {
            var envelope = BusEnvelope.Of("ReceiveNotification", Bytes(notification), $"urn|{notification["id"]}", delivery, properties);
            Assert.Equal(200, (await hub.Trigger("ReceiveNotification", envelope)).Status);
        }

        await Eventually.Holds("the alerts are sent", () => Task.FromResult(bus.On("escalations").Count > 0));
        var alert = bus.On("escalations")[0];
        var caseId = (string)alert.Json["caseId"]!;
        Assert.Equal([TraceId, caseId, "825"], [((string)alert.User["traceparent"]!).Split('-')[1], (string)alert.Broker["CorrelationId"]!, (string)alert.User["la"]!]);
        Assert.Contains(",team-manager,", (string)alert.User["role"]!, StringComparison.Ordinal);
        Assert.Equal(200, (await hub.Trigger("DeliverAlert", alert.Envelope("DeliverAlert"))).Status);

        var told = (await hub.Alerts(caseId)).Single(view => (string)view!["alertId"]! == (string)alert.Json["alertId"]!)!;
        Assert.All(told["deliveries"]!.AsArray(), delivery => Assert.Equal("delivered", (string)delivery!["outcome"]!));
        Assert.Equal("up", await Standing(hub, "service-bus"));
        Assert.Empty(bus.Violations);
        Assert.Equal(bus.On("escalations").Count, bus.On("escalations").Select(message => message.Id).Distinct().Count());
    }

    [Fact]
    public async Task What_is_refused_given_up_or_too_large_is_parked_told_and_replayed()
    {
        await using var bus = await ServiceBusStandIn.Start();
        await using var hub = await stack.StartHub(settings: bus.Settings);
        var refused = Sample.BecameLookedAfter(Sample.NewSubject());
        refused["data"]!["care"]!["legalStatus"] = "ZZ";
        Assert.Equal(200, (await hub.Trigger("ReceiveNotification", BusEnvelope.Of("ReceiveNotification", Bytes(refused), "m-1"))).Status);
        Assert.Equal("uk.lac.notification-refused.v1", (string)Assert.Single(bus.On("social-care-events")).Broker["Label"]!);

        var subject = Sample.NewSubject();
        var given = new JsonObject { ["DeadLetterReason"] = "MaxDeliveryCountExceeded" };
        Assert.Equal(200, (await hub.Trigger("CollectPoisonNotifications", BusEnvelope.Of("CollectPoisonNotifications", Bytes(Sample.BecameLookedAfter(subject)), "m-2", 10, given))).Status);

        var large = Sample.BecameLookedAfter(Sample.NewSubject());
        large["data"]!["child"]!["familyName"] = new string('a', 300_000);
        Assert.Equal(200, (await hub.Trigger("ReceiveNotification", BusEnvelope.Of("ReceiveNotification", Bytes(large), "m-3"))).Status);

        var parked = (await Operations(hub, HttpMethod.Get, "parked?queue=lac-notifications")).Json["parked"]!.AsArray();
        Assert.Equal(["dead-lettered", "invalid-notification", "invalid-notification"], parked.Select(entry => (string)entry!["reason"]!).Order());
        var several = (await Operations(hub, HttpMethod.Post, "parked/replay")).Json["messages"]!.AsArray();
        Assert.All(several, entry => Assert.Equal("replayed", (string)entry!["state"]!));
        var replayed = bus.On("lac-notifications");
        Assert.Equal(3, replayed.Count);
        Assert.All(replayed, message => Assert.StartsWith("replay-lac-notifications.2026-11-02.", message.Id, StringComparison.Ordinal));
        Assert.Single(replayed, message => message.Json["claimCheck"] is not null);
        foreach (var message in replayed)
        {
            Assert.Equal(200, (await hub.Trigger("ReceiveNotification", message.Envelope("ReceiveNotification"))).Status);
        }

        Assert.Equal(200, (await hub.Get($"hub/cases/{CaseIds.Of(subject)}", hub.SocialCare)).Status);
        Assert.Equal(["invalid-notification", "invalid-notification"], (await Operations(hub, HttpMethod.Get, "parked")).Json["parked"]!.AsArray().Select(entry => (string)entry!["reason"]!));
        Assert.Empty(bus.Violations);
    }

    [Fact]
    public async Task A_right_that_is_missing_shows_in_readiness_and_nothing_is_lost_until_it_is_there()
    {
        await using var bus = await ServiceBusStandIn.Start();
        await using var hub = await stack.StartHub(settings: bus.Settings);
        bus.Always(BusAnswer.NoRight);
        var caseId = (await hub.Notify(Sample.BecameLookedAfter(Sample.NewSubject(), "2026-09-01"))).CaseId;

        await Eventually.Holds("readiness tells", async () => (await hub.Get("hub/health/ready", null)).Status == 503);
        var standing = (await hub.Get("hub/health/ready", null)).Json["dependencies"]!.AsArray().Single(entry => (string)entry!["name"]! == "service-bus")!;
        Assert.Equal("misconfigured", (string)standing["status"]!);
        Assert.Contains("escalations: It answered 403", (string)standing["reason"]!, StringComparison.Ordinal);
        var outbox = (await Operations(hub, HttpMethod.Get, "outbox")).Json["queues"]!.AsArray().Single(queue => (string)queue!["queue"]! == "escalations")!;
        Assert.True((int)outbox["ready"]! > 0);
        Assert.True(outbox["depth"] is null && outbox["poison"] is null);

        bus.Always(BusAnswer.Taken);
        Assert.Equal(200, (await hub.Trigger("DispatchOutbox", Sample.TimerEnvelope())).Status);
        Assert.Equal(200, (await hub.Get("hub/health/ready", null)).Status);
        Assert.Contains(bus.On("escalations"), message => (string)message.Json["caseId"]! == caseId);
    }

    [Fact]
    public async Task A_notice_that_is_put_back_is_sent_under_another_id_so_that_duplicate_detection_lets_it_through()
    {
        await using var bus = await ServiceBusStandIn.Start();
        await using var hub = await stack.StartHub(settings: [.. bus.Settings, ("HUB_ALERT_WEBHOOK", "http://127.0.0.1:9/")]);
        var caseId = (await hub.Notify(Sample.BecameLookedAfter(Sample.NewSubject(), "2026-09-01"))).CaseId;
        await Eventually.Holds("the alerts are sent", () => Task.FromResult(bus.On("escalations").Count > 0));
        var alert = bus.On("escalations")[0];

        Assert.Contains("put back", (await hub.Trigger("DeliverAlert", alert.Envelope("DeliverAlert"))).Body, StringComparison.Ordinal);
        await hub.MoveClock("2026-11-02T09:02:00Z");

        var sent = bus.On("escalations").Where(message => (string)message.Json["alertId"]! == (string)alert.Json["alertId"]!).ToList();
        Assert.Equal([caseId, caseId], sent.Select(message => (string)message.Json["caseId"]!));
        Assert.Equal($"{sent[0].Id}.2", sent[1].Id);
    }

    [Theory]
    [InlineData("service-bus", true)]
    [InlineData("storage-queues", false)]
    public async Task A_message_that_is_given_back_waits_where_the_broker_would_deliver_it_again_at_once(string broker, bool waits)
    {
        var settings = HubSettings.Read(name => name switch
        {
            "AzureWebJobsStorage" => "UseDevelopmentStorage=true",
            "HUB_BROKER" => broker,
            "ServiceBus__fullyQualifiedNamespace" => "127.0.0.1:5300",
            _ => null,
        }).Settings!;
        var waiting = new RedeliveryPause(settings, TimeProvider.System).Wait(new TriggerMessage("lac-notifications", default, "m-1", 1), CancellationToken.None);

        Assert.Equal(!waits, waiting.IsCompleted);
        await waiting;
    }

    private static byte[] Bytes(JsonNode json) => Encoding.UTF8.GetBytes(json.ToJsonString());

    private static async Task<string> Standing(TestHub hub, string dependency) =>
        (string)(await hub.Get("hub/health/ready", null)).Json["dependencies"]!.AsArray().Single(entry => (string)entry!["name"]! == dependency)!["status"]!;

    private static Task<Answer> Operations(TestHub hub, HttpMethod method, string path) => hub.Send(method, $"hub/operations/{path}", hub.Token("operations"), null);
}
