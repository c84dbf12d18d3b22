using System.Text;
using IntegrationHub.Functions.Tests.Kit;

namespace IntegrationHub.Functions.Tests.Pages;

/// <summary>What forms do is what the interfaces do: the same facts, under the same rules.</summary>
[Collection(TestStack.Name)]
public sealed class PageActionTests(TestStack stack)
{
    private TestHub Hub => stack.Shared;

    [Fact]
    public async Task Social_care_records_consent_papers_and_a_reason_as_its_system_would()
    {
        var (_, caseId) = await Case("2026-10-20");
        using var client = await PageClient.SignedIn(Hub, "social-care");
        var page = $"hub/case/{caseId}";

        Assert.Equal($"/{page}?done=consent", (await client.Send(page, $"{page}/consent", ("status", "given"), ("givenBy", "parent"), ("on", "2026-11-01"))).Location);
        var upload = await client.SendFiles(page, $"{page}/upload", [("kind", "consent-form")], ("paper", "form.pdf", Pdf("form")));
        Assert.Equal($"/{page}?done=upload", upload.Location);
        Assert.Equal($"/{page}?done=papers", (await client.Send(page, $"{page}/papers", ("papersOn", "2026-11-02"))).Location);
        Assert.Equal($"/{page}?done=reason", (await client.Send(page, $"{page}/reason", ("keyDate", "consent-and-paperwork-received"), ("breach", "consent-delayed"))).Location);

        var facts = (await Hub.Facts(caseId)).Select(fact => fact!["data"]!).ToList();
        Assert.Equal("parent", (string)facts.Single(fact => (string)fact["type"]! == "consent-recorded" && (string)fact["status"]! == "given")["givenBy"]!);
        Assert.Equal("form.pdf", (string)facts.Single(fact => (string)fact["type"]! == "document-received")["fileName"]!);
        Assert.Equal("consent-delayed", (string)facts.Single(fact => (string)fact["type"]! == "breach-reason-recorded")["reason"]!);
        Assert.Equal("awaiting-appointment", (string)(await Hub.Case(caseId))["status"]!);
    }

    [Fact]
    public async Task The_same_form_sent_twice_is_told_once()
    {
        var (_, caseId) = await Case();
        using var client = await PageClient.SignedIn(Hub, "social-care");
        var page = $"hub/case/{caseId}";
        (string, string)[] fields = [.. PageClient.Hidden((await client.Get(page)).Html, $"{page}/consent"), ("status", "given"), ("givenBy", "parent"), ("on", "2026-11-01")];

        Assert.Equal(302, (await client.Post($"{page}/consent", fields)).Status);
        Assert.Equal(302, (await client.Post($"{page}/consent", fields)).Status);
        Assert.Single((await Hub.Facts(caseId)).Select(fact => fact!["data"]!), fact => (string)fact["type"]! == "consent-recorded" && (string)fact["status"]! == "given");
    }

    [Fact]
    public async Task The_health_team_takes_a_referral_to_its_end()
    {
        var (subject, caseId) = await Case();
        await Hub.Notify(Sample.Consent(subject, "2026-11-01"));
        await Hub.Notify(Sample.Paperwork(subject, "2026-11-01"));
        using var client = await PageClient.SignedIn(Hub, "health");
        var page = $"hub/case/{caseId}";
        foreach (var (action, fields) in new (string, (string, string)[])[]
        {
            ("receive", []), ("accept", []), ("book", [("date", "2026-11-02"), ("time", "08:00"), ("minutes", "45")]), ("attended", []),
        })
        {
            Assert.Equal($"/{page}?done={action}", (await client.Send(page, $"{page}/{action}", fields)).Location);
        }

        var returned = await client.SendFiles(page, $"{page}/return", [("doctor", "Dr Sample"), ("gmc", "9999999")], ("summary", "a.pdf", Pdf("a")), ("plan", "b.pdf", Pdf("b")));
        Assert.Equal($"/{page}?done=return", returned.Location);

        var appointment = (await Hub.Facts(caseId)).Select(fact => fact!["data"]!).Last(fact => (string)fact["type"]! == "appointment-recorded");
        Assert.Equal(("fulfilled", "2026-11-02T08:00:00+00:00"), ((string)appointment["status"]!, ((DateTimeOffset)appointment["start"]!).ToString("yyyy-MM-dd'T'HH:mm:sszzz", System.Globalization.CultureInfo.InvariantCulture)));
        Assert.Equal("completed", (string)(await Hub.Case(caseId))["status"]!);

        // Social care collects them, and its download is the collection.
        using var council = await PageClient.SignedIn(Hub, "social-care");
        var documents = (await Hub.Get($"hub/cases/{caseId}/documents", Hub.SocialCare)).Json["documents"]!.AsArray();
        var file = await council.Get($"{page}/documents/{documents[0]!["documentId"]}");
        Assert.Equal((200, "application/pdf"), (file.Status, file.Message.Content.Headers.ContentType!.MediaType));
        Assert.NotNull((await Hub.Get($"hub/cases/{caseId}/documents", Hub.SocialCare)).Json["documents"]![0]!["collectedAt"]);
    }

