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
internal sealed partial record CrashScenario(string Name, Func<CrashBench, Task<Attempt>> Prepare)
{
    private const string Start = "2026-11-02T09:00:00Z";

    /// <summary>Everything that a process which is gone left behind is old by then.</summary>
    public static TimeSpan Later { get; } = TimeSpan.FromHours(25);

    /// <summary>Business time at which it is asked.</summary>
    public string At { get; init; } = Start;

    /// <summary>It is a timer, which takes in hand whatever is due: the one child's is all that may be.</summary>
    public bool IsTimer { get; init; }

    /// <summary>By how much the struck hub takes real time to be later than it is.</summary>
    public TimeSpan Ahead { get; init; }

    /// <summary>In which ways its requests are struck.</summary>
    public IReadOnlyList<FaultKind> Kinds { get; init; } = Enum.GetValues<FaultKind>();

    /// <summary>Business time at which the child is prepared.</summary>
    public static string PreparedAt => Start;

    public static IReadOnlyList<CrashScenario> All { get; } =
    [
        .. OfNotifications,
        .. OfParked,
        .. new[] { "received", "accepted", "in-progress", "rejected" }.Select(status => new CrashScenario($"Task {status}", bench => Move(bench, status))),
        new("Appointment booked", bench => Appointment(bench, "booked")),
        new("Appointment fulfilled", bench => Appointment(bench, "fulfilled")),
        new("return by HTTP", bench => Return(bench, (hub, bundle, _) => Ok(hub.Fhir(HttpMethod.Post, "", bundle)))),
        new("return by queue", bench => Return(bench, (hub, bundle, delivery) => Ok(hub.Trigger("ReceiveAssessment", delivery(bundle))))),
        new("a single document", SingleDocument),
        new("a council's paper", Paper),
        new("a document collected", Collected),
        new("health indicators recorded", Indicators),
        new("a sign-off", SignedOff),
        new("a legal hold placed", Held),
        new("an alert acknowledged", Acknowledged),
        new("an alert delivered", Delivered),
        new("the outbox dispatched", bench => Timer(bench, "DispatchOutbox", "2026-10-01")) { IsTimer = true },
        new("subscribers notified", bench => Timer(bench, "NotifySubscribers", "2026-10-30")) { IsTimer = true },
        new("the index tidied", IndexToTidy) { IsTimer = true, Ahead = Later },
        new("a sweep that raises alerts", bench => Timer(bench, "SweepKeyDates", "2026-10-30")) { IsTimer = true, At = "2026-11-10T09:00:00Z" },
        new("a sweep that refers for a review", ReviewDue) { IsTimer = true, At = "2027-10-04T09:00:00Z" },
        new("a sweep that issues a health passport", PassportDue) { IsTimer = true, At = "2026-12-01T09:00:00Z" },
    ];

    public override string ToString() => Name;

    private static async Task<Attempt> Move(CrashBench bench, string status)
    {
        var caseId = await Referred(bench);
        foreach (var before in new[] { "received", "accepted" }.TakeWhile(before => before != status && (before, status) != ("accepted", "rejected")))
        {
            Assert.True(await MoveTask(bench.Clean, caseId, before));
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

    private static async Task<Attempt> Indicators(CrashBench bench)
    {
        var caseId = await Referred(bench);
        return new Attempt(caseId, hub => Ok(hub.Send(
            HttpMethod.Post, $"hub/cases/{caseId}/health-indicators", hub.Health,
            HubClient.Content("""{"sdq":{"score":14,"on":"2026-11-01"},"dentalCheck":{"on":"2026-10-02"}}""", "application/json"))));
    }

    private static async Task<Attempt> SignedOff(CrashBench bench)
    {
        var subject = Sample.NewSubject();
        var caseId = (await CrashBench.Done(bench.Clean.Notify(Sample.BecameLookedAfter(subject)))).CaseId;
        foreach (var before in Declined(subject).Append(Sample.Event("uk.lac.ceha-agreed.v1", subject, new JsonObject { ["on"] = "2026-11-02" })))
        {
            await CrashBench.Done(bench.Clean.Notify(before));
        }

        await CrashBench.Done(bench.Clean.Fhir(HttpMethod.Post, "/DocumentReference", Sample.Document(caseId, "ceha-summary", "seen")));
        return new Attempt(caseId, hub => SignOff(hub, caseId));
    }

    private static async Task<bool> SignOff(HubClient hub, string caseId)
    {
        var task = await hub.Get($"hub/fhir/Task/{caseId}", hub.Health);
        if (task.Status != 200 || task.Body.Contains("ceha-sign-off", StringComparison.Ordinal))
        {
            return task.Status == 200;
        }

        return await Ok(hub.Send(
            HttpMethod.Put, $"hub/fhir/Task/{caseId}", hub.Token("designated-doctor"), HubClient.Content(Sample.SignedOff(task.Json).ToJsonString(), "application/fhir+json"),
            ("If-Match", task.ETag)));
    }

    private static async Task<Attempt> Held(CrashBench bench)
    {
        var caseId = await Referred(bench);
        return new Attempt(caseId, hub => Ok(hub.Send(
            HttpMethod.Put, $"hub/operations/cases/{caseId}/legal-hold", hub.Token("operations"), HubClient.Content("""{"reason":"An inquiry"}""", "application/json"))));
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

    /// <summary>A writer that ended right after it had put its index entries, and never came to commit.</summary>
    private static async Task<Attempt> IndexToTidy(CrashBench bench)
    {
        var subject = Sample.NewSubject();
        for (var request = 0; ; request++)
        {
            var caseId = (await CrashBench.Done(bench.Clean.Notify(Sample.BecameLookedAfter(subject)))).CaseId;
            bench.Clean.Plan.Arm(FaultKind.KillAfter, request);
            Assert.NotEqual(200, (await bench.Clean.Notify(Sample.Consent(subject))).Status);
            var where = bench.Clean.Plan.Struck!;
            bench.Clean.Plan.Revive();
            if (where.StartsWith("PUT", StringComparison.Ordinal) && where.Contains("/index/search/", StringComparison.Ordinal))
            {
                return new Attempt(caseId, hub => Fire(hub, "TidyIndex"));
            }

            subject = Sample.NewSubject();
        }
    }

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
