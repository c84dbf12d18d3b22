using System.Text;
using System.Text.Json.Nodes;
using IntegrationHub.Functions.Tests.Kit;

namespace IntegrationHub.Functions.Tests.Reliability;

/// <summary>One thing that somebody asks of the hub about one child, as often as it takes.</summary>
/// <param name="CaseId">Of the child.</param>
/// <param name="Act">Asks once; true when the hub said that it is done.</param>
internal sealed record Attempt(string CaseId, Func<HubClient, Task<bool>> Act);

/// <summary>A handler of the hub, and how to get a fresh child to just before it.</summary>
/// <param name="Name">Shown in the test's name.</param>
/// <param name="Prepare">Brings a fresh child there by a hub that nothing happens to.</param>
internal sealed record CrashScenario(string Name, Func<CrashBench, Task<Attempt>> Prepare)
{
    private const string Start = "2026-11-02T09:00:00Z";

    /// <summary>Business time at which it is asked.</summary>
    public string At { get; init; } = Start;

    /// <summary>It is a timer, which takes in hand whatever is due: the one child's is all that may be.</summary>
    public bool IsTimer { get; init; }

    /// <summary>In which ways its requests are struck.</summary>
    public IReadOnlyList<FaultKind> Kinds { get; init; } = Enum.GetValues<FaultKind>();

    /// <summary>Business time at which the child is prepared.</summary>
    public static string PreparedAt => Start;

    public static IReadOnlyList<CrashScenario> All { get; } =
    [
        .. Notifications.SelectMany(one => new CrashScenario[]
        {
            new($"{one.Name} by HTTP", bench => Notification(bench, one, ByHttp)) { Kinds = KindsFor(one.Name) },
            new($"{one.Name} by queue", bench => Notification(bench, one, ByQueue)) { Kinds = KindsFor(one.Name) },
        }),
        new("a notification that is refused, by queue", Refused),
        .. new[] { "received", "accepted", "rejected" }.Select(status => new CrashScenario($"Task {status}", bench => Move(bench, status))),
        new("Appointment booked", bench => Appointment(bench, "booked")),
        new("Appointment fulfilled", bench => Appointment(bench, "fulfilled")),
        new("return by HTTP", bench => Return(bench, (hub, bundle, _) => Ok(hub.Fhir(HttpMethod.Post, "", bundle)))),
        new("return by queue", bench => Return(bench, (hub, bundle, delivery) => Ok(hub.Trigger("ReceiveAssessment", delivery(bundle))))),
        new("a single document", SingleDocument),
        new("a council's paper", Paper),
        new("a document collected", Collected),
        new("an alert acknowledged", Acknowledged),
        new("an alert delivered", Delivered),
        new("the outbox dispatched", bench => Timer(bench, "DispatchOutbox", "2026-10-01")) { IsTimer = true },
        new("a sweep that raises alerts", bench => Timer(bench, "SweepKeyDates", "2026-10-30")) { IsTimer = true, At = "2026-11-10T09:00:00Z" },
        new("a sweep that refers for a review", ReviewDue) { IsTimer = true, At = "2027-10-04T09:00:00Z" },
        new("a sweep that issues a health passport", PassportDue) { IsTimer = true, At = "2026-12-01T09:00:00Z" },
    ];

    public override string ToString() => Name;

    private static (string Name, Func<string, JsonObject> Message)[] Notifications =>
    [
        ("became-looked-after", subject => Sample.BecameLookedAfter(subject)),
        ("became-looked-after, told too late", subject => Sample.BecameLookedAfter(subject, on: "2026-10-01")),
        ("placement-changed", subject => Sample.Event("uk.lac.placement-changed.v1", subject, new JsonObject
        {
            ["placement"] = new JsonObject { ["type"] = "U3", ["startedOn"] = "2026-11-01", ["postcode"] = "OX1 1AA", ["localAuthority"] = "931" },
        })),
        ("legal-status-changed", subject => Sample.Event("uk.lac.legal-status-changed.v1", subject, new JsonObject { ["legalStatus"] = "C1", ["on"] = "2026-11-01" })),
        ("consent-recorded", subject => Sample.Consent(subject)),
        ("paperwork-completed", subject => Sample.Paperwork(subject)),
        ("details-corrected", subject => Sample.Event("uk.lac.details-corrected.v1", subject, new JsonObject
        {
            ["child"] = new JsonObject { ["nhsNumber"] = "9990000026", ["nhsNumberStatus"] = "01" },
        })),
        ("assessment-declined", subject => Sample.Event("uk.lac.assessment-declined.v1", subject, new JsonObject { ["on"] = "2026-11-01", ["by"] = "young-person" })),
        ("breach-reason-recorded", subject => Sample.Event("uk.lac.breach-reason-recorded.v1", subject, new JsonObject
        {
            ["keyDate"] = "assessment-attended", ["reason"] = "other", ["text"] = "Snow",
        })),
        ("provider-changed", subject => Sample.Event("uk.lac.provider-changed.v1", subject, new JsonObject { ["healthProvider"] = "RTK" })),
        ("ceased-to-be-looked-after", subject => Sample.Ceased(subject)),
    ];

