using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using IntegrationHub.Bench.Kit;
using IntegrationHub.Contracts;

namespace IntegrationHub.Bench.Calls;

/// <summary>A step of a case's life and the storage calls that it took, with those that went on behind the answer.</summary>
internal sealed record LifeStep(string Name, IReadOnlyList<LoggedCall> Calls);

/// <summary>One child's way through the hub: referred, a key date missed and told, then consent, papers, the health team's steps, the return, and the council's fetching of it.</summary>
internal sealed class CaseLife(InProcessHub hub, StorageCallLog log, CancellationToken stop)
{
    public const string FirstNotification = "first notification";
    public const string NothingNew = "health team's incremental pull, nothing new";
    public const string LaterTidying = "obsolete search entries removed, 40 s later";
    private const string CloudEvents = "application/cloudevents+json";
    private const string Fhir = "application/fhir+json";
    private static readonly TimeSpan Quiet = TimeSpan.FromMilliseconds(150);

    private static readonly string[] ReturnedKinds = ["iha-summary", "health-care-plan"];

    private readonly List<LifeStep> steps = [];
    private int deliveries;

    public static DateTimeOffset Begins { get; } = new(2026, 11, 2, 9, 0, 0, TimeSpan.Zero);

    public IReadOnlyList<LifeStep> Steps => steps;

    /// <summary>Notices that were delivered.</summary>
    public int Deliveries => deliveries;

    /// <summary>Another child comes and leaves care before, so that what a process does once a day is done.</summary>
    public async Task WarmUpAsync()
    {
        await Tell(Children.BecameLookedAfter(1, Begins, new DateOnly(2026, 10, 30)));
        await Tell(Children.Ceased(1, Begins, new DateOnly(2026, 11, 2)));
        await log.TakeAsync(Quiet, stop);
    }

    /// <param name="settle">How long to wait for what is removed late.</param>
    public async Task LiveAsync(TimeSpan settle)
    {
        var caseId = "";
        await Step(FirstNotification, async () => caseId = (string)JsonNode.Parse((await Tell(Children.BecameLookedAfter(2, Begins, new DateOnly(2026, 10, 30)))).Text)!["caseId"]!);
        await MoveTo(Begins.AddDays(8));
        await Step("sweep in which its key date is missed", () => Trigger("SweepKeyDates", TimerEnvelope()));
        await Deliver();
        var (now, today) = (Begins.AddDays(8), new DateOnly(2026, 11, 10));
        await Step("consent", () => Tell(Children.Consent(2, now, today)));
        await Deliver();
        await Step("papers complete", () => Tell(Children.Paperwork(2, now, today)));
        await Deliver();
        await Step("health team pulls its worklist", () => hub.AskAsync("health", HttpMethod.Get, WorklistPull, null, "", stop));
        await Step(NothingNew, () => hub.AskAsync("health", HttpMethod.Get, $"hub/fhir/Task?owner=RXQ&_lastUpdated=gt{Text(now.AddMinutes(5))}", null, "", stop));
        await Task(caseId, "received");
        await Task(caseId, "accepted");
        await Step("appointment booked", () => Send("hub/fhir/Appointment", Appointment(caseId, "booked", now.AddDays(2))));
        await MoveTo(Begins.AddDays(11));
        await Step("appointment fulfilled", () => Send("hub/fhir/Appointment", Appointment(caseId, "fulfilled", now.AddDays(2))));
        await Step("return: summary and care plan", () => Send("hub/fhir", Return(caseId, now.AddDays(2))));
        await Deliver();
        await Fetch(caseId);
        if (settle > TimeSpan.Zero)
            await Step(LaterTidying, () => System.Threading.Tasks.Task.Delay(settle, stop));
    }

    private const string WorklistPull = "hub/fhir/Task?owner=RXQ&status=requested&_include=Task:focus&_include=Task:patient";

    /// <summary>What one run of a timer costs when nothing is due.</summary>
    public async Task<IReadOnlyList<LoggedCall>> TimerAsync(string name)
    {
        // Once for what is due, then again.
        await Trigger(name, TimerEnvelope());
        await log.TakeAsync(Quiet, stop);
        await Trigger(name, TimerEnvelope());
        return await log.TakeAsync(Quiet, stop);
    }

    private async Task Step(string name, Func<Task> act)
    {
        await log.TakeAsync(Quiet, stop);
        await act();
        steps.Add(new LifeStep(name, await log.TakeAsync(Quiet, stop)));
    }

    /// <summary>A new hour begins a new blob of the audit: that is nobody's step.</summary>
    private async Task MoveTo(DateTimeOffset now)
    {
        hub.MoveTo(now);
        await hub.AskAsync("social-care", HttpMethod.Get, "hub/cases", null, "", stop);
        await log.TakeAsync(Quiet, stop);
    }

    private Task<Reply> Tell(byte[] notification) => hub.AskAsync("social-care", HttpMethod.Post, "hub/notifications", notification, CloudEvents, stop);

    private Task<Reply> Send(string path, JsonObject body) => hub.AskAsync("health", HttpMethod.Post, path, Utf8(body), Fhir, stop);

