using System.Text.Json.Nodes;
using IntegrationHub.Functions.Tests.Kit;

namespace IntegrationHub.Functions.Tests.Referrals;

/// <summary>One case with several referrals: another provider, the Care Entry Health Assessment's sign-off, reviews, siblings.</summary>
[Collection(TestStack.Name)]
public sealed class SeveralReferralsTests(TestStack stack)
{
    [Fact]
    public async Task Books_closed_and_another_provider_are_one_case_with_two_Tasks()
    {
        var hub = stack.Shared;
        var other = hub.Token("health", "RTK");
        var (subject, caseId) = await Opened(hub);
        await Move(hub, caseId, "rejected", "books-closed");
        Assert.Equal(201, (await hub.Notify(Sample.Event("uk.lac.provider-changed.v1", subject, new JsonObject { ["healthProvider"] = "RTK" }))).Status);

        var view = await hub.Case(caseId);
        Assert.Equal(["RXQ rejected", "RTK requested"], view["referrals"]!.AsArray().Select(referral => $"{referral!["provider"]} {referral["status"]}"));
        Assert.Equal("2026-11-27", (string)view["keyDates"]![4]!["dueOn"]!);
        Assert.Equal([$"{caseId}.r2 requested"], await Tasks(hub, "RTK", other, caseId));
        Assert.Equal([$"{caseId} rejected"], await Tasks(hub, "RXQ", hub.Health, caseId));

        Assert.Equal(201, (await hub.Send(HttpMethod.Post, "hub/fhir/Appointment", other, Fhir(On(Sample.Appointment(caseId, "fulfilled"), caseId)))).Status);
        Assert.Equal(200, (await hub.Send(HttpMethod.Post, "hub/fhir", other, Fhir(On(Sample.Return(caseId), caseId)))).Status);
        Assert.Equal("completed", (string)(await hub.Case(caseId))["status"]!);
        Assert.Equal([$"{caseId}.r2 completed"], await Tasks(hub, "RTK", other, caseId));
        await Events(hub, subject, "uk.lac.referral-rejected.v1", "uk.lac.referral-rerouted.v1", "uk.lac.appointment-attended.v1", "uk.lac.assessment-returned.v1");
    }

    [Fact]
    public async Task A_provider_who_was_asked_before_sees_its_own_Task_and_nothing_of_what_came_later()
    {
        var hub = stack.Shared;
        var (subject, caseId) = await Opened(hub);
        var before = (await hub.Get("hub/fhir/Task?_lastUpdated=gt2026-01-01T00:00:00Z", hub.Health)).Json["meta"]!["lastUpdated"]!;
        await hub.Notify(Sample.Event("uk.lac.provider-changed.v1", subject, new JsonObject { ["healthProvider"] = "RTK" }));
        await hub.Notify(Sample.Event("uk.lac.details-corrected.v1", subject, new JsonObject { ["child"] = new JsonObject { ["givenName"] = "Rowan" } }));

        Assert.Contains($"{caseId} cancelled", await Tasks(hub, "RXQ", hub.Health, caseId, $"&_lastUpdated=gt{before}"));
        var task = (await hub.Get($"hub/fhir/Task/{caseId}", hub.Health)).Json;
        Assert.Equal("Another provider is asked instead.", (string)task["statusReason"]!["text"]!);
        Assert.DoesNotContain("Rowan", (await hub.Get($"hub/fhir/Patient/{caseId}", hub.Health)).Body, StringComparison.Ordinal);
        Assert.Contains("Rowan", (await hub.Get($"hub/fhir/Patient/{caseId}", hub.Token("health", "RTK"))).Body, StringComparison.Ordinal);

        foreach (var theirs in new[] { $"hub/fhir/Task/{caseId}.r2", $"hub/fhir/ServiceRequest/{caseId}.r2", $"hub/cases/{caseId}", $"hub/cases/{caseId}/chronology", $"hub/cases/{caseId}/documents" })
        {
            Assert.Equal(404, (await hub.Get(theirs, hub.Health)).Status);
        }

        Assert.Equal(404, (await hub.Get($"hub/fhir/Task/{caseId}", hub.Token("health", "RTK"))).Status);
        Assert.Equal(422, (await hub.Fhir(HttpMethod.Post, "/Appointment", Sample.Appointment(caseId, "booked", "2026-11-12T08:00:00Z", "2026-11-12T08:45:00Z"))).Status);
        Assert.Equal(404, (await hub.Get($"hub/fhir/Task/{caseId}", hub.Token("health", "RZZ"))).Status);
    }

