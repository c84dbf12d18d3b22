using System.Text.Json.Nodes;
using IntegrationHub.Functions.Tests.Kit;

namespace IntegrationHub.Functions.Tests.Subscriptions;

/// <summary>Notifications to a real receiver, from a hub process of its own.</summary>
[Collection(Waiting.Name)]
public sealed class SubscriptionDeliveryTests(TestStack stack)
{
    [Fact]
    public async Task An_id_only_subscription_shakes_hands_and_names_each_new_referral_once()
    {
        using var receiver = new Receiver();
        await using var hub = await StartHub(receiver);
        await hub.Refer();
        await hub.MoveClock("2026-11-02T10:00:00Z");
        var id = await hub.Subscribe(Subscriber.Sample(receiver.Url));
        var first = await hub.Refer();
        var second = await hub.Refer();
        await Eventually.Holds("both are named", () => Task.FromResult(Named(receiver).Count == 2));

        var handshake = receiver.All[0];
        Assert.Equal("handshake", handshake.Kind);
        Assert.Equal(0, handshake.Events);
        Assert.Empty(handshake.Names);
        Assert.Equal(Urls(hub, first, second), Named(receiver));
        Assert.Equal(2, receiver.All[^1].Events);
        Assert.All(receiver.All, one =>
        {
            one.IsFhir();
            Assert.True(one.IsSignedWith(Subscriber.Secret));
            Assert.Equal("Bearer invented-token", one.Authorization);
            Assert.DoesNotContain("Testchild", one.Body, StringComparison.Ordinal);
        });
        Assert.Equal(receiver.All.Count, receiver.All.DistinctBy(one => one.Id).Count());
        Assert.Equal("active", (string)(await hub.Subscription(id)).Json["status"]!);
    }

    [Fact]
    public async Task Without_payload_a_notification_is_a_signed_ping_and_an_empty_one_says_only_how_many()
    {
        using var receiver = new Receiver();
        using var counting = new Receiver();
        await using var hub = await StartHub(receiver, counting);
        await hub.Subscribe(Subscriber.Sample(receiver.Url, content: null));
        await hub.Subscribe(Subscriber.Sample(counting.Url, content: "empty"));
        await hub.Refer();
        await Eventually.Holds("both are told", () => Task.FromResult(receiver.All.Count == 2 && counting.All.Count == 2));

        Assert.All(receiver.All, ping =>
        {
            Assert.Equal("", ping.Body);
            Assert.Null(ping.ContentType);
            Assert.True(ping.IsSignedWith(Subscriber.Secret));
        });
        Assert.Equal((1, "event-notification"), (counting.All[1].Events, counting.All[1].Kind));
        Assert.Empty(counting.All[1].Names);
        counting.All[1].IsFhir();
    }

    [Theory]
    [InlineData(500, "it answered 500")]
    [InlineData(302, "it answered 302")]
    [InlineData(Receiver.HangUp, "it can't be reached, or hangs up")]
    public async Task A_receiver_that_fails_is_tried_again_after_the_first_pause_with_the_same_notification(int answer, string why)
    {
        using var receiver = new Receiver();
        await using var hub = await StartHub(receiver);
        var id = await hub.Subscribe(Subscriber.Sample(receiver.Url));
        receiver.Answer(answer);
        var caseId = await hub.Refer();
        await Eventually.Holds("the failure shows", async () => (await hub.Subscription(id)).Json["error"] is not null);
        Assert.Contains(why, (string)(await hub.Subscription(id)).Json["error"]!, StringComparison.Ordinal);
        Assert.Equal("active", (string)(await hub.Subscription(id)).Json["status"]!);
        Assert.Equal((0, 1, 0), await Counts(hub));

        receiver.Answer(200);
        await Eventually.Holds("it was taken and the error is gone", async () => (await hub.Subscription(id)).Json["error"] is null);

        var attempts = receiver.All.Where(one => one.Id != receiver.All[0].Id).ToList();
        Assert.Equal(2, attempts.Count);
        Assert.Equal(attempts[0].Id, attempts[1].Id);
        Assert.Equal(attempts[0].Body, attempts[1].Body);
        Assert.Equal(Urls(hub, caseId), attempts[1].Names);
        Assert.Equal((1, 0, 0), await Counts(hub));
    }