    [Fact]
    public async Task What_the_use_case_refuses_the_page_says_and_nothing_is_changed()
    {
        var (_, caseId) = await Case();
        using var client = await PageClient.SignedIn(Hub, "health");
        var page = $"hub/case/{caseId}";
        var fields = PageClient.Hidden((await client.Get(page)).Html, $"{page}/receive");

        // Not received yet, so it can't be accepted: FHIR says so too.
        var early = await client.Post($"{page}/accept", [.. fields]);
        Assert.Equal(422, early.Status);
        Assert.Contains("There is a problem", early.Text, StringComparison.Ordinal);
        Assert.Contains("from there it may become received or rejected", early.Text, StringComparison.Ordinal);

        // Somebody else was faster: the form was made for a case that isn't like that any more.
        Assert.Equal(302, (await client.Post($"{page}/receive", [.. fields])).Status);
        Assert.Contains("has changed since you loaded the page", (await client.Post($"{page}/accept", [.. fields])).Text, StringComparison.Ordinal);

        var rejected = await client.Send(page, $"{page}/reject", ("reason", ""));
        Assert.Contains("Choose why you reject the referral", rejected.Text, StringComparison.Ordinal);
        Assert.Contains("href=\"#reason\"", rejected.Html, StringComparison.Ordinal);
        Assert.Equal("received", (string)(await Hub.Get($"hub/fhir/Task/{caseId}", Hub.Health)).Json["status"]!);
    }

    [Fact]
    public async Task A_rejection_says_why_and_social_care_asks_another_provider()
    {
        var (_, caseId) = await Case();
        using var health = await PageClient.SignedIn(Hub, "health");
        using var council = await PageClient.SignedIn(Hub, "social-care");
        var page = $"hub/case/{caseId}";
        Assert.Equal($"/{page}?done=reject", (await health.Send(page, $"{page}/reject", ("reason", "books-closed"), ("text", "until January"))).Location);
        Assert.Equal("Books closed: until January", (string)(await Hub.Get($"hub/fhir/Task/{caseId}", Hub.Health)).Json["statusReason"]!["text"]!);

        Assert.Equal($"/{page}?done=provider", (await council.Send(page, $"{page}/provider", ("provider", "ryv"))).Location);
        Assert.Equal("RYV", (string)(await Hub.Case(caseId))["healthProvider"]!);
        Assert.Equal(404, (await health.Get(page)).Status);
    }

    [Fact]
    public async Task Siblings_are_received_and_booked_in_one_go_one_after_the_other()
    {
        var cases = new List<string>();
        foreach (var _ in Enumerable.Range(0, 2))
        {
            var (subject, caseId) = await Case();
            await Hub.Notify(Sample.Consent(subject, "2026-11-01"));
            await Hub.Notify(Sample.Paperwork(subject, "2026-11-01"));
            cases.Add(caseId);
        }

        using var client = await PageClient.SignedIn(Hub, "health");
        var picked = cases.Select(id => ("case", id)).ToArray();
        foreach (var (name, more) in new (string, (string, string)[])[] { ("receive", []), ("accept", []), ("book", [("date", "2026-11-10"), ("time", "09:00"), ("minutes", "45")]) })
        {
            Assert.Equal("/hub/worklist?done=together", (await client.Send("hub/worklist", "hub/worklist/act", [.. picked, ("do", name), .. more])).Location);
        }

        var starts = new List<string>();
        foreach (var id in cases)
        {
            var booked = (await Hub.Facts(id)).Select(fact => fact!["data"]!).Single(fact => (string)fact["type"]! == "appointment-recorded");
            starts.Add(((DateTimeOffset)booked["start"]!).UtcDateTime.ToString("HH:mm", System.Globalization.CultureInfo.InvariantCulture));
        }

        Assert.Equal(["09:00", "09:45"], starts);
    }

