using System.Text.Json.Nodes;
using IntegrationHub.Functions.Tests.Kit;

namespace IntegrationHub.Functions.Tests.Reports;

/// <summary>The year to 31 March 2027, asked for on 9 April 2027.</summary>
[Collection(TestStack.Name)]
public sealed class Oc2ReportTests(TestStack stack)
{
    private const string Header =
        "CHILD,DOB,SDQ_SCORE,SDQ_REASON,CONVICTED,HEALTH_CHECK,IMMUNISATIONS,TEETH_CHECK,HEALTH_ASSESSMENT,SUBSTANCE_MISUSE,INTERVENTION_RECEIVED,INTERVENTION_OFFERED";

    private const string Path = "hub/reports/oc2?year=2027";

    [Fact]
    public async Task A_council_gets_a_row_for_each_child_looked_after_for_the_whole_year_and_a_manager_totals()
    {
        await using var hub = await stack.StartHub("2027-04-09T09:00:00Z");
        await Fill(hub);

        var csv = await hub.Get(Path, hub.SocialCare);
        Assert.Equal(200, csv.Status);
        Assert.Equal("text/csv; charset=utf-8", csv.Message.Content.Headers.ContentType!.ToString());
        Assert.Equal("attachment; filename=\"oc2-2027.csv\"", csv.Message.Content.Headers.ContentDisposition!.ToString());
        Assert.Equal(
            string.Concat(new[]
            {
                Header,
                "'-LCS-3,14/05/2011,,SDQ5,,,,0,0,1,1,",
                "\"'=HYPERLINK(\"\"x\"\",1)\",14/05/2011,,,,,,0,0,0,,",
                "LCS-1,14/05/2019,14,,,,1,1,1,1,0,1",
                "LCS-2,01/04/2022,9,,,1,0,0,0,,,",
            }.Select(line => $"{line}\r\n")),
            csv.Body);

        await JsonSaysTheSame(hub);
        await AManagerSeesTotalsOnly(hub);
        await NobodyElseSeesAnything(hub);
    }

    [Theory]
    [InlineData("", "?year required")]
    [InlineData("?year=", "?year required")]
    [InlineData("?year=27", "?year date-format")]
    [InlineData("?year=2026-27", "?year date-format")]
    [InlineData("?year=-2027", "?year date-format")]
    [InlineData("?year=1999", "?year date-format")]
    [InlineData("?year=99999999999", "?year date-format")]
    [InlineData("?year=2028", "?year date-in-future")]
    [InlineData("?year=2027&year=2026", "?year required")]
    [InlineData("?year=2027&la=825", "?la unknown-member")]
    public async Task What_is_no_year_is_refused(string query, params string[] faults)
    {
        var answer = await stack.Shared.Get($"hub/reports/oc2{query}", stack.Shared.SocialCare);

        Assert.Equal((422, "invalid-request"), (answer.Status, answer.Code));
        Assert.Equal(faults, answer.Faults);
    }

    [Theory]
    [InlineData("text/csv", "text/csv")]
    [InlineData("*/*", "text/csv")]
    [InlineData("application/json", "application/json")]
    [InlineData("text/html, application/json;q=0.9, text/csv;q=0.1", "application/json")]
    [InlineData("application/json, text/csv", "text/csv")]
    public async Task Accept_decides_on_the_form(string accept, string mediaType)
    {
        var answer = await stack.Shared.Get(Path, stack.Shared.Token("social-care", "826"), ("Accept", accept));

        Assert.Equal((200, mediaType), (answer.Status, answer.Message.Content.Headers.ContentType!.MediaType));
        Assert.Contains("Accept", answer.Message.Headers.Vary);
        Assert.True(answer.Message.Headers.CacheControl!.NoStore);
    }

    [Fact]
    public async Task Another_form_is_not_written()
    {
        var answer = await stack.Shared.Get(Path, stack.Shared.SocialCare, ("Accept", "application/xml"));

        Assert.Equal((406, "not-acceptable"), (answer.Status, answer.Code));
    }

