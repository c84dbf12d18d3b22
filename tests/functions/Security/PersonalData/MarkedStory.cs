using System.Text;
using System.Text.Json.Nodes;
using IntegrationHub.Functions.Tests.Kit;
using IntegrationHub.Functions.Tests.Subscriptions;

namespace IntegrationHub.Functions.Tests.Security.PersonalData;

/// <summary>The whole story and every kind of error, told with marks in every member that a sender can fill.</summary>
public sealed class MarkedStory(TestHub hub, Marks marks, Emissions emitted)
{
    private const int AtOnce = 6;
    private string subject = "";
    private string caseId = "";

    /// <summary>Taken in, from the notification to the collected documents, and on until the hub has alerted people.</summary>
    public async Task Play()
    {
        subject = $"LCS-{marks.In("the council's own reference")}";
        caseId = (await Notify(Opening())).CaseId;
        await Notify(Sample.Consent(subject));
        await Notify(Sample.Paperwork(subject));
        await Notify(Sample.Event("uk.lac.breach-reason-recorded.v1", subject, new JsonObject
        {
            ["keyDate"] = "assessment-attended",
            ["reason"] = "other",
            ["text"] = marks.In("text of a breach reason"),
        }));
        await Upload();
        await MoveTask();
        await Fhir("", Marked(Sample.Return(caseId)));
        await Fhir("/Appointment", Appointment());
        await hub.Fhir(HttpMethod.Post, "/Subscription", Subscriber.Sample("http://127.0.0.1:9/hook"));
        await Read();
        var late = Opening();
        late["subject"] = $"LCS-{marks.In("the council's own reference")}";
        await Notify(late);
        await hub.MoveClock("2026-12-14T10:00:00Z");
        await Eventually.Holds("people were alerted", async () => (await hub.BlobNames("deliveries")).Count > 0);
    }

    public async Task Fail()
    {
        var wrong = Notifications().Concat(Resources()).Concat(Odd()).Concat(MarkedImports.Of(hub, marks, emitted, Person)).ToList();
        await Parallel.ForEachAsync(wrong, new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (send, _) => await send());
        await ByQueue();
    }

    private JsonObject Opening()
    {
        var opening = Sample.BecameLookedAfter(subject);
        var child = opening["data"]!["child"]!;
        (child["givenName"], child["familyName"], child["dateOfBirth"], child["nhsNumber"]) = (Marks.GivenName, Marks.FamilyName, Marks.DateOfBirth, Marks.NhsNumber);
        child["address"] = new JsonObject { ["lines"] = new JsonArray(marks.In("line of the address")), ["postcode"] = Marks.Postcode };
        child["siblingGroup"] = marks.In("sibling group");
        opening["data"]!["care"]!["placement"]!["postcode"] = Marks.Postcode;
        opening["data"]!["contacts"] = new JsonArray(
            [.. new[] { "social-worker", "team-manager" }.Select(role => (JsonNode)new JsonObject
            {
                ["role"] = role,
                ["name"] = marks.In("name of a contact"),
                ["email"] = $"{marks.In("address of whoever is alerted")}@council.example",
                ["phone"] = marks.In("phone of a contact"),
            })]);
        return opening;
    }

    private async Task<Answer> Notify(JsonNode notification)
    {
        var answer = emitted.Note("of a notification", await hub.Notify(notification));
        Assert.True(answer.Status is 200 or 201, answer.Body);
        return answer;
    }

    private async Task Fhir(string path, JsonNode body)
    {
        var answer = emitted.Note($"of POST{path}", await hub.Fhir(HttpMethod.Post, path, body));
        Assert.True(answer.Status is 200 or 201, answer.Body);
    }

