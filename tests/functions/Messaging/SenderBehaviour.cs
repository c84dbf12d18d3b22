using System.Text;
using System.Text.Json.Nodes;
using IntegrationHub.Contracts;
using IntegrationHub.Functions.Hosting;
using IntegrationHub.Functions.Messaging;
using IntegrationHub.Functions.Storage;
using IntegrationHub.Functions.Tests.Kit;

namespace IntegrationHub.Functions.Tests.Messaging;

/// <summary>What a reader of the broker got.</summary>
/// <param name="Envelope">How the Functions host hands it over.</param>
public sealed record Received(byte[] Body, string Envelope)
{
    /// <summary>Without what a sender adds on the way.</summary>
    public JsonObject Json
    {
        get
        {
            var json = JsonNode.Parse(Body)!.AsObject();
            json.Remove("traceparent");
            return json;
        }
    }
}

/// <summary>What both senders must do alike, each against its broker.</summary>
public abstract class SenderBehaviour(TestStack stack) : IAsyncLifetime
{
    protected const string Queue = Queues.SocialCareEvents;
    protected const string Trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    protected HubStorage Storage { get; private set; } = null!;

    protected BrokerHealth Health { get; } = new(TimeProvider.System);

    protected ClaimCheck Claims => new(Storage);

    protected TestStack Stack => stack;

    protected abstract IMessageSender Sender { get; }

    public virtual async Task InitializeAsync()
    {
        Storage = Connect(stack.NewAccount());
        await Storage.EnsureExists(CancellationToken.None);
    }

    public abstract Task DisposeAsync();

    [Fact]
    public async Task What_is_sent_is_taken_once_and_as_it_was()
    {
        var body = Event("e-1", "Zoë and Łukasz ✓ \"quoted\"");

        await Send(body, "e-1");

        var received = Assert.Single(await Taken());
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(body), received.Json));
        Assert.Equal((1, (SendFault?)null), (await Attempts(), Health.Queues[Queue].Fault));
    }

    [Fact]
    public async Task Sent_again_it_is_told_from_another_message_by_its_id()
    {
        await Send(Event("e-1", "first"), "e-1");
        await Send(Event("e-1", "first"), "e-1");
        await Send(Event("e-2", "second"), "e-2");

        Assert.Equal(["e-1", "e-2"], (await Taken()).Select(received => (string)received.Json["id"]!).Distinct());
    }

    [Fact]
    public async Task While_the_broker_is_busy_it_is_tried_again_before_anything_that_comes_after_it()
    {
        await BusyFor(3);

        await Send(Event("e-1", "x"), "e-1");
        await Send(Event("e-2", "x"), "e-2");

        Assert.Equal(["e-1", "e-2"], (await Taken()).Select(received => (string)received.Json["id"]!));
        Assert.Equal(5, await Attempts());
        Assert.Null(Health.Queues[Queue].Fault);
    }

    [Fact]
    public async Task A_broker_that_stays_away_is_told_from_one_that_refuses()
    {
        await BusyFor(int.MaxValue);

        var fault = await Assert.ThrowsAsync<MessageNotSentException>(() => Send(Event("e-1", "x"), "e-1"));

        Assert.Equal((SendFault.Away, Queue, 503), (fault.Fault, fault.Queue, fault.Status));
        Assert.Equal(SendFault.Away, Health.Queues[Queue].Fault);
        Assert.True(StorageFaults.IsStorageAway(fault, CancellationToken.None));
    }

    [Fact]
    public async Task A_queue_that_is_not_there_is_a_fault_of_configuration_until_it_is()
    {
        await TakeQueueAway();

        var fault = await Assert.ThrowsAsync<MessageNotSentException>(() => Send(Event("e-1", "x"), "e-1"));
        Assert.Equal((SendFault.Misconfigured, 404, 1), (fault.Fault, fault.Status, await Attempts()));
        Assert.Equal((SendFault.Misconfigured, fault.Reason), (Health.Queues[Queue].Fault, Health.Queues[Queue].Reason));

        await PutQueueBack();
        await Send(Event("e-1", "x"), "e-1");
        Assert.Null(Health.Queues[Queue].Fault);
    }

    [Fact]
    public async Task Without_the_right_to_send_nothing_is_tried_again_and_it_is_a_fault_of_configuration()
    {
        await TakeRightAway();

        var fault = await Assert.ThrowsAsync<MessageNotSentException>(() => Send(Event("e-1", "x"), "e-1"));

        Assert.Equal((SendFault.Misconfigured, 403), (fault.Fault, fault.Status));
        Assert.Equal(SendFault.Misconfigured, Health.Queues[Queue].Fault);
    }

    [Fact]
    public async Task What_is_too_large_goes_by_a_claim_that_only_its_own_queue_takes_up()
    {
        var body = Event("e-1", new string('x', MostBytes));

        await Send(body, "e-1");

        var claim = Assert.Single(await Taken());
        Assert.InRange(claim.Body.Length, 1, 1000);
        Assert.Equal([Queue, "application/cloudevents+json"], new[] { "queue", "contentType" }.Select(name => (string)claim.Json["claimCheck"]![name]!));
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(body), WithoutTrace((await Claims.TakeUp(Queue, claim.Body, CancellationToken.None))!.Value)));
        Assert.Null(await Claims.TakeUp(Queues.LacNotifications, claim.Body, CancellationToken.None));
        await Storage.Claims.DeleteBlobAsync($"{Queue}/{claim.Json["claimCheck"]!["sha256"]}");
        Assert.Null(await Claims.TakeUp(Queue, claim.Body, CancellationToken.None));
    }

    [Fact]
    public async Task The_trace_of_who_called_for_it_reaches_the_trigger()
    {
        await Send(Event("e-1", "x"), "e-1");

        Assert.Equal(Trace, TriggerEnvelope.Parse(Assert.Single(await Taken()).Envelope)!.TraceParent);
    }

    /// <summary>Largest body that is sent as it is, about.</summary>
    protected abstract int MostBytes { get; }

    protected abstract Task<IReadOnlyList<Received>> Taken();

    /// <summary>How many requests to send the broker saw.</summary>
    protected abstract Task<int> Attempts();

    protected abstract Task BusyFor(int attempts);

    protected abstract Task TakeQueueAway();

    protected abstract Task PutQueueBack();

    protected abstract Task TakeRightAway();

    protected Task Send(string body, string id, string queue = Queue) =>
        Sender.Send(new BrokerMessage(queue, Encoding.UTF8.GetBytes(body), id) { TraceParent = Trace }, CancellationToken.None);

    protected static string Event(string id, string text) => new JsonObject
    {
        ["specversion"] = "1.0",
        ["id"] = id,
        ["type"] = "uk.lac.referral-received.v1",
        ["data"] = new JsonObject { ["caseId"] = "825-case", ["localAuthority"] = "825", ["healthProvider"] = "RXQ", ["text"] = text },
    }.ToJsonString();

    protected static HubStorage Connect(string connection, Action<Azure.Core.ClientOptions>? adjust = null) =>
        HubStorage.Connect(HubSettings.Read(name => name == "AzureWebJobsStorage" ? connection : null).Settings!, adjust);

    private static JsonNode WithoutTrace(ReadOnlyMemory<byte> body)
    {
        var json = JsonNode.Parse(body.Span)!.AsObject();
        json.Remove("traceparent");
        return json;
    }
}