    [Fact]
    public async Task A_handshake_that_fails_leaves_it_requested_with_the_reason_and_nothing_else_is_sent()
    {
        using var receiver = new Receiver();
        await using var hub = await StartHub(receiver);
        receiver.Answer(404);
        var created = await hub.Fhir(HttpMethod.Post, "/Subscription", Subscriber.Sample(receiver.Url));
        var id = (string)created.Json["id"]!;
        var caseId = await hub.Refer();
        await Eventually.Holds("the failure shows", async () => (await hub.Subscription(id)).Json["error"] is not null);
        Assert.Equal("requested", (string)(await hub.Subscription(id)).Json["status"]!);

        receiver.Answer(200);
        await hub.UntilSubscription(id, "active");
        await Eventually.Holds("what happened meanwhile is told", () => Task.FromResult(Named(receiver).Count == 1));
        Assert.Equal(Urls(hub, caseId), Named(receiver));
    }

    [Fact]
    public async Task A_receiver_that_is_gone_turns_it_off()
    {
        using var receiver = new Receiver();
        await using var hub = await StartHub(receiver);
        var id = await hub.Subscribe(Subscriber.Sample(receiver.Url));
        receiver.Answer(410);
        await hub.Refer();
        await hub.UntilSubscription(id, "off");

        Assert.Contains("410", (string)(await hub.Subscription(id)).Json["error"]!, StringComparison.Ordinal);
        Assert.Equal((0, 0, 0), await Counts(hub));
    }

    [Fact]
    public async Task Paused_after_the_last_failure_it_is_silent_and_catches_up_when_it_is_asked_for_again()
    {
        using var receiver = new Receiver();
        await using var hub = await StartHub(receiver);
        var id = await hub.Subscribe(Subscriber.Sample(receiver.Url));
        receiver.Answer(500);
        var first = await hub.Refer();
        await Eventually.Holds("it is failing", async () => await Counts(hub) == (0, 1, 0));

        // As if the ladder's hours had passed: the next failure is the last.
        await hub.ChangeStored(id, stored =>
        {
            stored["standing"]!["failures"] = 6;
            stored["standing"]!["nextAttemptAt"] = null;
        });
        var second = await hub.Refer();
        await hub.UntilSubscription(id, "error");
        Assert.Contains("has stopped trying", (string)(await hub.Subscription(id)).Json["error"]!, StringComparison.Ordinal);
        Assert.Equal((0, 0, 1), await Counts(hub));
        receiver.Answer(200);
        var sent = receiver.All.Count;
        var third = await hub.Refer();
        await hub.Trigger("NotifySubscribers", "{\"Data\":{\"timer\":{}},\"Metadata\":{}}");
        Assert.Equal(sent, receiver.All.Count);

        var read = await hub.Subscription(id);
        var again = read.Json.AsObject();
        again["status"] = "requested";
        Assert.Equal(200, (await hub.Fhir(HttpMethod.Put, $"/Subscription/{id}", again, ("If-Match", read.ETag))).Status);
        await Eventually.Holds("everything is told", () => Task.FromResult(Taken(receiver).SelectMany(one => one.Names).Count() == 3));

        Assert.Equal(Urls(hub, first, second, third), Taken(receiver).SelectMany(one => one.Names));
        Assert.All(receiver.All, one => Assert.True(one.IsSignedWith(Subscriber.Secret)));
        Assert.Equal("Bearer invented-token", receiver.All[^1].Authorization);
        Assert.Null((await hub.Subscription(id)).Json["error"]);
    }

    [Fact]
    public async Task Killed_between_sending_and_recording_the_same_notification_goes_out_again_and_what_came_later_follows()
    {
        using var receiver = new Receiver();
        await using var hub = await StartHub(receiver);
        await hub.Subscribe(Subscriber.Sample(receiver.Url));
        receiver.Hold();
        var first = await hub.Refer();
        await Eventually.Holds("it is being sent", () => Task.FromResult(receiver.All.Count == 2));
        hub.Process.Kill();
        receiver.LetGo();

        // Later: a local hub that starts at the same moment again would live through the past twice.
        await hub.Process.RestartAsync([new("HUB_NOW", "2026-11-02T09:10:00Z")]);
        await hub.UntilReady();
        var second = await hub.Refer();
        await Eventually.Holds("it is sent again and the later one follows", () => Task.FromResult(receiver.All.Count >= 4));

        Assert.Equal(receiver.All[1].Id, receiver.All[2].Id);
        Assert.Equal(receiver.All[1].Body, receiver.All[2].Body);
        Assert.Equal(Urls(hub, first), receiver.All[1].Names);
        Assert.Equal(Urls(hub, second), receiver.All[3].Names);
        Assert.Equal(4, receiver.All.Count);
    }