    /// <summary>All of them take one way through the hub: what fails before it is sent is tried for some of them only.</summary>
    private static FaultKind[] KindsFor(string notification) => notification is "became-looked-after" or "consent-recorded" or "provider-changed"
        ? Enum.GetValues<FaultKind>()
        : [FaultKind.FailAfter, FaultKind.LoseAnswer, FaultKind.KillAfter];

    private static async Task<Attempt> Notification(
        CrashBench bench, (string Name, Func<string, JsonObject> Message) one, Func<string, JsonObject, Func<HubClient, Task<bool>>> way)
    {
        var subject = Sample.NewSubject();
        var caseId = CaseIds.Of(subject);
        if (!one.Name.StartsWith("became-looked-after", StringComparison.Ordinal))
        {
            await CrashBench.Done(bench.Clean.Notify(Sample.BecameLookedAfter(subject)));
        }

        return new Attempt(caseId, way(caseId, one.Message(subject)));
    }

    private static Func<HubClient, Task<bool>> ByHttp(string caseId, JsonObject message) => hub => Ok(hub.Notify(message));

    private static Func<HubClient, Task<bool>> ByQueue(string caseId, JsonObject message)
    {
        var delivery = Deliveries(caseId);
        return hub => Ok(hub.Trigger("ReceiveNotification", delivery(message)));
    }

    private static Task<Attempt> Refused(CrashBench bench)
    {
        var message = Sample.BecameLookedAfter(Sample.NewSubject());
        message["data"]!["care"]!["legalStatus"] = "ZZ";
        var caseId = CaseIds.Of((string)message["subject"]!);
        return Task.FromResult(new Attempt(caseId, ByQueue(caseId, message)));
    }

    private static async Task<Attempt> Move(CrashBench bench, string status)
    {
        var caseId = await Referred(bench);
        if (status != "received")
        {
            Assert.True(await MoveTask(bench.Clean, caseId, "received"));
        }

        return new Attempt(caseId, hub => MoveTask(hub, caseId, status));
    }

    /// <summary>As a client does it: read, change, send back; when it was sent before and did take effect, there is nothing to do.</summary>
    private static async Task<bool> MoveTask(HubClient hub, string caseId, string status)
    {
        var task = await hub.Get($"hub/fhir/Task/{caseId}", hub.Health);
        if (task.Status != 200 || (string)task.Json["status"]! == status)
        {
            return task.Status == 200;
        }

        var body = task.Json;
        body["status"] = status;
        if (status == "rejected")
        {
            body["statusReason"] = new JsonObject { ["text"] = "Books closed." };
        }

        return await Ok(hub.Fhir(HttpMethod.Put, $"/Task/{caseId}", body, ("If-Match", task.ETag)));
    }

    private static async Task<Attempt> Appointment(CrashBench bench, string status)
    {
        var caseId = await Referred(bench);
        return new Attempt(caseId, hub => Ok(hub.Fhir(HttpMethod.Post, "/Appointment", Sample.Appointment(caseId, status))));
    }

    private static async Task<Attempt> Return(CrashBench bench, Func<HubClient, JsonObject, Func<JsonObject, string>, Task<bool>> send)
    {
        var caseId = await Referred(bench);
        var bundle = Sample.Return(caseId);
        var delivery = Deliveries(caseId);
        return new Attempt(caseId, hub => send(hub, bundle, delivery));
    }

    private static async Task<Attempt> SingleDocument(CrashBench bench)
    {
        var caseId = await Referred(bench);
        return new Attempt(caseId, hub => Ok(hub.Fhir(HttpMethod.Post, "/DocumentReference", Sample.Document(caseId, "iha-summary", "single"))));
    }

