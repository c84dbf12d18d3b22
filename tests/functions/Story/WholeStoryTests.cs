using System.Text.Json.Nodes;
using IntegrationHub.Functions.Tests.Kit;

namespace IntegrationHub.Functions.Tests.Story;

/// <summary>From the notification to the collected documents, through real processes and real storage.</summary>
[Collection(Waiting.Name)]
public sealed class WholeStoryTests(TestStack stack)
{
    [Fact]
    public async Task By_http_a_notification_becomes_a_referral_and_comes_back_as_two_documents()
    {
        await using var hub = await stack.StartHub();
        var subject = Sample.NewSubject();
        var created = await hub.Notify(Sample.BecameLookedAfter(subject));
        Assert.Equal(201, created.Status);
        var caseId = created.CaseId;
        Assert.Equal($"/hub/cases/{caseId}", created.Message.Headers.Location!.ToString());
        Assert.Equal(201, (await hub.Notify(Sample.Consent(subject))).Status);
        var papers = await hub.Notify(Sample.Paperwork(subject));
        Assert.Equal("awaiting-appointment", (string)papers.Json["status"]!);

        var pulled = await hub.Get("hub/fhir/Task?owner=Organization/RXQ&status=requested&_include=Task:focus&_include=Task:patient", hub.Health);
        Assert.Equal(["Patient", "ServiceRequest", "Task"], pulled.Json["entry"]!.AsArray().Select(entry => (string)entry!["resource"]!["resourceType"]!).Order());
        await MoveTask(hub, caseId, "received");
        await MoveTask(hub, caseId, "accepted");
        await MoveTask(hub, caseId, "in-progress");
        var appointment = await hub.Fhir(HttpMethod.Post, "/Appointment", Sample.Appointment(caseId, "fulfilled"));
        Assert.Equal(201, appointment.Status);
        Assert.Equal(200, (await hub.Fhir(HttpMethod.Post, "", Sample.Return(caseId))).Status);

        var after = await hub.Case(caseId);
        Assert.Equal("completed", (string)after["status"]!);
        Assert.All(after["keyDates"]!.AsArray(), keyDate => Assert.Equal("met", (string)keyDate!["state"]!));
        Assert.Equal("completed", (string)(await hub.Get($"hub/fhir/Task/{caseId}", hub.Health)).Json["status"]!);
        Assert.Equal("completed", (string)(await hub.Get($"hub/fhir/ServiceRequest/{caseId}", hub.Health)).Json["status"]!);
        await CollectDocuments(hub, caseId);
        await Events(hub, subject, "uk.lac.referral-received.v1", "uk.lac.referral-accepted.v1", "uk.lac.appointment-attended.v1", "uk.lac.assessment-returned.v1");
    }

    [Fact]
    public async Task By_queue_the_same_messages_have_the_same_effect()
    {
        await using var hub = await stack.StartHub();
        var subject = Sample.NewSubject();
        foreach (var message in new[] { Sample.BecameLookedAfter(subject), Sample.Consent(subject), Sample.Paperwork(subject) })
        {
            await hub.Queues.GetQueueClient("lac-notifications").SendMessageAsync(message.ToJsonString());
        }

        var caseId = await CaseOf(hub, subject, "awaiting-appointment");
        await hub.Queues.GetQueueClient("assessment-returns").SendMessageAsync(Sample.Return(caseId).ToJsonString());
        await CaseOf(hub, subject, "completed");
        await Events(hub, subject, "uk.lac.assessment-returned.v1");
    }

    [Fact]
    public async Task Follow_ups_that_overtake_the_notification_on_the_queue_wait_for_it()
    {
        var hub = stack.Shared;
        var subject = Sample.NewSubject();
        var queue = hub.Queues.GetQueueClient("lac-notifications");
        await queue.SendMessageAsync(Sample.Paperwork(subject).ToJsonString());
        await queue.SendMessageAsync(Sample.Consent(subject).ToJsonString());
        await queue.SendMessageAsync(Sample.BecameLookedAfter(subject).ToJsonString());

        await CaseOf(hub, subject, "awaiting-appointment");
    }

    [Fact]
    public async Task The_index_points_to_the_case_by_exactly_the_entries_that_the_case_names()
    {
        await using var hub = await stack.StartHub();
        var subject = Sample.NewSubject();
        var caseId = (await hub.Notify(Sample.BecameLookedAfter(subject))).CaseId;
        await hub.Notify(Sample.Consent(subject));
        await MoveTask(hub, caseId, "received");

        await Eventually.Holds("index and case agree", async () =>
        {
            var named = (await hub.StoredCase(caseId))["indexEntries"]!.AsArray().Select(name => (string)name!).Order(StringComparer.Ordinal);
            var found = (await hub.BlobNames("index")).Where(name => name.Contains(caseId, StringComparison.Ordinal)).Order(StringComparer.Ordinal);
            return named.SequenceEqual(found) && !found.Any(name => name.StartsWith("outbox/", StringComparison.Ordinal));
        });
    }

    private static async Task MoveTask(TestHub hub, string caseId, string status)
    {
        var task = await hub.Get($"hub/fhir/Task/{caseId}", hub.Health);
        var body = task.Json;
        body["status"] = status;
        var moved = await hub.Fhir(HttpMethod.Put, $"/Task/{caseId}", body, ("If-Match", task.ETag));
        Assert.True(moved.Status == 200, moved.Body);
        Assert.Equal(status, (string)moved.Json["status"]!);
    }

    private static async Task CollectDocuments(TestHub hub, string caseId)
    {
        var listed = (await hub.Get($"hub/cases/{caseId}/documents", hub.SocialCare)).Json["documents"]!.AsArray();
        Assert.Equal(["health-care-plan", "iha-summary"], listed.Select(document => (string)document!["kind"]!).Order());
        foreach (var document in listed)
        {
            Assert.Null(document!["collectedAt"]);
            var content = await hub.Get($"hub/cases/{caseId}/documents/{document["documentId"]}", hub.SocialCare);
            Assert.Equal("application/pdf", content.Message.Content.Headers.ContentType!.MediaType);
            Assert.Equal($"%PDF-1.4\n% {document["kind"]} of {caseId}\n%%EOF\n", content.Body);
        }

        var again = (await hub.Get($"hub/cases/{caseId}/documents", hub.SocialCare)).Json["documents"]!.AsArray();
        Assert.All(again, document => Assert.NotNull(document!["collectedAt"]));
    }

    private static async Task Events(TestHub hub, string subject, params string[] types) =>
        await Eventually.Holds($"social care was told {string.Join(", ", types)}", async () =>
        {
            var events = (await hub.Peek("social-care-events")).Where(happening => (string)happening["subject"]! == subject).ToList();
            Assert.DoesNotContain(events, happening => happening.ToJsonString().Contains("Testchild", StringComparison.Ordinal));
            return events.Select(happening => (string)happening["type"]!).SequenceEqual(types);
        });

    private static async Task<string> CaseOf(TestHub hub, string subject, string status)
    {
        JsonNode? found = null;
        await Eventually.Holds($"the case of the subject is {status}", async () =>
        {
            var cases = (await hub.Get("hub/cases?limit=200", hub.SocialCare)).Json["cases"]!.AsArray();
            found = cases.FirstOrDefault(view => (string)view!["child"]!["localId"]! == subject);
            return found is not null && (string)found["status"]! == status;
        });
        return (string)found!["caseId"]!;
    }
}
