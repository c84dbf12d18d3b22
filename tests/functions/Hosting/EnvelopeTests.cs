using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using IntegrationHub.Functions.Hosting;
using IntegrationHub.Functions.Tests.Kit;

namespace IntegrationHub.Functions.Tests.Hosting;

/// <summary>Trigger envelopes of both brokers and of timers, whole and broken.</summary>
[Collection(TestStack.Name)]
public sealed class EnvelopeTests(TestStack stack)
{
    private const string Message = """{"specversion":"1.0"}""";

    private static string Base64 => Convert.ToBase64String(Encoding.UTF8.GetBytes(Message));

    public static TheoryData<string, string, string, int> Envelopes => new()
    {
        { "Service Bus, binary", ServiceBus(JsonValue.Create(Base64), "2", "\"m-1\""), "m-1", 2 },
        { "Service Bus, text", ServiceBus(JsonValue.Create(JsonSerializer.Serialize(Message)), "3", "\"m-1\""), "m-1", 3 },
        { "Service Bus, object", ServiceBus(JsonNode.Parse(Message)!, "1", "\"m-1\""), "m-1", 1 },
        { "Service Bus, plain text and plain number", ServiceBus(JsonValue.Create(Message), 4, "m-1"), "m-1", 4 },
        { "storage queue, binary", Sample.StorageQueueEnvelope(Message, 5, "800ae4b3"), "800ae4b3", 5 },
    };

    [Theory]
    [MemberData(nameof(Envelopes))]
    public void The_message_its_id_and_its_deliveries_are_read(string kind, string envelope, string messageId, int deliveries)
    {
        using var json = JsonDocument.Parse(envelope);

        var read = TriggerEnvelope.Read(json.RootElement);

        Assert.NotNull(read);
        Assert.True(Message == Encoding.UTF8.GetString(read.Body.Span), kind);
        Assert.Equal((messageId, deliveries), (read.MessageId, read.DeliveryCount));
    }

    [Theory]
    [InlineData("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", null, "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")]
    [InlineData(null, "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")]
    [InlineData("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", "00-1af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")]
    [InlineData("00-00000000000000000000000000000000-0000000000000000-00", "x", null)]
    [InlineData("\r\nforged: log line", null, null)]
    [InlineData(null, null, null)]
    public void The_trace_is_the_messages_property_else_its_member_and_only_when_it_is_one(string? property, string? member, string? expected)
    {
        var body = new JsonObject { ["specversion"] = "1.0" };
        if (member is not null)
        {
            body["traceparent"] = member;
        }

        var properties = property is null ? null : new JsonObject { ["traceparent"] = property };

        Assert.Equal(expected, TriggerEnvelope.Parse(BusEnvelope.Of("ReceiveNotification", Encoding.UTF8.GetBytes(body.ToJsonString()), "m-1", 1, properties))!.TraceParent);
    }

    /// <summary>Without the binding's dataType the host hands text over as text, and copies the message's own members over the metadata.</summary>
    [Theory]
    [InlineData("""{"specversion":"1.0","DequeueCount":99,"Id":"forged"}""")]
    [InlineData("""{"specversion":"1.0","dequeuecount":"99","DELIVERYCOUNT":99,"messageid":"forged","id":"forged"}""")]
    [InlineData("""{"Data":{"message":"e30="},"Metadata":{"DequeueCount":"99"},"DequeueCount":"99","Id":"\"forged\"","InsertionTime":"2000-01-01T00:00:00Z"}""")]
    [InlineData("""{'DequeueCount':99,'Id':'forged'}""")]
    [InlineData("""/* the host reads this */ {"DequeueCount":99,"Id":"forged"}""")]
    public void What_a_message_of_text_says_of_itself_is_not_believed(string message)
    {
        var asText = (JsonNode)JsonValue.Create(JsonSerializer.Serialize(message));
        var polluted = new JsonObject
        {
            ["DequeueCount"] = "99",
            ["DeliveryCount"] = "99",
            ["Id"] = "\"forged\"",
            ["MessageId"] = "\"forged\"",
            ["InsertionTime"] = "2000-01-01T00:00:00+00:00",
        };
        var named = message.StartsWith("{\"", StringComparison.Ordinal) ? JsonNode.Parse(message)!.AsObject().Select(member => member.Key).ToHashSet(StringComparer.OrdinalIgnoreCase) : null;
        foreach (var genuine in polluted.Select(member => member.Key).Where(name => named?.Contains(name) == false).ToList())
        {
            polluted.Remove(genuine);
        }

        foreach (var data in new[] { asText, JsonValue.Create(message) })
        {
            var read = TriggerEnvelope.Parse(new JsonObject { ["Data"] = new JsonObject { ["message"] = data.DeepClone() }, ["Metadata"] = polluted.DeepClone() }.ToJsonString())!;

            Assert.Equal(("", 1, (DateTimeOffset?)null), (read.MessageId, read.DeliveryCount, read.InsertedAt));
            Assert.Equal(message, Encoding.UTF8.GetString(read.Body.Span));
        }
    }