    private async Task Task(string caseId, string status)
    {
        Reply read = null!;
        await Step("Task read", async () => read = await hub.AskAsync("health", HttpMethod.Get, $"hub/fhir/Task/{caseId}", null, "", stop));
        var body = JsonNode.Parse(read.Text)!.AsObject();
        body["status"] = status;
        await Step($"Task {status}", () => hub.AskAsync("health", HttpMethod.Put, $"hub/fhir/Task/{caseId}", Utf8(body), Fhir, stop, read.ETag));
    }

    /// <summary>As the host does it: each notice on the queue is posted, and then gone.</summary>
    private async Task Deliver()
    {
        var queue = hub.Storage.Queue(Queues.Escalations);
        while ((await queue.ReceiveMessageAsync(cancellationToken: stop)).Value is { } message)
        {
            await queue.DeleteMessageAsync(message.MessageId, message.PopReceipt, stop);
            deliveries++;
            await Step("alert delivered", () => Trigger("DeliverAlert", MessageEnvelope(message.MessageText)));
        }
    }

    private async Task Fetch(string caseId)
    {
        Reply listed = null!;
        await Step("council lists the documents", async () => listed = await hub.AskAsync("social-care", HttpMethod.Get, $"hub/cases/{caseId}/documents", null, "", stop));
        foreach (var document in JsonNode.Parse(listed.Text)!["documents"]!.AsArray())
            await Step("council fetches a document", () => hub.AskAsync("social-care", HttpMethod.Get, $"hub/cases/{caseId}/documents/{document!["documentId"]}", null, "", stop));
    }

    private Task<Reply> Trigger(string function, JsonObject envelope) => hub.AskAsync(null, HttpMethod.Post, function, Utf8(envelope), "application/json", stop);

    /// <summary>What the host posts when a timer is due.</summary>
    public static byte[] TimerBody() => Utf8(TimerEnvelope());

    private static JsonObject TimerEnvelope() => new()
    {
        ["Data"] = new JsonObject { ["timer"] = new JsonObject { ["Schedule"] = new JsonObject(), ["ScheduleStatus"] = null, ["IsPastDue"] = false } },
        ["Metadata"] = new JsonObject { ["sys"] = new JsonObject { ["MethodName"] = "Timer" } },
    };

    /// <param name="base64">As it stood on the queue.</param>
    private static JsonObject MessageEnvelope(string base64) => new()
    {
        ["Data"] = new JsonObject { ["message"] = base64 },
        ["Metadata"] = new JsonObject { ["DequeueCount"] = "1", ["Id"] = $"\"{Guid.CreateVersion7()}\"", ["sys"] = new JsonObject { ["MethodName"] = "DeliverAlert" } },
    };

    private static JsonObject Appointment(string caseId, string status, DateTimeOffset start) => new()
    {
        ["resourceType"] = "Appointment",
        ["status"] = status,
        ["start"] = Text(start),
        ["end"] = Text(start.AddMinutes(45)),
        ["basedOn"] = new JsonArray(Reference($"ServiceRequest/{caseId}")),
        ["participant"] = new JsonArray(new JsonObject { ["actor"] = Reference($"Patient/{caseId}"), ["status"] = "accepted" }),
    };

    private static JsonObject Return(string caseId, DateTimeOffset at) => new()
    {
        ["resourceType"] = "Bundle",
        ["type"] = "transaction",
        ["entry"] = new JsonArray([.. ReturnedKinds.Select(kind => new JsonObject
        {
            ["resource"] = Document(caseId, kind, at),
            ["request"] = new JsonObject { ["method"] = "POST", ["url"] = "DocumentReference" },
        })]),
    };

    private static JsonObject Document(string caseId, string kind, DateTimeOffset at) => new()
    {
        ["resourceType"] = "DocumentReference",
        ["status"] = "current",
        ["type"] = new JsonObject { ["coding"] = new JsonArray(new JsonObject { ["system"] = "https://fhir.integrationhub.example/CodeSystem/document-kind", ["code"] = kind }) },
        ["subject"] = Reference($"Patient/{caseId}"),
        ["date"] = Text(at),
        ["author"] = new JsonArray(new JsonObject
        {
            ["identifier"] = new JsonObject { ["system"] = "https://fhir.hl7.org.uk/Id/gmc-number", ["value"] = "9999999" },
            ["display"] = "Dr Sample",
        }),
        ["content"] = new JsonArray(new JsonObject
        {
            ["attachment"] = new JsonObject
            {
                ["contentType"] = "application/pdf",
                ["data"] = Convert.ToBase64String(Encoding.ASCII.GetBytes($"%PDF-1.4\n% {kind} of {caseId}\n%%EOF\n")),
                ["title"] = kind,
            },
        }),
        ["context"] = new JsonObject { ["related"] = new JsonArray(Reference($"ServiceRequest/{caseId}")) },
    };

    private static JsonObject Reference(string to) => new() { ["reference"] = to };

    private static string Text(DateTimeOffset instant) => instant.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private static byte[] Utf8(JsonObject body) => Encoding.UTF8.GetBytes(body.ToJsonString());
}