    [Fact]
    public async Task A_hundred_names_a_notification_and_the_rest_follows_at_once()
    {
        using var receiver = new Receiver();
        await using var hub = await StartHub(receiver);
        var id = await hub.Subscribe(Subscriber.Sample(receiver.Url));
        await hub.ChangeStored(id, stored => stored["waiting"] = new JsonObject
        {
            ["type"] = "Task",
            ["foundAt"] = "2026-11-02T09:00:00Z",
            ["focuses"] = new JsonArray([.. Enumerable.Range(1, 250).Select(i => (JsonNode)new JsonObject { ["id"] = $"t{i}", ["version"] = 1, ["lastUpdated"] = "2026-11-02T09:00:00Z" })]),
        });
        await hub.Trigger("NotifySubscribers", "{\"Data\":{\"timer\":{}},\"Metadata\":{}}");
        await Eventually.Holds("all are named", () => Task.FromResult(Named(receiver).Count == 250));

        Assert.Equal([100, 100, 50], receiver.All.Skip(1).Select(one => one.Names.Count));
        Assert.Equal([100, 200, 250], receiver.All.Skip(1).Select(one => one.Events));
        Assert.Equal(250, Named(receiver).Distinct().Count());
    }

    [Fact]
    public async Task Two_instances_send_each_notification_once()
    {
        using var receiver = new Receiver();
        await using var hub = await StartHub(receiver);
        await using var other = await TestHub.Start(
            hub.ConnectionString, stack.NewFolder(), [("HUB_NOW", "2026-11-02T09:00:00Z"), ("HUB_SUBSCRIPTION_ENDPOINTS", receiver.Url)]);
        await hub.Subscribe(Subscriber.Sample(receiver.Url));
        for (var i = 0; i < 5; i++)
        {
            await hub.Refer();
            await Task.WhenAll(other.Trigger("NotifySubscribers", "{\"Data\":{\"timer\":{}},\"Metadata\":{}}"), hub.Trigger("NotifySubscribers", "{\"Data\":{\"timer\":{}},\"Metadata\":{}}"));
        }

        await Eventually.Holds("all are named", () => Task.FromResult(Named(receiver).Count >= 5));
        Assert.Equal(5, Named(receiver).Count);
        Assert.Equal(receiver.All.Count, receiver.All.DistinctBy(one => one.Id).Count());
    }

    [Fact]
    public async Task At_its_end_it_is_off()
    {
        using var receiver = new Receiver();
        await using var hub = await StartHub(receiver);
        var subscription = Subscriber.Sample(receiver.Url);
        subscription["end"] = "2026-11-03T09:00:00Z";
        var id = await hub.Subscribe(subscription);
        await hub.MoveClock("2026-11-03T09:00:00Z");

        await hub.UntilSubscription(id, "off");
    }

    private Task<TestHub> StartHub(params Receiver[] receivers) =>
        stack.StartHub("2026-11-02T09:00:00Z", ("HUB_SUBSCRIPTION_ENDPOINTS", string.Join(' ', receivers.Select(receiver => receiver.Url))));

    private static IReadOnlyList<Received> Taken(Receiver receiver) =>
        [.. receiver.All.Where(one => one.Answered == 200 && one.Kind == "event-notification")];

    private static IReadOnlyList<string> Named(Receiver receiver) => [.. Taken(receiver).SelectMany(one => one.Names)];

    private static IEnumerable<string> Urls(TestHub hub, params string[] caseIds) => caseIds.Select(id => $"{hub.Process.BaseAddress}hub/fhir/Task/{id}");

    private static async Task<(int Active, int Failing, int Paused)> Counts(TestHub hub)
    {
        var ready = await hub.Get("hub/health/ready", null);
        Assert.Equal(200, ready.Status);
        var entry = ready.Json["dependencies"]!.AsArray().Single(dependency => (string)dependency!["name"]! == "subscriptions")!;
        return ((int)entry["active"]!, (int)entry["failing"]!, (int)entry["paused"]!);
    }
}