    [Theory]
    [InlineData("""{"Data":{"message":"eA=="},"Metadata":{"MessageId":"\ud800","DequeueCount":"2"}}""", "x")]
    [InlineData("""{"Data":{"message":"eA=="},"Metadata":{"\ud800":"1","DequeueCount":"2"}}""", "x")]
    [InlineData("""{"Data":{"message":"\ud800"},"\udc00":1,"Metadata":{"DequeueCount":"2"}}""", @"""\ud800""")]
    [InlineData("""{"Data":{"message":{"traceparent":"\ud800"}},"Metadata":{"DequeueCount":"2","ApplicationProperties":{"traceparent":"\ud800"}}}""", """{"traceparent":"\ud800"}""")]
    public void Half_a_character_is_no_text_and_keeps_no_message_from_being_handled(string raw, string body)
    {
        var envelope = TriggerEnvelope.Parse(raw)!;

        Assert.Equal(("", 2, null), (envelope.MessageId, envelope.DeliveryCount, envelope.TraceParent));
        Assert.Equal(body, Encoding.UTF8.GetString(envelope.Body.Span));
    }

    [Theory]
    [InlineData("""{"Data":{"message":{"\ud800":1}},"Metadata":{"DequeueCount":"2"}}""")]
    [InlineData("""{"Data":{"message":"{\"\\ud800\":1}"},"Metadata":{"DequeueCount":"2"}}""")]
    public void Of_a_message_with_a_name_that_is_no_text_no_metadata_is_believed(string raw) => Assert.Equal(1, TriggerEnvelope.Parse(raw)!.DeliveryCount);

    [Fact]
    public void What_the_broker_says_beside_a_forged_message_is_believed()
    {
        const string forged = """{"DequeueCount":99,"Id":"forged"}""";
        var asText = TriggerEnvelope.Parse(new JsonObject
        {
            ["Data"] = new JsonObject { ["message"] = JsonSerializer.Serialize(forged) },
            ["Metadata"] = new JsonObject { ["DequeueCount"] = "99", ["Id"] = "\"forged\"", ["DeliveryCount"] = "3", ["MessageId"] = "m-1" },
        }.ToJsonString())!;
        var asBytes = TriggerEnvelope.Parse(Sample.StorageQueueEnvelope(forged, 2, "m-2"))!;

        Assert.Equal(("m-1", 3), (asText.MessageId, asText.DeliveryCount));
        Assert.Equal(("m-2", 2), (asBytes.MessageId, asBytes.DeliveryCount));
    }

    [Theory]
    [InlineData("ReceiveNotification", "")]
    [InlineData("ReceiveNotification", "not json")]
    [InlineData("ReceiveNotification", "[]")]
    [InlineData("ReceiveNotification", "{}")]
    [InlineData("ReceiveNotification", """{"Data":"text"}""")]
    [InlineData("DeliverAlert", """{"Data":{}}""")]
    public async Task What_is_no_envelope_fails_with_a_json_body(string function, string envelope)
    {
        var answer = await stack.Shared.Trigger(function, envelope);

        Assert.Equal(400, answer.Status);
        Assert.Equal("not-an-envelope", (string)answer.Json["Logs"]![0]!);
    }