    [Fact]
    public async Task Neither_title_nor_address_names_a_child_and_a_search_is_no_address()
    {
        var (subject, caseId) = await Case();
        using var client = await PageClient.SignedIn(Hub, "health");
        var found = await client.Send("hub/worklist", "hub/worklist/find", ("find", subject));
        Assert.Equal($"/hub/case/{caseId}", found.Location);

        var page = await client.Get($"hub/case/{caseId}");
        var title = page.Html[page.Html.IndexOf("<title>", StringComparison.Ordinal)..page.Html.IndexOf("</title>", StringComparison.Ordinal)];
        Assert.Equal("<title>One case - Health assessments hub", title);
        Assert.Contains("Avery Testchild", page.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("Testchild", (await client.Get("hub/worklist?show=all")).Html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_care_entry_health_assessment_is_returned_by_the_health_team_and_signed_off_by_the_designated_doctor_alone()
    {
        var (subject, caseId) = await Case();
        foreach (var on in new[] { "2026-10-31", "2026-11-01" })
        {
            await Hub.Notify(Sample.Event("uk.lac.assessment-declined.v1", subject, new System.Text.Json.Nodes.JsonObject { ["on"] = on, ["by"] = "young-person" }));
        }

        await Hub.Notify(Sample.Event("uk.lac.ceha-agreed.v1", subject, new System.Text.Json.Nodes.JsonObject { ["on"] = "2026-11-02" }));
        using var health = await PageClient.SignedIn(Hub, "health");
        using var doctor = await PageClient.SignedIn(Hub, "designated-doctor");
        using var neighbour = await PageClient.SignedIn(Hub, "designated-doctor", "RTH");
        var page = $"hub/case/{caseId}";
        var missing = await health.SendFiles(page, $"{page}/return-ceha", [("cehaBy", "Nurse Sample")]);
        Assert.Equal(422, missing.Status);
        Assert.Contains("id=\"ceha-error\"", missing.Html, StringComparison.Ordinal);
        Assert.Contains("value=\"Nurse Sample\"", missing.Html, StringComparison.Ordinal);
        Assert.Equal($"/{page}?done=return-ceha", (await health.SendFiles(page, $"{page}/return-ceha", [("cehaBy", "Nurse Sample")], ("ceha", "ceha.pdf", Pdf("ceha")))).Location);

        Assert.DoesNotContain("/sign-off", (await health.Get(page)).Html, StringComparison.Ordinal);
        Assert.Equal(404, (await neighbour.Get(page)).Status);
        var fault = await doctor.Send(page, $"{page}/sign-off", ("gmc", "12"));
        Assert.Equal(422, fault.Status);
        Assert.Contains("id=\"gmc-error\"", fault.Html, StringComparison.Ordinal);
        Assert.Equal($"/{page}?done=sign-off", (await doctor.Send(page, $"{page}/sign-off", ("gmc", "9999998"))).Location);
        Assert.Contains("is signed off. Social care is told.", (await doctor.Get($"{page}?done=sign-off")).Text, StringComparison.Ordinal);
        Assert.Equal("completed", (string)(await Hub.Case(caseId))["status"]!);
    }

    [Fact]
    public async Task Every_form_of_a_case_says_what_it_did()
    {
        using var client = await PageClient.SignedIn(Hub, "health");
        var (_, caseId) = await Case();
        foreach (var form in PageAccessTests.Pages.Select(row => (string)row[1]).Where(path => path.StartsWith("hub/case/{id}/", StringComparison.Ordinal) && !path.Contains("fhir", StringComparison.Ordinal) && !path.Contains("documents", StringComparison.Ordinal)))
        {
            Assert.True((await client.Get($"hub/case/{caseId}?done={form.Split('/')[^1]}")).Html.Contains("nhsuk-notification-banner--success", StringComparison.Ordinal), form);
        }
    }

    private async Task<(string Subject, string CaseId)> Case(string on = "2026-10-30")
    {
        var subject = Sample.NewSubject();
        var message = Sample.BecameLookedAfter(subject, on);
        return (subject, (await Hub.Notify(message)).CaseId);
    }

    private static byte[] Pdf(string text) => Encoding.ASCII.GetBytes($"%PDF-1.4\n% {text}\n%%EOF\n");
}