    private static async Task<Attempt> Paper(CrashBench bench)
    {
        var caseId = await Referred(bench);
        return new Attempt(caseId, hub => Ok(Upload(hub, caseId)));
    }

    private static Task<Answer> Upload(HubClient hub, string caseId)
    {
        var paper = new ByteArrayContent(Encoding.ASCII.GetBytes($"%PDF-1.4\n% signed form of {caseId}\n%%EOF\n"));
        paper.Headers.ContentType = new("application/pdf");
        return hub.Send(HttpMethod.Post, $"hub/cases/{caseId}/documents", hub.SocialCare, paper, ("X-Document-Kind", "consent-form"), ("X-File-Name", "form.pdf"));
    }

    private static async Task<Attempt> Collected(CrashBench bench)
    {
        var caseId = await Returned(bench, Sample.NewSubject(), (subject, on) => Sample.BecameLookedAfter(subject, on));
        var documents = (await bench.Clean.Get($"hub/cases/{caseId}/documents", bench.Clean.SocialCare)).Json["documents"]!.AsArray();
        return new Attempt(caseId, hub => Ok(hub.Get($"hub/cases/{caseId}/documents/{documents[0]!["documentId"]}", hub.SocialCare)));
    }

    private static async Task<Attempt> Acknowledged(CrashBench bench)
    {
        var caseId = await Referred(bench, on: "2026-10-01");
        var alert = (await bench.Clean.Alerts(caseId))[0]!["alertId"];
        return new Attempt(caseId, hub => Ok(hub.Send(HttpMethod.Post, $"hub/alerts/{alert}/acknowledge", hub.SocialCare, null)));
    }

    private static async Task<Attempt> Delivered(CrashBench bench)
    {
        var caseId = await Referred(bench, on: "2026-10-01");
        await CrashBench.Done(bench.Clean.Trigger("DispatchOutbox", Sample.TimerEnvelope()));
        var message = await bench.Take("escalations", caseId);
        var delivery = Deliveries(caseId);
        return new Attempt(caseId, hub => Ok(hub.Trigger("DeliverAlert", delivery(message))));
    }

    private static async Task<Attempt> Timer(CrashBench bench, string function, string on) => new(await Referred(bench, on), hub => Fire(hub, function));

    private static async Task<Attempt> ReviewDue(CrashBench bench) =>
        new(await Returned(bench, Sample.NewSubject(), (subject, on) => Sample.BecameLookedAfter(subject, on)), hub => Fire(hub, "SweepKeyDates"));

    private static async Task<Attempt> PassportDue(CrashBench bench)
    {
        var caseId = await Returned(bench, Sample.NewSubject(), (subject, on) =>
        {
            var notification = Sample.BecameLookedAfter(subject, on);
            notification["data"]!["child"]!["dateOfBirth"] = "2009-05-14";
            return notification;
        });
        return new Attempt(caseId, hub => Fire(hub, "SweepKeyDates"));
    }

    private static Task<bool> Fire(HubClient hub, string function) => Ok(hub.Trigger(function, Sample.TimerEnvelope()));

    private static async Task<string> Referred(CrashBench bench, string on = "2026-10-30") =>
        (await CrashBench.Done(bench.Clean.Notify(Sample.BecameLookedAfter(Sample.NewSubject(), on)))).CaseId;

    private static async Task<string> Returned(CrashBench bench, string subject, Func<string, string, JsonObject> notification)
    {
        var caseId = (await CrashBench.Done(bench.Clean.Notify(notification(subject, "2026-10-30")))).CaseId;
        await CrashBench.Done(bench.Clean.Fhir(HttpMethod.Post, "/Appointment", Sample.Appointment(caseId, "fulfilled")));
        await CrashBench.Done(bench.Clean.Fhir(HttpMethod.Post, "", Sample.Return(caseId)));
        return caseId;
    }

    /// <summary>What the host posts for the same message, the first time, the second, and so on.</summary>
    private static Func<JsonObject, string> Deliveries(string messageId)
    {
        var count = 0;
        return message => Sample.StorageQueueEnvelope(message.ToJsonString(), ++count, messageId);
    }

    private static async Task<bool> Ok(Task<Answer> answer) => (await answer).Status is 200 or 201;
}