    [Fact]
    public async Task A_clock_that_started_again_after_the_year_takes_no_row_away()
    {
        await using var hub = await stack.StartHub("2027-04-09T09:00:00Z");
        await Opened(hub, "LCS-1", "2026-01-05");
        foreach (var (status, on) in new[] { ("V4", "2027-04-02"), ("V2", "2027-04-06") })
        {
            var changed = Sample.Event("uk.lac.legal-status-changed.v1", "LCS-1", new JsonObject { ["legalStatus"] = status, ["on"] = on });
            Assert.Equal(201, (await hub.Notify(changed)).Status);
        }

        var row = Assert.Single((await hub.Get(Path, hub.SocialCare, ("Accept", "application/json"))).Json["rows"]!.AsArray());
        Assert.Equal("LCS-1", (string)row!["child"]!);
    }

    [Fact]
    public async Task The_rows_that_were_shown_are_audited_and_totals_show_none()
    {
        await using var hub = await stack.StartHub("2027-04-09T09:00:00Z");
        var caseId = await Opened(hub, "LCS-1", "2026-01-05");
        await hub.Get(Path, hub.SocialCare);
        await hub.Get(Path, hub.Token("manager"));

        var container = hub.Blobs.GetBlobContainerClient("audit");
        var lines = new List<JsonNode>();
        foreach (var name in await hub.BlobNames("audit"))
        {
            var text = (await container.GetBlobClient(name).DownloadContentAsync()).Value.Content.ToString();
            lines.AddRange(text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!).Where(line => (string)line["operation"]! == "ReadOc2"));
        }