    [Fact]
    public async Task A_Care_Entry_Health_Assessment_is_complete_only_with_the_Designated_Doctors_sign_off()
    {
        var hub = stack.Shared;
        var (subject, caseId) = await Opened(hub);
        foreach (var on in new[] { "2026-10-31", "2026-11-01" })
        {
            await hub.Notify(Sample.Event("uk.lac.assessment-declined.v1", subject, new JsonObject { ["on"] = on, ["by"] = "young-person" }));
        }

        Assert.Equal("ceha-offered", (string)(await hub.Case(caseId))["status"]!);
        await hub.Notify(Sample.Event("uk.lac.ceha-agreed.v1", subject, new JsonObject { ["on"] = "2026-11-02" }));
        Assert.Equal(422, (await SignOff(hub, caseId, hub.Token("designated-doctor"))).Status);
        Assert.Equal(201, (await hub.Fhir(HttpMethod.Post, "/DocumentReference", Sample.Document(caseId, "ceha-summary", "seen"))).Status);
        Assert.Equal("awaiting-sign-off", (string)(await hub.Case(caseId))["status"]!);

        Assert.Equal(403, (await SignOff(hub, caseId, hub.Health)).Status);
        Assert.Equal("awaiting-sign-off", (string)(await hub.Case(caseId))["status"]!);
        var signed = await SignOff(hub, caseId, hub.Token("designated-doctor"));
        Assert.Equal(200, signed.Status);
        Assert.Equal("completed", (string)signed.Json["status"]!);
        Assert.Contains("ceha-sign-off", signed.Body, StringComparison.Ordinal);

        var view = await hub.Case(caseId);
        Assert.Equal("signed-off", (string)view["ceha"]!["stage"]!);
        Assert.Equal(["not-required", "not-required"], view["keyDates"]!.AsArray().Skip(3).Select(keyDate => (string)keyDate!["state"]!));
        await Events(hub, subject, "uk.lac.ceha-signed-off.v1");
    }

    [Fact]
    public async Task A_review_is_referred_ahead_of_its_day_and_comes_back_under_its_own_referral()
    {
        await using var hub = await stack.StartHub();
        var (subject, caseId) = await Opened(hub);
        await hub.Notify(Sample.Consent(subject));
        await hub.Notify(Sample.Paperwork(subject));
        await hub.Fhir(HttpMethod.Post, "/Appointment", Sample.Appointment(caseId, "fulfilled"));
        await hub.Fhir(HttpMethod.Post, "", Sample.Return(caseId));
        var planned = (await hub.Case(caseId))["reviews"]![0]!;
        Assert.Equal(("2027-11-02", "2027-09-07", "planned"), ((string)planned["dueOn"]!, (string)planned["raiseOn"]!, (string)planned["outcome"]!));

        await hub.MoveClock("2027-09-07T09:00:00Z");
        await Eventually.Holds("the review is referred", async () => (await Tasks(hub, "RXQ", hub.Health, caseId)).Contains($"{caseId}.r2 requested"));
        Assert.Equal("review-health-assessment", (string)(await hub.Get($"hub/fhir/ServiceRequest/{caseId}.r2", hub.Health)).Json["code"]!["coding"]![0]!["code"]!);
        Assert.Equal(422, (await hub.Fhir(HttpMethod.Post, "/DocumentReference", On(Sample.Document(caseId, "iha-summary", "again"), caseId))).Status);
        Assert.Equal(422, (await hub.Fhir(HttpMethod.Post, "/DocumentReference", Sample.Document(caseId, "rha-summary", "review"))).Status);
        Assert.Equal(200, (await hub.Fhir(HttpMethod.Post, "", On(Sample.Return(caseId, "rha-summary", "health-care-plan"), caseId))).Status);

        var done = (await hub.Case(caseId))["reviews"]!.AsArray();
        Assert.Equal(["1 done", "2 planned"], done.Select(review => $"{review!["number"]} {review["outcome"]}"));
        Assert.Contains($"{caseId}.r2 completed", await Tasks(hub, "RXQ", hub.Health, caseId));
        await Events(hub, subject, "uk.lac.review-due.v1");
    }

