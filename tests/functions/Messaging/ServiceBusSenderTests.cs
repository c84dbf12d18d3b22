using System.Collections.Concurrent;
using System.Text;
using System.Text.Json.Nodes;
using Azure.Core;
using Azure.Identity;
using IntegrationHub.Contracts;
using IntegrationHub.Functions.Messaging;
using IntegrationHub.Functions.Partners;
using IntegrationHub.Functions.Tests.Kit;

namespace IntegrationHub.Functions.Tests.Messaging;

/// <summary>The sender to Service Bus, against a stand-in that takes nothing but what is documented.</summary>
[Collection(TestStack.Name)]
public sealed class ServiceBusSenderTests(TestStack stack) : SenderBehaviour(stack), IDisposable
{
    private static readonly CallLimits Limits = new(
        TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(25), 3, TimeSpan.FromMilliseconds(30), TimeSpan.FromSeconds(2), 100, TimeSpan.FromSeconds(15));

    private readonly HttpClient http = new(new SocketsHttpHandler { AllowAutoRedirect = false }) { Timeout = Timeout.InfiniteTimeSpan };
    private ServiceBusStandIn bus = null!;
    private Identity identity = null!;

    protected override int MostBytes => ServiceBusSettings.MostBytesStandard;

    protected override IMessageSender Sender => SenderWith(Limits);

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        bus = await ServiceBusStandIn.Start();
        identity = new Identity(bus.Token);
    }

    public override Task DisposeAsync() => bus.DisposeAsync().AsTask();

    public void Dispose() => http.Dispose();

    [Fact]
    public async Task An_event_carries_on_its_outside_what_a_subscriber_filters_by()
    {
        await Send(Event("e-1", "x"), "e-1");

        var message = Assert.Single(bus.On(Queue));
        Assert.Empty(bus.Violations);
        Same("""{"MessageId":"e-1","ContentType":"application/cloudevents+json","Label":"uk.lac.referral-received.v1","CorrelationId":"825-case"}""", message.Broker);
        Same($$"""{"type":"uk.lac.referral-received.v1","la":"825","provider":"RXQ","traceparent":"{{Trace}}"}""", message.User);
    }

    [Fact]
    public async Task An_alert_carries_roles_council_provider_and_level_and_nobodys_address()
    {
        const string alert = """
            {"alertId":"a.3.2","caseId":"825-case","localId":"LCS-1","la":"825","provider":"RXQ","keyDate":"assessment-attended","level":2,"state":"raised","raisedAt":"2026-11-02T09:00:00Z",
             "recipients":[{"role":"team-manager","address":"t.manager@council.example"},{"role":"named-nurse"}],"text":"Due.","link":"https://hub.example","round":1}
            """;
        await Send(alert, "a.3.2-raised", Queues.Escalations);

        var message = Assert.Single(bus.On(Queues.Escalations));
        Same("""{"MessageId":"a.3.2-raised","ContentType":"application/json","Label":"raised","CorrelationId":"825-case"}""", message.Broker);
        Same($$"""{"role":",team-manager,named-nurse,","la":"825","provider":"RXQ","level":2,"traceparent":"{{Trace}}"}""", message.User);
        Assert.Equal(alert, Encoding.UTF8.GetString(message.Body));
    }

    [Fact]
    public async Task What_is_no_text_goes_as_base64_byte_by_byte()
    {
        byte[] body = [0xff, 0xfe, 0x00, 0x80];

        await Sender.Send(new BrokerMessage(Queues.LacNotifications, body, "b-1"), CancellationToken.None);

        Assert.Equal(body, Assert.Single(bus.On(Queues.LacNotifications)).Body);
        Assert.Empty(bus.Violations);
    }

    [Theory]
    [InlineData(BusAnswer.HangUpAfterTaking)]
    [InlineData(BusAnswer.Silent)]
    [InlineData(BusAnswer.TimedOut)]
    [InlineData(BusAnswer.Throttled)]
    public async Task Whatever_kept_the_answer_back_the_next_attempt_makes_it_one_message(BusAnswer answer)
    {
        bus.Next(answer);

        await Send(Event("e-1", "x"), "e-1");

        Assert.Equal(2, bus.Requests.Count);
        Assert.Single(bus.On(Queue));
    }

    [Fact]
    public async Task A_pause_that_is_asked_for_is_kept()
    {
        bus.RetryAfter = 1;
        bus.Next(BusAnswer.Throttled);

        var noted = new NotedPauses();
        await SenderWith(Limits, realTime: noted).Send(new BrokerMessage(Queues.SocialCareEvents, Encoding.UTF8.GetBytes(Event("e-1", "x")), "e-1") { TraceParent = Trace }, CancellationToken.None);

        Assert.Equal(2, bus.Requests.Count);
        Assert.Contains(TimeSpan.FromSeconds(1), noted.Pauses);
    }

    [Fact]
    public async Task For_a_pause_that_is_too_long_nobody_waits_the_outbox_comes_again()
    {
        bus.RetryAfter = 600;
        bus.Always(BusAnswer.Throttled);

        var fault = await Assert.ThrowsAsync<MessageNotSentException>(() => Send(Event("e-1", "x"), "e-1"));

        Assert.Equal((SendFault.Away, 429, 1), (fault.Fault, fault.Status, bus.Requests.Count));
    }

    [Theory]
    [InlineData(BusAnswer.TokenRefused, SendFault.Misconfigured, 401)]
    [InlineData(BusAnswer.NoRight, SendFault.Misconfigured, 403)]
    [InlineData(BusAnswer.NoSuchQueue, SendFault.Misconfigured, 404)]
    [InlineData(BusAnswer.Gone, SendFault.Misconfigured, 410)]
    [InlineData(BusAnswer.BadRequest, SendFault.Refused, 400)]
    [InlineData(BusAnswer.TooLarge, SendFault.Refused, 413)]
    public async Task What_another_attempt_would_not_change_is_not_attempted_again(BusAnswer answer, SendFault expected, int status)
    {
        bus.Always(answer);

        var fault = await Assert.ThrowsAsync<MessageNotSentException>(() => Send(Event("e-1", "x"), "e-1"));

        Assert.Equal((expected, status, 1), (fault.Fault, fault.Status, bus.Requests.Count));
        Assert.Equal(expected == SendFault.Refused ? null : expected, Health.Queues[Queue].Fault);
    }

    [Fact]
    public async Task A_broker_that_never_answers_is_away_and_after_a_while_not_even_called()
    {
        bus.Always(BusAnswer.Silent);
        var sender = SenderWith(Limits with { Attempt = TimeSpan.FromMilliseconds(500), FaultsToBreak = 4 });

        for (var i = 0; i < 3; i++)
        {
            var fault = await Assert.ThrowsAsync<MessageNotSentException>(() => sender.Send(new BrokerMessage(Queue, "{}"u8.ToArray(), $"e-{i}"), CancellationToken.None));
            Assert.Equal(SendFault.Away, fault.Fault);
        }

        Assert.InRange(bus.Requests.Count, 4, 5);
    }

    [Fact]
    public async Task Without_an_identity_it_is_a_fault_of_configuration_and_without_a_token_the_broker_is_away()
    {
        identity.Fault = new CredentialUnavailableException("No identity, says the test.");
        Assert.Equal(SendFault.Misconfigured, (await Assert.ThrowsAsync<MessageNotSentException>(() => Send(Event("e-1", "x"), "e-1"))).Fault);

        identity.Fault = new AuthenticationFailedException("The issuer is away, says the test.");
        Assert.Equal(SendFault.Away, (await Assert.ThrowsAsync<MessageNotSentException>(() => Send(Event("e-1", "x"), "e-1"))).Fault);

        Assert.Empty(bus.Requests);
    }

    [Fact]
    public async Task A_message_just_within_the_limit_goes_as_it_is_and_Premium_takes_a_megabyte()
    {
        var body = Event("e-1", new string('x', MostBytes - 2048));
        await Send(body, "e-1");
        Assert.Equal(body.Length, bus.On(Queue)[0].Body.Length);

        bus.MostBytes = ServiceBusSettings.MostBytesPremium;
        var premium = SenderWith(Limits, ServiceBusSettings.MostBytesPremium);
        await premium.Send(new BrokerMessage(Queue, Encoding.UTF8.GetBytes(Event("e-2", new string('x', ServiceBusSettings.MostBytesPremium - 2048))), "e-2"), CancellationToken.None);
        Assert.True(bus.On(Queue)[1].Body.Length > ServiceBusSettings.MostBytesStandard);
    }

    [Fact]
    public async Task A_claim_keeps_the_outside_of_the_message_and_says_what_it_is()
    {
        await Send(Event("e-1", new string('x', MostBytes)), "e-1");

        var message = Assert.Single(bus.On(Queue));
        Assert.Equal([ClaimCheck.ContentType, "e-1"], new[] { "ContentType", "MessageId" }.Select(name => (string)message.Broker[name]!));
    }

    protected override Task<IReadOnlyList<Received>> Taken() =>
        Task.FromResult<IReadOnlyList<Received>>([.. bus.On(Queue).Select(message => new Received(message.Body, message.Envelope("ReceiveNotification")))]);

    protected override Task<int> Attempts() => Task.FromResult(bus.Requests.Count);

    protected override Task BusyFor(int attempts)
    {
        if (attempts > 100)
        {
            bus.Always(BusAnswer.Busy);
        }
        else
        {
            bus.Next([.. Enumerable.Repeat(BusAnswer.Busy, attempts)]);
        }

        return Task.CompletedTask;
    }

    protected override Task TakeQueueAway() => Answer(BusAnswer.NoSuchQueue);

    protected override Task PutQueueBack() => Answer(BusAnswer.Taken);

    protected override Task TakeRightAway() => Answer(BusAnswer.NoRight);

    private Task Answer(BusAnswer answer)
    {
        bus.Always(answer);
        return Task.CompletedTask;
    }

    private ServiceBusSender SenderWith(CallLimits limits, int mostBytes = ServiceBusSettings.MostBytesStandard, TimeProvider? realTime = null) => new(
        http, new ServiceBusSettings(new Uri($"http://{bus.Namespace}/"), mostBytes), identity, new ServiceBusPipeline(limits, realTime ?? TimeProvider.System), Claims, Health, TimeProvider.System);

    private static void Same(string expected, JsonNode actual) => Assert.True(JsonNode.DeepEquals(JsonNode.Parse(expected), actual), actual.ToJsonString());

    /// <summary>Waits as long as it is asked to, and keeps how long that was.</summary>
    private sealed class NotedPauses : TimeProvider
    {
        public ConcurrentBag<TimeSpan> Pauses { get; } = [];

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            Pauses.Add(dueTime);
            return base.CreateTimer(callback, state, dueTime, period);
        }
    }

    private sealed class Identity(string token) : TokenCredential
    {
        public Exception? Fault { get; set; }

        public override AccessToken GetToken(TokenRequestContext requestContext, CancellationToken cancellationToken)
        {
            Assert.Equal(["https://servicebus.azure.net/.default"], requestContext.Scopes);
            return Fault is null ? new AccessToken(token, TimeProvider.System.GetUtcNow().AddHours(1)) : throw Fault;
        }

        public override ValueTask<AccessToken> GetTokenAsync(TokenRequestContext requestContext, CancellationToken cancellationToken) =>
            ValueTask.FromResult(GetToken(requestContext, cancellationToken));
    }
}
