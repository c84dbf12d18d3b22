using System.Text.Json.Nodes;
using IntegrationHub.Functions.Telemetry;
using IntegrationHub.Functions.Tests.Escalations.Partners;
using IntegrationHub.Functions.Tests.Kit;
using IntegrationHub.Functions.Tests.Reliability;

namespace IntegrationHub.Functions.Tests.Telemetry;

/// <summary>What a hub tells a collector, and what it logs.</summary>
[Collection(TestStack.Name)]
public sealed class TelemetryTests(TestStack stack)
{
    private const long Server = 2;
    private const long Client = 3;
    private const long Producer = 4;
    private const long Consumer = 5;

    [Fact]
    public async Task A_notification_too_late_is_one_trace_up_to_the_webhook_that_tells_of_it_and_what_time_calls_for_begins_another()
    {
        await using var collector = await Collector.Start();
        await using var partner = await WebhookPartner.Start();
        await using var hub = await stack.StartHub(
            settings: [.. collector.Settings, ("HUB_ALERT_WEBHOOK", partner.Url.ToString()), ("HUB_ALERT_WEBHOOK_SECRET", WebhookPartner.Secret)]);
        var caller = "4bf92f3577b34da6a3ce929d0e0e4736";

        var answer = await hub.Send(
            HttpMethod.Post, "hub/notifications", hub.SocialCare,
            HubClient.Content(Sample.BecameLookedAfter("LCS-late", on: "2026-10-12").ToJsonString(), "application/cloudevents+json"),
            ("traceparent", $"00-{caller}-00f067aa0ba902b7-00"));
        Assert.Equal(201, answer.Status);
        Assert.Equal([caller], (await hub.StoredCase(answer.CaseId))["facts"]!.AsArray().Select(fact => (string)fact!["origin"]!["correlation"]!).Distinct());

        await Eventually.Holds("the webhook is told", () => Task.FromResult(!partner.Posts.IsEmpty));
        var spans = await Traced(collector, caller, "POST", span => span.Kind == Client && span.Attributes.GetValueOrDefault("server.port") == $"{partner.Url.Port}");
        var post = spans.First(span => span.Kind == Client && span.Attributes.GetValueOrDefault("server.port") == $"{partner.Url.Port}");
        var process = Ancestor(spans, post, Consumer, "process escalations");
        var commit = Ancestor(spans, process, 1, "commit case");
        Assert.Contains(spans, span => span is { Kind: Producer, Name: "send escalations" } && span.Parent == commit.Id);
        var request = Ancestor(spans, commit, Server, "POST /hub/notifications");
        Assert.Equal("00f067aa0ba902b7", request.Parent);
        Assert.Equal((answer.CaseId, "done", "201"), (commit.Attributes["hub.case.id"], process.Attributes["hub.outcome"], request.Attributes["http.response.status_code"]));
        Assert.Contains(spans, span => span is { Kind: Client, Name: "PUT cases" } && span.Attributes["hub.storage.service"] == "blob");
        Assert.DoesNotContain(collector.Spans.SelectMany(span => span.Attributes.Keys), key => key is "url.full" or "url.path" or "url.query" or "user_agent.original");

        await hub.MoveClock("2026-11-23T10:00:00Z");
        await Eventually.Holds("a sweep is linked to the case's trace", () => Task.FromResult(Sweep(collector) is not null));
        var sweep = Sweep(collector)!;
        Assert.NotEqual(caller, sweep.Trace);
        Assert.Equal(("", answer.CaseId), (sweep.Parent, sweep.Attributes["hub.case.id"]));
        await Traced(collector, sweep.Trace, "send escalations", _ => true);

        Span? Sweep(Collector from) => from.Spans.FirstOrDefault(span => span.Name == "sweep case" && span.LinkedTraces.Contains(caller));
    }