        Assert.Equal(2, lines.Count);
        Assert.Equal([caseId], lines[0]["shownCases"]!.AsArray().Select(id => (string)id!));
        Assert.Null(lines[1]["shownCases"]);
    }

    private static async Task JsonSaysTheSame(TestHub hub)
    {
        var json = (await hub.Get(Path, hub.SocialCare, ("Accept", "application/json"))).Json;
        Assert.Equal((2027, "2026-04-01", "2027-03-31", 4), ((int)json["year"]!, (string)json["from"]!, (string)json["to"]!, (int)json["children"]!));
        Assert.Equal(["-LCS-3", "=HYPERLINK(\"x\",1)", "LCS-1", "LCS-2"], json["rows"]!.AsArray().Select(row => (string)row!["child"]!));
        var expected = """
            {"child":"LCS-1","dateOfBirth":"2019-05-14","sdqScore":14,"sdqReason":null,"convicted":null,"healthCheck":null,"immunisations":true,"teethCheck":true,
             "healthAssessment":true,"substanceMisuse":true,"interventionReceived":false,"interventionOffered":true}
            """;
        Assert.Equal(JsonNode.Parse(expected)!.ToJsonString(), json["rows"]![2]!.ToJsonString());
        Assert.Equal("""{"column":"SUBSTANCE_MISUSE","yes":2,"no":1,"empty":1}""", json["totals"]!.AsArray().Single(total => (string)total!["column"]! == "SUBSTANCE_MISUSE")!.ToJsonString());
    }

    private static async Task AManagerSeesTotalsOnly(TestHub hub)
    {
        var manager = hub.Token("manager");
        var csv = await hub.Get(Path, manager);
        Assert.StartsWith("COLUMN,YES,NO,EMPTY\r\nCHILDREN,4,,\r\nSDQ_SCORE,2,0,2\r\nSDQ_REASON,1,0,3\r\nCONVICTED,0,0,4\r\nHEALTH_CHECK,1,0,3\r\n", csv.Body, StringComparison.Ordinal);
        var json = await hub.Get(Path, manager, ("Accept", "application/json"));
        Assert.Null(json.Json["rows"]);
        Assert.Equal(4, (int)json.Json["children"]!);
        foreach (var answer in new[] { csv, json })
        {
            Assert.DoesNotContain("LCS", answer.Body, StringComparison.Ordinal);
            Assert.DoesNotContain("2019", answer.Body, StringComparison.Ordinal);
        }
    }

    private static async Task NobodyElseSeesAnything(TestHub hub)
    {
        Assert.Equal($"{Header}\r\n", (await hub.Get(Path, hub.Token("social-care", "826"))).Body);
        Assert.StartsWith("COLUMN,YES,NO,EMPTY\r\nCHILDREN,0,,\r\n", (await hub.Get(Path, hub.Token("manager", "826"))).Body, StringComparison.Ordinal);
        foreach (var (persona, organisation, code) in new[] { ("health", "RXQ", "not-allowed"), ("designated-doctor", "RXQ", "not-allowed"), ("manager", "RXQ", "organisation-mismatch") })
        {
            var refused = await hub.Get(Path, hub.Token(persona, organisation));
            Assert.Equal((403, code), (refused.Status, refused.Code));
        }
    }

    private static async Task Fill(TestHub hub)
    {
        var first = await Opened(hub, "LCS-1", "2026-04-01");
        Assert.Equal(201, (await hub.Fhir(HttpMethod.Post, "/Appointment", Sample.Appointment(first, "fulfilled", "2026-04-20T09:00:00Z", "2026-04-20T10:00:00Z"))).Status);
        await State(hub, first, """
            {"immunisationsUpToDate":{"value":true,"on":"2027-01-11"},"dentalCheck":{"on":"2026-10-02"},"sdq":{"score":14,"on":"2027-01-11"},
             "substanceMisuse":{"identified":true,"interventionReceived":false,"interventionOffered":true,"on":"2027-01-11"}}
            """);

        // Four at the end, so under five; the score was made on the last day of the year.
        var second = await Opened(hub, "LCS-2", "2024-01-05", "2022-04-01");
        await State(hub, second, """
            {"immunisationsUpToDate":{"value":false,"on":"2027-01-11"},"developmentChecksUpToDate":{"value":true,"on":"2027-01-11"},"sdq":{"score":9,"on":"2027-03-31"},
             "dentalCheck":{"on":"2027-04-01"}}
            """);
        var third = await Opened(hub, "-LCS-3", "2025-01-06", "2011-05-14");
        await State(hub, third, """
            {"sdq":{"reason":"SDQ5","on":"2026-09-01"},"substanceMisuse":{"identified":true,"interventionReceived":true,"interventionOffered":true,"on":"2026-06-11"}}
            """);
        var formula = await Opened(hub, "=HYPERLINK(\"x\",1)", "2025-01-06", "2011-05-14");
        await State(hub, formula, """{"substanceMisuse":{"identified":false,"on":"2026-06-11"}}""");

        // Care ended after the year; the others are no children of this report.
        Assert.True((await hub.Notify(Sample.Ceased("-LCS-3", "2027-04-05"))).Status is 200 or 201);
        await Opened(hub, "LCS-late", "2026-04-02");
        await Opened(hub, "LCS-gone", "2025-01-06");
        Assert.True((await hub.Notify(Sample.Ceased("LCS-gone", "2027-03-31"))).Status is 200 or 201);
        var shortBreak = Sample.BecameLookedAfter("LCS-break", "2025-01-06", "V4");
        Assert.Equal(201, (await hub.Notify(shortBreak)).Status);
    }

    private static async Task State(TestHub hub, string caseId, string body)
    {
        var answer = await hub.Send(HttpMethod.Post, $"hub/cases/{caseId}/health-indicators", hub.Health, TestHub.Content(body, "application/json"));
        Assert.True(answer.Status == 201, answer.Body);
    }

    private static async Task<string> Opened(TestHub hub, string subject, string on, string born = "2019-05-14")
    {
        var notification = Sample.BecameLookedAfter(subject, on);
        notification["data"]!["child"]!["dateOfBirth"] = born;
        var answer = await hub.Notify(notification);
        Assert.True(answer.Status == 201, answer.Body);
        return answer.CaseId;
    }
}