    private async Task Upload()
    {
        using var paper = new ByteArrayContent(Encoding.ASCII.GetBytes($"%PDF-1.4\n% {marks.In("a paper")}\n%%EOF\n"));
        paper.Headers.ContentType = new("application/pdf");
        var answer = await hub.Send(
            HttpMethod.Post, $"hub/cases/{caseId}/documents", hub.SocialCare, paper, ("X-Document-Kind", "consent-form"), ("X-File-Name", $"{marks.In("a file's name")} {Marks.FamilyName}.pdf"));
        Assert.True(emitted.Note("of an upload", answer).Status == 201, answer.Body);
    }

    private async Task MoveTask()
    {
        var task = await hub.Get($"hub/fhir/Task/{caseId}", hub.Health);
        var body = task.Json;
        body["status"] = "received";
        body["statusReason"] = new JsonObject { ["text"] = marks.In("Task.statusReason") };
        var answer = await hub.Fhir(HttpMethod.Put, $"/Task/{caseId}", body, ("If-Match", task.ETag));
        Assert.True(emitted.Note("of a move", answer).Status == 200, answer.Body);
    }

    private JsonObject Appointment()
    {
        var appointment = Sample.Appointment(caseId, "fulfilled");
        appointment["description"] = marks.In("Appointment.description");
        appointment["comment"] = marks.In("Appointment.comment");
        return appointment;
    }

    private JsonObject Marked(JsonObject bundle)
    {
        foreach (var entry in bundle["entry"]!.AsArray())
        {
            var document = entry!["resource"]!;
            document["description"] = marks.In("DocumentReference.description");
            document["content"]![0]!["attachment"]!["title"] = $"{marks.In("a document's title")} {Marks.FamilyName}";
            document["author"]![0]!["display"] = marks.In("DocumentReference.author.display");
        }

        return bundle;
    }

    /// <summary>Answers that hold what was asked for; their addresses are looked at all the same, and links to further pages above all.</summary>
    private async Task Read()
    {
        foreach (var path in new[] { $"Task/{caseId}", $"Patient/{caseId}", $"Provenance?target=Task/{caseId}", $"DocumentReference?related=ServiceRequest/{caseId}" })
        {
            emitted.Note($"of {path.Split('/', '?')[0]}", await hub.Get($"hub/fhir/{path}", hub.Health));
        }

        foreach (var document in (await hub.Get($"hub/cases/{caseId}/documents", hub.SocialCare)).Json["documents"]!.AsArray())
        {
            emitted.Note("of a download", await hub.Get($"hub/cases/{caseId}/documents/{document!["documentId"]}", hub.SocialCare));
        }

        var form = HubClient.Content($"patient.identifier=https://fhir.nhs.uk/Id/nhs-number|{Marks.NhsNumber}&_count=1&_sort=_lastUpdated", "application/x-www-form-urlencoded");
        var found = emitted.Note("of a search by form", await hub.Send(HttpMethod.Post, "hub/fhir/Task/_search", hub.Health, form));
        emitted.Add("links of a search by form", found.Json["link"]?.ToJsonString() ?? "");
        var again = await hub.Get($"hub/fhir/Patient?identifier={Marks.NhsNumber}", hub.Health);
        emitted.Add("links of a search by address", emitted.Note("of a search by address", again).Json["link"]?.ToJsonString() ?? "");
    }

    private IEnumerable<Func<Task>> Notifications() =>
        MarkedMembers.Of("notification", Opening(), marks).Select(wrong => (Func<Task>)(async () => emitted.Note("of a notification", await hub.Notify(wrong))));

    private IEnumerable<Func<Task>> Resources()
    {
        foreach (var (method, path, valid) in new (HttpMethod, string, JsonNode)[]
                 {
                     (HttpMethod.Put, $"/Appointment/{caseId}.a1", Sample.Appointment(caseId, "booked")), (HttpMethod.Post, "/Appointment", Sample.Appointment(caseId, "booked")),
                     (HttpMethod.Post, "/DocumentReference/$validate", Sample.Document(caseId, "iha-summary", "x")), (HttpMethod.Post, "", Sample.Return(caseId, "iha-summary")),
                     (HttpMethod.Post, "/Subscription", Subscriber.Sample("http://127.0.0.1:9/hook")),
                 })
        {
            foreach (var wrong in MarkedMembers.Of($"{method} {path.Split('/').Last(part => part != $"{caseId}.a1")}", valid, marks))
            {
                yield return async () => emitted.Note($"of {method} {path.Split('/').ElementAtOrDefault(1)}", await hub.Fhir(method, path, wrong, ("If-Match", "W/\"1\"")));
            }
        }

        var indicators = JsonNode.Parse("""{"sdq":{"score":14,"on":"2026-11-01"},"dentalCheck":{"on":"2026-10-02"}}""")!;
        foreach (var wrong in MarkedMembers.Of("indicators", indicators, marks))
        {
            yield return async () => emitted.Note("of indicators", await hub.Send(
                HttpMethod.Post, $"hub/cases/{caseId}/health-indicators", hub.Health, HubClient.Content(wrong.ToJsonString(), "application/json")));
        }
    }

    /// <summary>Unparsable bodies, header values, addresses and query strings.</summary>
    private IEnumerable<Func<Task>> Odd()
    {
        foreach (var (path, token, mediaType) in new[]
                 {
                     ("hub/notifications", hub.SocialCare, "application/cloudevents+json"), ("hub/fhir", hub.Health, "application/fhir+json"), ("hub/fhir/Appointment", hub.Health, "application/fhir+json"),
                     ($"hub/cases/{caseId}/health-indicators", hub.Health, "application/json"), ("hub/operations/policy/check", hub.Token("operations"), "application/json"),
                     ("ReceiveNotification", null, "application/json"), ("ReceiveAssessment", null, "application/json"),
                 })
        {
            var texts = new[] { $"{{\"a\":{Person($"{path}, not JSON")}", $"{{\"a\":\"{Person($"{path}, cut off")}", $"\"{Person($"{path}, a text")}\"", $"{{\"{Person($"{path}, an odd member")}\":\"\\ud800\"}}" };
            foreach (var text in texts)
            {
                yield return async () => emitted.Note($"of {path.Split('/').Last()}", await hub.Send(HttpMethod.Post, path, token, HubClient.Content(text, mediaType)));
            }
        }

        foreach (var header in new[] { "If-Match", "If-None-Match", "If-Modified-Since", "If-None-Exist", "Prefer", "Accept", "Authorization", "traceparent", "tracestate", "baggage", "Request-Id", "X-Document-Kind", "Range", "Cookie", "User-Agent", "X-Forwarded-For" })
        {
            foreach (var (method, path) in new[] { (HttpMethod.Put, $"hub/fhir/Task/{caseId}"), (HttpMethod.Post, "hub/fhir/Appointment"), (HttpMethod.Get, $"hub/fhir/Patient/{caseId}"), (HttpMethod.Post, $"hub/cases/{caseId}/documents") })
            {
                var token = header == "Authorization" ? null : path.Contains("cases", StringComparison.Ordinal) ? hub.SocialCare : hub.Health;
                yield return async () => emitted.Note($"of header {header}", await hub.Send(
                    method, path, token, method == HttpMethod.Get ? null : HubClient.Content("{}", "application/fhir+json"), (header, $"Bearer {Person($"header {header}")}")));
            }
        }

        foreach (var address in new[]
                 {
                     "hub/cases?status=@", "hub/cases?@=1", "hub/cases/@", "hub/cases/@/documents/@", "hub/fhir/Task?status=@", "hub/fhir/Task?@=1", "hub/fhir/Task?owner=@&_sort=@&_include=@", "hub/fhir/Patient?birthdate=@", "hub/fhir/Patient?identifier:@=@",
                     "hub/fhir/Patient/@", "hub/fhir/@/1", "hub/fhir/@", "hub/fhir/Task?_format=@", "hub/@", "hub/fhir/Task?_id=@&_count=@", "hub/fhir/Subscription/@", "hub/fhir/Binary/@",
                 })
        {
            yield return async () => emitted.Note($"of {address}", await hub.Get(Filled(address), address.StartsWith("hub/cases", StringComparison.Ordinal) ? hub.SocialCare : hub.Health));
        }

        foreach (var address in new[] { "cases?#=1", "reports/oc2?year=2027&#=1", "fhir/Task?#=1", "operations/parked?#=1", "operations/alarms?#=1", "operations/outbox?#=1", "operations/audit?#=1" })
        {
            var token = address.StartsWith("fhir", StringComparison.Ordinal) ? hub.Health : address.StartsWith("op", StringComparison.Ordinal) ? hub.Token("operations") : hub.SocialCare;
            yield return async () => emitted.Note($"of {address}", await hub.Get($"hub/{address.Replace("#", Marks.NhsNumber, StringComparison.Ordinal)}", token));
        }

        foreach (var name in new[] { $"nhs{Marks.NhsNumber}", Marks.NhsNumber, Marks.Email, Marks.DateOfBirth, Marks.Postcode })
        {
            var (notification, appointment) = (Opening(), Sample.Appointment(caseId, "booked"));
            notification["data"]!["child"]![name] = 1;
            appointment[name] = 1;
            yield return async () => emitted.Note("of a notification", await hub.Notify(notification));
            yield return async () => emitted.Note("of an appointment", await hub.Fhir(HttpMethod.Post, "/Appointment", appointment));
            yield return async () => emitted.Note("of a condition", await hub.Fhir(HttpMethod.Post, "/Appointment", Sample.Appointment(caseId, "booked"), ("If-None-Exist", $"{name}=1")));
        }

        foreach (var address in new[] { "parked?queue=@&@=@", "parked?cursor=@", "parked/@", "audit?subject=@&on=@", "audit?cursor=@", "alarms?@=@", "alarms?state=@", "outbox?@=@" })
        {
            yield return async () => emitted.Note($"of {address}", await hub.Get(Filled($"hub/operations/{address}"), hub.Token("operations")));
        }
    }

    private string Filled(string address)
    {
        var mark = Uri.EscapeDataString($"{Marks.NhsNumber} {Person($"address {address}")}");
        return address.Replace("@", mark, StringComparison.Ordinal);
    }

    /// <summary>A mark together with everything that has a form of its own.</summary>
    private string Person(string place) => $"{marks.In(place)} {Marks.GivenName} {Marks.FamilyName} {Marks.NhsNumber} {Marks.Postcode} {Marks.DateOfBirth} {Marks.Email}";

    /// <summary>Refused: each is parked, and the sender told by an event.</summary>
    private async Task ByQueue()
    {
        var messages = MarkedMembers.Of("message", Opening(), marks).Where((_, at) => at % 4 == 0).Select(wrong => wrong.ToJsonString()).ToList();
        messages.Add($"{{\"{Person("a message, not JSON")}");
        var refused = Sample.Consent(subject, status: "perhaps");
        (refused["id"], refused["source"]) = (marks.In("id of a refused message"), $"urn:uk:la:825:{marks.In("source of a refused message")}");
        messages.Add(refused.ToJsonString());
        messages.Add(Sample.Event("uk.lac.consent-recorded.v1", $"LCS-{marks.In("the council's own reference")}", []).ToJsonString());
        foreach (var message in messages)
        {
            emitted.Note("of a trigger", await hub.Trigger("ReceiveNotification", Sample.StorageQueueEnvelope(message)));
        }

        foreach (var wrong in MarkedMembers.Of("return", Sample.Return(caseId, "iha-summary"), marks).Where((_, at) => at % 3 == 0))
        {
            emitted.Note("of a trigger", await hub.Trigger("ReceiveAssessment", Sample.StorageQueueEnvelope(wrong.ToJsonString())));
        }

        foreach (var envelope in new[] { Person("an envelope, not JSON"), $"{{\"Data\":{{\"m\":\"{Person("an envelope's data")}\"}},\"Metadata\":{{\"Id\":\"{Person("an envelope's id")}\"}}}}", $"{{\"Data\":{{\"m\":\"\\ud800{Person("an envelope, half a surrogate")}\"}}}}" })
        {
            foreach (var function in new[] { "ReceiveNotification", "ReceiveAssessment", "DeliverAlert" })
            {
                emitted.Note("of a trigger", await hub.Trigger(function, envelope));
            }
        }
    }
}