    [Theory]
    [InlineData("ReceiveNotification", """{"Data":{"message":"%%%"}}""", "parked: not-json")]
    [InlineData("ReceiveNotification", """{"Data":{"message":12}}""", "parked: not-a-cloudevent")]
    [InlineData("ReceiveNotification", """{"Data":{"message":"e30="},"Metadata":{"DequeueCount":"x"}}""", "parked: not-a-cloudevent")]
    [InlineData("ReceiveAssessment", """{"Data":{"message":"e30="}}""", "parked: invalid-bundle")]
    [InlineData("ReceiveAssessment", """{"Data":{"message":null}}""", "parked: invalid-bundle")]
    [InlineData("DeliverAlert", """{"Data":{"message":"e30="}}""", "parked: not-an-alert")]
    public async Task A_broken_message_is_parked_and_settled(string function, string envelope, string log)
    {
        var answer = await stack.Shared.Trigger(function, envelope);

        Assert.Equal((200, log), (answer.Status, (string)answer.Json["Logs"]![0]!));
        Assert.Equal("application/json", answer.Message.Content.Headers.ContentType!.MediaType);
    }

    [Theory]
    [InlineData("SweepKeyDates")]
    [InlineData("DispatchOutbox")]
    public async Task A_timer_answers_with_a_json_body(string function)
    {
        var answer = await stack.Shared.Trigger(function, """
            {"Data":{"timer":{"Schedule":{"AdjustForDST":true},"ScheduleStatus":null,"IsPastDue":false}},"Metadata":{"sys":{"MethodName":"Timer"}}}
            """);

        Assert.Equal(200, answer.Status);
        Assert.NotNull(answer.Json["Outputs"]);
    }

    [Fact]
    public async Task A_notification_in_an_envelope_is_taken_in_and_a_repeat_changes_nothing()
    {
        var notification = Sample.BecameLookedAfter(Sample.NewSubject());
        var envelope = ServiceBus(JsonValue.Create(Convert.ToBase64String(Encoding.UTF8.GetBytes(notification.ToJsonString()))), "1", "\"m\"");

        Assert.Equal("accepted", Log(await stack.Shared.Trigger("ReceiveNotification", envelope)));
        Assert.Equal("repeat", Log(await stack.Shared.Trigger("ReceiveNotification", envelope)));
        Assert.Equal(200, (await stack.Shared.Notify(notification)).Status);
    }

    [Fact]
    public async Task A_follow_up_without_its_case_is_redelivered_and_kept_near_the_limit()
    {
        var followUp = Sample.Consent(Sample.NewSubject()).ToJsonString();

        var early = await stack.Shared.Trigger("ReceiveNotification", Sample.StorageQueueEnvelope(followUp, dequeueCount: 1));
        var last = await stack.Shared.Trigger("ReceiveNotification", Sample.StorageQueueEnvelope(followUp, dequeueCount: 4));

        Assert.Equal((500, "child-not-known"), (early.Status, Log(early)));
        Assert.Equal((200, "kept until its case is there"), (last.Status, Log(last)));
    }

    [Fact]
    public async Task The_probe_of_the_host_is_answered()
    {
        Assert.Equal(200, (await stack.Shared.Get("", null)).Status);
    }

    private static string Log(Answer answer) => (string)answer.Json["Logs"]![0]!;

    private static string ServiceBus(JsonNode message, JsonNode deliveries, string messageId) => new JsonObject
    {
        ["Data"] = new JsonObject { ["message"] = message },
        ["Metadata"] = new JsonObject
        {
            ["MessageReceiver"] = new JsonObject(),
            ["Client"] = new JsonObject { ["FullyQualifiedNamespace"] = "namespace" },
            ["DeliveryCount"] = deliveries,
            ["LockToken"] = "\"4e77f8aa\"",
            ["EnqueuedTimeUtc"] = "2026-11-12T20:13:49",
            ["MessageId"] = messageId,
            ["ApplicationProperties"] = new JsonObject(),
        },
    }.ToJsonString();
}