    [Fact]
    public async Task Siblings_are_found_together_and_booked_in_one_go()
    {
        var hub = stack.Shared;
        var group = $"FAM-{Sample.NewSubject()}";
        var cases = new List<string>();
        for (var i = 0; i < 2; i++)
        {
            var notification = Sample.BecameLookedAfter(Sample.NewSubject());
            notification["data"]!["child"]!["siblingGroup"] = group;
            cases.Add((await hub.Notify(notification)).CaseId);
        }

        var found = await hub.Get($"hub/fhir/Task?group-identifier={Uri.EscapeDataString($"https://fhir.integrationhub.example/Id/local-authority/825/sibling-group|{group}")}", hub.Health);
        Assert.Equal(cases.Order(), found.Json["entry"]!.AsArray().Select(entry => (string)entry!["resource"]!["id"]!).Order());
        var booked = await hub.Fhir(HttpMethod.Post, "", new JsonObject
        {
            ["resourceType"] = "Bundle",
            ["type"] = "batch",
            ["entry"] = new JsonArray([.. cases.Select(caseId => (JsonNode)new JsonObject
            {
                ["resource"] = Sample.Appointment(caseId, "booked", "2026-11-12T08:00:00Z", "2026-11-12T08:45:00Z"),
                ["request"] = new JsonObject { ["method"] = "POST", ["url"] = "Appointment" },
            })]),
        });
        Assert.All(booked.Json["entry"]!.AsArray(), entry => Assert.Equal("201 Created", (string)entry!["response"]!["status"]!));
        Assert.Equal(group, (string)(await hub.Case(cases[0]))["siblingGroup"]!);
    }

    [Fact]
    public async Task A_wrong_document_is_replaced_and_what_it_stood_for_is_counted_anew()
    {
        await using var hub = await stack.StartHub();
        var (_, caseId) = await Opened(hub);
        await hub.Fhir(HttpMethod.Post, "", Sample.Return(caseId));
        var wrong = (await hub.Get($"hub/cases/{caseId}/documents", hub.SocialCare)).Json["documents"]!.AsArray().Single(document => (string)document!["kind"]! == "iha-summary")!;

        await hub.MoveClock("2026-11-05T09:00:00Z");
        var right = Sample.Document(caseId, "iha-summary", "the right child");
        right["relatesTo"] = new JsonArray(new JsonObject { ["code"] = "replaces", ["target"] = new JsonObject { ["reference"] = $"DocumentReference/{wrong["documentId"]}" } });
        Assert.Equal(201, (await hub.Fhir(HttpMethod.Post, "/DocumentReference", right)).Status);

        Assert.Equal("2026-11-05", (string)(await hub.Case(caseId))["keyDates"]![4]!["on"]!);
        Assert.Equal("superseded", (string)(await hub.Get($"hub/fhir/DocumentReference/{wrong["documentId"]}", hub.Health)).Json["status"]!);
        var again = Sample.Document(caseId, "iha-summary", "yet another");
        again["relatesTo"] = right["relatesTo"]!.DeepClone();
        Assert.Equal(422, (await hub.Fhir(HttpMethod.Post, "/DocumentReference", again)).Status);
    }

    private static async Task<(string Subject, string CaseId)> Opened(TestHub hub)
    {
        var subject = Sample.NewSubject();
        return (subject, (await hub.Notify(Sample.BecameLookedAfter(subject))).CaseId);
    }

    private static async Task Move(TestHub hub, string caseId, string status, string reason)
    {
        var read = await hub.Get($"hub/fhir/Task/{caseId}", hub.Health);
        var task = read.Json.AsObject();
        task["status"] = status;
        task["statusReason"] = new JsonObject { ["coding"] = new JsonArray(new JsonObject { ["system"] = "https://provider.example/reason", ["code"] = reason }) };
        Assert.Equal(200, (await hub.Fhir(HttpMethod.Put, $"/Task/{caseId}", task, ("If-Match", read.ETag))).Status);
    }

    private static async Task<Answer> SignOff(TestHub hub, string caseId, string token)
    {
        var read = await hub.Get($"hub/fhir/Task/{caseId}", hub.Health);
        return await hub.Send(HttpMethod.Put, $"hub/fhir/Task/{caseId}", token, Fhir(Sample.SignedOff(read.Json)), ("If-Match", read.ETag));
    }

    private static async Task<IReadOnlyList<string>> Tasks(TestHub hub, string provider, string token, string caseId, string more = "") =>
        [.. ((await hub.Get($"hub/fhir/Task?owner=Organization/{provider}&patient=Patient/{caseId}{more}", token)).Json["entry"]?.AsArray() ?? [])
            .Select(entry => $"{entry!["resource"]!["id"]} {entry["resource"]!["status"]}").Where(task => task.StartsWith(caseId, StringComparison.Ordinal)).Order(StringComparer.Ordinal)];

    /// <summary>The same for the second referral of the case.</summary>
    private static JsonObject On(JsonObject sent, string caseId) =>
        JsonNode.Parse(sent.ToJsonString().Replace($"ServiceRequest/{caseId}", $"ServiceRequest/{caseId}.r2", StringComparison.Ordinal))!.AsObject();

    private static StringContent Fhir(JsonNode body) => TestHub.Content(body.ToJsonString(), "application/fhir+json");

    private static Task Events(TestHub hub, string subject, params string[] types) => Eventually.Holds("the events are there", async () =>
        (await hub.Peek("social-care-events")).Where(happening => (string)happening["subject"]! == subject).Select(happening => (string)happening["type"]!).ToHashSet().IsSupersetOf(types));
}