    [Fact]
    public async Task Metrics_have_names_units_and_values()
    {
        await using var collector = await Collector.Start();
        await using var hub = await stack.StartHub(settings: collector.Settings);
        var notification = Sample.BecameLookedAfter("LCS-counted", on: "2026-10-12");
        await hub.Notify(notification);
        await hub.Notify(notification);
        await hub.Notify(Sample.Consent("LCS-counted", status: "perhaps"));
        await hub.Trigger("ReceiveNotification", Sample.StorageQueueEnvelope("not JSON"));

        // Those that wait for a timer come with the clock's move.
        await hub.MoveClock("2026-11-02T10:30:00Z");

        await Metric(collector, "hub.notifications", "{notification}", 1, ("hub.outcome", "accepted"), ("hub.notification.type", "uk.lac.became-looked-after.v1"));
        await Metric(collector, "hub.notifications", "{notification}", 1, ("hub.outcome", "repeated"), ("hub.notification.type", "uk.lac.became-looked-after.v1"));
        await Metric(collector, "hub.notifications", "{notification}", 1, ("hub.outcome", "refused"), ("error.type", "invalid-notification"));
        await Metric(collector, "hub.cases", "{case}", 1, ("hub.case.state", "awaiting-consent"));
        await Metric(collector, "hub.cases", "{case}", 0, ("hub.case.state", "completed"));
        await Metric(collector, "hub.messages.parked", "{message}", 1, ("messaging.destination.name", "lac-notifications"));
        await Metric(collector, "hub.messages.dead_lettered", "{message}", 0, ("messaging.destination.name", "escalations"));
        await Metric(collector, "hub.notice.deliveries", "{delivery}", null, ("hub.notice.channel", "local-record"), ("hub.outcome", "delivered"));
        await Metric(collector, "hub.outbox.age", "s", null);
        await Metric(collector, "hub.queue.age", "s", 0, ("messaging.destination.name", "assessment-returns"));
        await Metric(collector, "hub.queue.wait", "s", null, ("messaging.destination.name", "escalations"));
        await Metric(collector, "hub.sweep.duration", "s", null, ("hub.outcome", "done"));
        await Metric(collector, "hub.storage.call.duration", "s", null, ("hub.storage.target", "cases"), ("http.request.method", "PUT"), ("http.response.status_code", "201"));
        Assert.Equal((1, 21), Assert.Single(collector.Points.Where(point => point is { Metric: "hub.referral.delay", Unit: "d" }).Select(point => (point.Value, point.Sum))));
        Assert.Contains(collector.Points, point => point is { Metric: "http.server.request.duration", Unit: "s" } && point.Attributes.GetValueOrDefault("http.route") == "/hub/notifications");
    }

    [Fact]
    public async Task Unset_nothing_is_exported_and_each_line_of_the_log_has_its_trace_all_the_same()
    {
        await using var hub = await stack.StartHub(settings: [("OTEL_TRACES_EXPORTER", "otlp"), ("HUB_ALERT_WEBHOOK", "http://127.0.0.1:9/")]);
        var answer = await hub.Notify(Sample.BecameLookedAfter("LCS-untold", on: "2026-10-12"));
        var caseId = answer.CaseId;
        var correlation = (string)(await hub.StoredCase(caseId))["facts"]![0]!["origin"]!["correlation"]!;
        Assert.Matches("^[0-9a-f]{32}$", correlation);
        Assert.Equal("00", ((string)(await hub.StoredCase(caseId))["traceParent"]!).Split('-')[3]);

        // A trigger whose message says which trace it belongs to, and whose claim leads nowhere: that a claim is missing is parked under its trace.
        var trace = "0af7651916cd43dd8448eb211c80319c";
        var alert = new JsonObject { ["alertId"] = "none", ["traceparent"] = $"00-{trace}-b7ad6b7169203331-00" };
        await hub.Trigger("DeliverAlert", Sample.StorageQueueEnvelope(alert.ToJsonString()));
        var parked = await hub.Get("hub/operations/parked", hub.Token("operations"));
        Assert.Contains(trace, parked.Body, StringComparison.Ordinal);

        await hub.MoveClock("2026-12-14T10:00:00Z");
        await Eventually.Holds("something is logged", async () => (await Lines(hub)).Any(line => (string?)line["Category"] == "IntegrationHub.Functions.Alarms.WatchOperations"));
        Assert.All((await Lines(hub)).Where(line => (string?)line["Category"] == "IntegrationHub.Functions.Alarms.WatchOperations"), line =>
        {
            var scope = line["Scopes"]!.AsArray().Single(scope => scope!["TraceId"] is not null)!;
            Assert.Matches("^[0-9a-f]{32}$", (string)scope["TraceId"]!);
            Assert.Matches("^[0-9a-f]{16}$", (string)scope["SpanId"]!);
            Assert.EndsWith("Z", (string)line["Timestamp"]!, StringComparison.Ordinal);
        });
    }

