using System.Text;
using System.Text.Json.Nodes;
using IntegrationHub.Functions.Tests.Kit;

namespace IntegrationHub.Functions.Tests.Cases;

/// <summary>Reading back: lists with filters and pages, papers up and documents down.</summary>
[Collection(TestStack.Name)]
public sealed class CaseListAndDocumentTests(TestStack stack)
{
    [Fact]
    public async Task A_list_filters_by_status_key_date_and_team_and_pages_without_losing_one()
    {
        await using var hub = await stack.StartHub();
        var subjects = Enumerable.Range(0, 7).Select(_ => Sample.NewSubject()).ToList();
        foreach (var subject in subjects)
        {
            await hub.Notify(Sample.BecameLookedAfter(subject));
        }

        await hub.Notify(Sample.Consent(subjects[0]));
        await hub.MoveClock("2026-11-09T10:00:00Z");

        Assert.Equal(6, (await Listed(hub, "status=awaiting-consent")).Count);
        Assert.Single(await Listed(hub, "status=awaiting-paperwork"));
        Assert.Equal(7, (await Listed(hub, "keyDate=consent-and-paperwork-received&state=overdue")).Count);
        Assert.Empty(await Listed(hub, "keyDate=assessment-attended&state=overdue"));
        Assert.Equal(7, (await Listed(hub, "team=T.Manager@council.example")).Count);
        Assert.Empty(await Listed(hub, "team=somebody.else@council.example"));
        Assert.Equal(subjects.Order(), (await Listed(hub, "limit=2")).Select(view => (string)view["child"]!["localId"]!).Order());
        Assert.Equal(7, (await Listed(hub, "limit=3", hub.Health)).Count);
        Assert.Equal(7, (await Listed(hub, "limit=3", hub.Token("manager"))).Count);
    }

    [Fact]
    public async Task An_assessment_without_a_recorded_day_is_not_listed_as_overdue_once_its_documents_are_back()
    {
        await using var hub = await stack.StartHub();
        var subject = Sample.NewSubject();
        var caseId = (await hub.Notify(Sample.BecameLookedAfter(subject))).CaseId;
        await hub.Notify(Sample.Consent(subject));
        await hub.Notify(Sample.Paperwork(subject));
        Assert.Equal(200, (await hub.Fhir(HttpMethod.Post, "", Sample.Return(caseId))).Status);

        await hub.MoveClock("2026-12-01T10:00:00Z");

        Assert.Equal("waiting", TestHub.StateOf(await hub.Case(caseId), "assessment-attended"));
        Assert.Empty(await Listed(hub, "keyDate=assessment-attended&state=overdue"));
        Assert.Single(await Listed(hub, "keyDate=assessment-attended&state=waiting"));
    }

    [Fact]
    public async Task Bad_filters_are_all_named()
    {
        var answer = await stack.Shared.Get("hub/cases?status=sad&limit=0&keyDate=tomorrow&state=gone&cursor=!!&colour=red", stack.Shared.SocialCare);

        Assert.Equal(422, answer.Status);
        Assert.Equal(["?colour unknown-member", "?cursor wrong-type", "?keyDate unknown-code", "?limit wrong-type", "?state unknown-code", "?status unknown-code"], answer.Faults);
    }

    [Fact]
    public async Task Both_papers_uploaded_are_the_paperwork_and_the_same_paper_twice_is_one()
    {
        var hub = stack.Shared;
        var subject = Sample.NewSubject();
        var caseId = (await hub.Notify(Sample.BecameLookedAfter(subject))).CaseId;
        await hub.Notify(Sample.Consent(subject));

        var form = await Upload(hub, caseId, "consent-form", "%PDF-1.4 consent", "../../Consent form.pdf");
        var again = await Upload(hub, caseId, "consent-form", "%PDF-1.4 consent", "other name.pdf");
        var partA = await Upload(hub, caseId, "part-a", "%PDF-1.4 part A", null);

        Assert.Equal((201, 200, 201), (form.Status, again.Status, partA.Status));
        Assert.Equal("Consent form.pdf", (string)form.Json["fileName"]!);
        Assert.Equal((string)form.Json["documentId"]!, (string)again.Json["documentId"]!);
        Assert.Equal("part-a.pdf", (string)partA.Json["fileName"]!);
        Assert.Equal("awaiting-appointment", (string)(await hub.Case(caseId))["status"]!);
        var task = (await hub.Get($"hub/fhir/Task/{caseId}", hub.Health)).Json;
        Assert.Equal(2, task["input"]!.AsArray().Count);
        var paper = await hub.Get($"hub/fhir/Binary/{form.Json["documentId"]}", hub.Health);
        Assert.Equal("%PDF-1.4 consent", paper.Body);
    }

    [Theory]
    [InlineData("health-care-plan", "application/pdf", "%PDF-1.4", "X-Document-Kind unknown-code")]
    [InlineData("part-a", "application/pdf", "MZ not a pdf", " content-type")]
    [InlineData("part-a", "image/png", "%PDF-1.4", " content-type")]
    [InlineData("part-a", "application/pdf", "", " content-type")]
    public async Task A_paper_that_is_not_what_it_says_is_refused(string kind, string contentType, string content, string fault)
    {
        var hub = stack.Shared;
        var caseId = (await hub.Notify(Sample.BecameLookedAfter(Sample.NewSubject()))).CaseId;

        var answer = await Upload(hub, caseId, kind, content, null, contentType);

        Assert.Equal((422, "document-not-accepted"), (answer.Status, answer.Code));
        Assert.Equal([fault], answer.Faults);
        Assert.Empty((await hub.Get($"hub/cases/{caseId}/documents", hub.SocialCare)).Json["documents"]!.AsArray());
    }

    [Fact]
    public async Task A_program_is_no_paper()
    {
        var hub = stack.Shared;
        var caseId = (await hub.Notify(Sample.BecameLookedAfter(Sample.NewSubject()))).CaseId;

        Assert.Equal(415, (await Upload(hub, caseId, "part-a", "MZ", "a.exe", "application/octet-stream")).Status);
    }

    private static Task<Answer> Upload(TestHub hub, string caseId, string kind, string content, string? fileName, string contentType = "application/pdf") => hub.Send(
        HttpMethod.Post, $"hub/cases/{caseId}/documents", hub.SocialCare,
        new ByteArrayContent(Encoding.ASCII.GetBytes(content)) { Headers = { { "Content-Type", contentType } } },
        [("X-Document-Kind", kind), .. fileName is null ? [] : new[] { ("X-File-Name", fileName) }]);

    private static async Task<List<JsonNode>> Listed(TestHub hub, string query, string? token = null)
    {
        var all = new List<JsonNode>();
        string? cursor = "";
        while (cursor is not null)
        {
            var page = (await hub.Get($"hub/cases?{query}{(cursor.Length == 0 ? "" : $"&cursor={Uri.EscapeDataString(cursor)}")}", token ?? hub.SocialCare)).Json;
            all.AddRange(page["cases"]!.AsArray().Select(view => view!));
            cursor = (string?)page["next"];
        }

        return all;
    }
}