    [Theory]
    [InlineData("collector:4318", null, "OTEL_EXPORTER_OTLP_ENDPOINT")]
    [InlineData("ftp://collector", null, "OTEL_EXPORTER_OTLP_ENDPOINT")]
    [InlineData("https://user:secret@collector", null, "OTEL_EXPORTER_OTLP_ENDPOINT")]
    [InlineData("https://collector", "http/json", "OTEL_EXPORTER_OTLP_PROTOCOL")]
    public void Wrong_settings_are_named_and_nothing_of_their_value(string endpoint, string? protocol, string named)
    {
        var faults = new List<string>();
        TelemetrySettings.Read(name => name == TelemetrySettings.EndpointName ? endpoint : protocol, faults);

        Assert.StartsWith(named, Assert.Single(faults), StringComparison.Ordinal);
        Assert.DoesNotContain("collector", faults[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_log_and_without_export_each_change_has_its_correlation_all_the_same()
    {
        await using var hub = await InProcessHub.StartOn(stack);
        var answers = new[] { await hub.Notify(Sample.BecameLookedAfter("LCS-silent")), await hub.Notify(Sample.Consent("LCS-silent", status: "perhaps")) };
        var caseId = answers[0].CaseId;

        var stored = await hub.Storage.Cases.GetBlobClient($"825/{caseId}.json").DownloadContentAsync();
        var correlation = (string)JsonNode.Parse(stored.Value.Content.ToString())!["facts"]![0]!["origin"]!["correlation"]!;

        Assert.All([correlation, (string)answers[1].Json["correlationId"]!], id => Assert.Matches("^[0-9a-f]{32}$", id));
        Assert.NotEqual(new string('0', 32), correlation);
    }

    private static async Task<List<JsonNode>> Lines(TestHub hub)
    {
        await using var stream = new FileStream(hub.LogFile, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var reader = new StreamReader(stream);
        var text = await reader.ReadToEndAsync();
        return [.. text[..(text.LastIndexOf('\n') + 1)].Split('\n').Where(line => line.StartsWith('{')).Select(line => JsonNode.Parse(line)!)];
    }

    private static async Task<IReadOnlyList<Span>> Traced(Collector collector, string trace, string name, Func<Span, bool> fits)
    {
        IReadOnlyList<Span> spans = [];
        await Eventually.Holds($"{name} is exported", () =>
        {
            spans = [.. collector.Spans.Where(span => span.Trace == trace)];
            return Task.FromResult(spans.Any(span => span.Name == name && fits(span)));
        });

        // A span is exported when it has ended, those around it later.
        await Eventually.Holds("those around it are exported", () =>
        {
            spans = [.. collector.Spans.Where(span => span.Trace == trace)];
            return Task.FromResult(spans.Count(span => spans.All(other => other.Id != span.Parent)) == 1);
        });
        return spans;
    }

    private static Span Ancestor(IReadOnlyList<Span> spans, Span from, long kind, string name)
    {
        for (var span = from; span is not null; span = spans.FirstOrDefault(other => other.Id == span.Parent))
        {
            if (span.Kind == kind && span.Name == name)
            {
                return span;
            }
        }

        throw new InvalidOperationException($"{name} is not around {from.Name}:\n{string.Join('\n', spans)}");
    }

    private static async Task Metric(Collector collector, string name, string unit, double? value, params (string Key, string Value)[] attributes)
    {
        List<Point> points = [];
        await Eventually.Holds($"{name} has {value} with {string.Join(' ', attributes)}", () =>
        {
            points = [.. collector.Points.Where(point => point.Metric == name && attributes.All(wanted => point.Attributes.GetValueOrDefault(wanted.Key) == wanted.Value))];
            return Task.FromResult(points.Exists(point => value is null || point.Value == value.Value));
        });
        Assert.All(points, point => Assert.Equal(unit, point.Unit));
    }
}
