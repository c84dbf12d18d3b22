using System.Text.Json.Nodes;
using IntegrationHub.Functions.Tests.Kit;
using IntegrationHub.Functions.Tests.Reliability;

namespace IntegrationHub.Functions.Tests.Imports;

/// <summary>Whole files against a hub on 2 November 2026: a first load, the same again, and what a later file changes.</summary>
[Collection(TestStack.Name)]
public sealed class ImportTests(SharedInProcessHub shared) : IClassFixture<SharedInProcessHub>
{
    private static readonly string[] Containers = ["cases", "index", "documents", "removals"];
    private readonly InProcessHub hub = shared.Hub;

    [Fact]
    public async Task A_first_load_opens_a_case_with_everything_that_the_file_tells()
    {
        var child = Sample.NewSubject();
        var report = await Import(Csv.Table(Csv.NamedColumns, Csv.Named(child)), Csv.Table(
            Csv.EpisodeColumns,
            Csv.Episode(child, "12/10/2026", to: "20/10/2026", reason: "X1"),
            Csv.Episode(child, "20/10/2026", "L", "C1", to: "26/10/2026", reason: "X1"),
            Csv.Episode(child, "26/10/2026", "P", "C1", "K2", postcode: "ox11aa")));

        Assert.Equal("1 1 0 0 0 0", Counts(report));
        var taken = report["taken"]![0]!;
        Assert.Equal(["became-looked-after", "legal-status-changed", "placement-changed"], Events(taken));
        Assert.Equal(["placement-area"], taken["notGiven"]!.AsArray().Select(what => (string)what!));
        var caseId = (string)taken["caseId"]!;
        var patient = (await hub.Get($"hub/fhir/Patient/{caseId}", hub.Health)).Json;
        Assert.Equal("Testchild", (string)patient["name"]![0]!["family"]!);
        Assert.Equal(("2019-05-14", "female"), ((string)patient["birthDate"]!, (string)patient["gender"]!));
        Assert.Contains(patient["address"]!.AsArray(), address => (string?)address!["postalCode"] == "OX1 1AA");
        Assert.Equal("2026-10-12", (string)(await hub.Case(caseId))["keyDates"]![0]!["on"]!);
    }

    [Fact]
    public async Task A_plain_return_has_no_names_and_no_area_and_opens_a_case_all_the_same()
    {
        var child = Sample.NewSubject();
        var report = await Import(Csv.Table(Csv.HeaderColumns, Csv.Header(child)), Csv.Table(Csv.EpisodeColumns, Csv.Episode(child, "30/10/2026")));

        Assert.Equal(["name", "nhs-number", "placement-area"], report["taken"]![0]!["notGiven"]!.AsArray().Select(what => (string)what!));
        var view = await hub.Case((string)report["taken"]![0]!["caseId"]!);
        Assert.Equal("awaiting-consent", (string)view["status"]!);
        Assert.Contains("is not told", (string)view["pathway"]!["reason"]!, StringComparison.Ordinal);
        var patient = (await hub.Get($"hub/fhir/Patient/{view["caseId"]}", hub.Health)).Json;
        Assert.Null(patient["name"]);
        Assert.Equal(["MC_DOB", "MOTHER", "PLACE_PROVIDER", "REASON_PLACE_CHANGE", "UPN", "URN"], report["ignoredColumns"]!.AsArray().Select(name => (string)name!));

        // The name follows, as soon as somebody tells it.
        var named = await Import(Csv.Table(Csv.NamedColumns, Csv.Named(child)));
        Assert.Equal(["details-corrected"], Events(named["taken"]![0]!));
        Assert.Equal("Testchild", (string)(await hub.Get($"hub/fhir/Patient/{view["caseId"]}", hub.Health)).Json["name"]![0]!["family"]!);
    }

    [Fact]
    public async Task The_same_file_again_changes_nothing()
    {
        var child = Sample.NewSubject();
        string[] tables = [Csv.Table(Csv.NamedColumns, Csv.Named(child)), Csv.Table(
            Csv.EpisodeColumns, Csv.Episode(child, "12/10/2026", to: "26/10/2026", reason: "X1"), Csv.Episode(child, "26/10/2026", "B", "C1", "K2"))];
        var caseId = (string)(await Import(tables))["taken"]![0]!["caseId"]!;
        var before = (await hub.Facts(caseId)).ToJsonString();

        Assert.Equal("1 0 0 1 0 0", Counts(await Import(tables)));
        Assert.Equal(before, (await hub.Facts(caseId)).ToJsonString());
    }

    [Fact]
    public async Task A_later_file_gives_only_what_is_new()
    {
        var child = Sample.NewSubject();
        var header = Csv.Table(Csv.NamedColumns, Csv.Named(child));
        await Import(header, Csv.Table(Csv.EpisodeColumns, Csv.Episode(child, "19/10/2026")));

        var moved = Csv.Table(Csv.EpisodeColumns, Csv.Episode(child, "19/10/2026", to: "26/10/2026", reason: "X1"), Csv.Episode(child, "26/10/2026", "P", place: "K2", postcode: "OX1 1AA"));
        Assert.Equal(["placement-changed"], Events((await Import(header, moved))["taken"]![0]!));
        var renamed = await Import(Csv.Table(Csv.NamedColumns, Csv.Named(child, "Example")), moved);
        Assert.Equal(["details-corrected"], Events(renamed["taken"]![0]!));
        var backdated = moved.Replace("19/10/2026,S", "16/10/2026,S", StringComparison.Ordinal);
        Assert.Equal(["details-corrected"], Events((await Import(backdated))["taken"]![0]!));
        var ended = backdated.Replace("26/10/2026,P,V2,N1,K2,PR4,,", "26/10/2026,P,V2,N1,K2,PR4,31/10/2026,E4A", StringComparison.Ordinal);
        var last = await Import(ended);
        Assert.Equal(["ceased-to-be-looked-after"], Events(last["taken"]![0]!));
        Assert.Equal("1 0 0 1 0 0", Counts(await Import(ended)));

        var caseId = (string)last["taken"]![0]!["caseId"]!;
        Assert.Equal("2026-10-16", (string)(await hub.Case(caseId))["keyDates"]![0]!["on"]!);

        // The file of the day before, sent again by mistake: it doesn't know that care ended, and takes nothing back.
        Assert.Equal("ended-in-hub", (string)(await Import(backdated))["leftOut"]![0]!["code"]!);
    }

    [Fact]
    public async Task A_file_that_was_overtaken_takes_no_move_and_no_status_back()
    {
        var child = Sample.NewSubject();
        var early = Csv.Table(Csv.EpisodeColumns, Csv.Episode(child, "12/10/2026"));
        var late = Csv.Table(Csv.EpisodeColumns, Csv.Episode(child, "12/10/2026", to: "26/10/2026", reason: "X1"), Csv.Episode(child, "26/10/2026", "B", "C1", "K2"));
        var header = Csv.Table(Csv.HeaderColumns, Csv.Header(child));
        await Import(header, early);
        await Import(header, late);

        Assert.Equal("1 0 0 1 0 0", Counts(await Import(header, early)));
    }

    [Fact]
    public async Task A_value_that_comes_back_to_what_it_was_is_news_each_time()
    {
        var child = Sample.NewSubject();
        await Import(Csv.Table(Csv.NamedColumns, Csv.Named(child)), Csv.Table(Csv.EpisodeColumns, Csv.Episode(child, "30/10/2026")));
        foreach (var name in new[] { "Example", "Testchild", "Example", "Testchild" })
        {
            Assert.Equal("1 0 1 0 0 0", Counts(await Import(Csv.Table(Csv.NamedColumns, Csv.Named(child, name)))));
        }
    }

    [Fact]
    public async Task A_child_who_comes_into_care_again_gets_a_case_of_its_own()
    {
        var child = Sample.NewSubject();
        var header = Csv.Table(Csv.NamedColumns, Csv.Named(child));
        var first = (string)(await Import(header, Csv.Table(Csv.EpisodeColumns, Csv.Episode(child, "05/10/2026"))))["taken"]![0]!["caseId"]!;
        var again = await Import(header, Csv.Table(
            Csv.EpisodeColumns, Csv.Episode(child, "05/10/2026", to: "16/10/2026", reason: "E4A"), Csv.Episode(child, "29/10/2026", place: "K2")));

        Assert.Equal(["ceased-to-be-looked-after", "became-looked-after"], Events(again["taken"]![0]!));
        var second = (string)again["taken"]![0]!["caseId"]!;
        Assert.NotEqual(first, second);
        Assert.Equal("2026-10-29", (string)(await hub.Case(second))["keyDates"]![0]!["on"]!);
    }

    [Fact]
    public async Task What_a_notification_told_is_compared_with_and_kept()
    {
        var child = Sample.NewSubject();
        var caseId = (await hub.Notify(Sample.BecameLookedAfter(child))).CaseId;
        var same = await Import(Csv.Table(Csv.NamedColumns, Csv.Named(child)), Csv.Table(Csv.EpisodeColumns, Csv.Episode(child, "30/10/2026")));

        Assert.Equal("1 0 0 1 0 0", Counts(same));
        Assert.Equal("1 Sample Street", (string)(await hub.Get($"hub/fhir/Patient/{caseId}", hub.Health)).Json["address"]![0]!["line"]![0]!);
    }

    [Fact]
    public async Task The_daily_json_opens_a_case_and_its_partial_form_changes_it()
    {
        var child = Sample.NewSubject();
        var first = await ImportJson(Daily(child, """{"start_date":"2026-10-29","start_reason":"S","placement_type":"U6","postcode":"HP20 1UA"}"""));
        Assert.Equal(["became-looked-after"], Events(first["taken"]![0]!));
        Assert.Contains("legal-status", first["taken"]![0]!["notGiven"]!.AsArray().Select(what => (string)what!));

        var partial = await ImportJson(Daily(child, """{"start_date":"2026-11-01","start_reason":"P","placement_type":"K2","postcode":"HP20 1UA"}"""));
        Assert.Equal(["placement-changed"], Events(partial["taken"]![0]!));

        // The daily data know no legal status; SSDA903 does.
        var status = await Import(Csv.Table(Csv.EpisodeColumns, Csv.Episode(child, "29/10/2026", to: "01/11/2026", reason: "X1"), Csv.Episode(child, "01/11/2026", "P", place: "K2")));
        Assert.Equal(["details-corrected"], Events(status["taken"]![0]!));
        var purged = await ImportJson(Daily(child, "").Replace("\"la_child_id\"", "\"purge\":true,\"la_child_id\"", StringComparison.Ordinal));
        Assert.Equal("purged", (string)purged["leftOut"]![0]!["code"]!);
    }

    [Theory]
    [InlineData("05/10/2026", "S", "16/10/2026", "E4A", "care-ended")]
    [InlineData("05/10/2026", "P", "", "", "start-not-in-file")]
    [InlineData("02/10/2026", "S", "", "", "before-since")]
    public async Task A_child_that_calls_for_nothing_is_left_out(string from, string why, string to, string reason, string code)
    {
        var child = Sample.NewSubject();
        var report = await Import("?since=2026-10-05", Csv.Form(Csv.Table(Csv.HeaderColumns, Csv.Header(child)), Csv.Table(Csv.EpisodeColumns, Csv.Episode(child, from, why, to: to, reason: reason))));
        Assert.Equal((code, 2), ((string)report["leftOut"]![0]!["code"]!, (int)report["leftOut"]![0]!["line"]!));
        Assert.Equal("1 0 0 0 1 0", Counts(report));
    }

    [Fact]
    public async Task A_faulty_row_holds_up_its_child_and_no_other()
    {
        var (good, bad) = (Sample.NewSubject(), Sample.NewSubject());
        var report = await Import(Csv.Table(Csv.NamedColumns, Csv.Named(bad), Csv.Named(good)), Csv.Table(
            Csv.EpisodeColumns, Csv.Episode(bad, "05/10/2026", to: "16/10/2026", reason: "X1"), Csv.Episode(bad, "16/10/2026", "P", place: "Zoe Secret"), Csv.Episode(good, "19/10/2026")));

        Assert.Equal("2 1 0 0 0 1", Counts(report));
        Assert.Equal(["episodes 3 PLACE unknown-code"], report["faults"]!.AsArray().Select(fault => $"{fault!["file"]} {fault["line"]} {fault["column"]} {fault["code"]}"));
        Assert.DoesNotContain("Secret", report.ToJsonString(), StringComparison.Ordinal);
        Assert.DoesNotContain("Testchild", report.ToJsonString(), StringComparison.Ordinal);
        Assert.Equal((404, "child-not-known"), await StatusOf(Sample.Consent(bad)));
    }

    [Fact]
    public async Task A_dry_run_says_the_same_and_keeps_nothing()
    {
        var (known, child) = (Sample.NewSubject(), Sample.NewSubject());
        await Import(Csv.Table(Csv.NamedColumns, Csv.Named(known)), Csv.Table(Csv.EpisodeColumns, Csv.Episode(known, "01/09/2026")));
        string[] tables = [Csv.Table(Csv.NamedColumns, Csv.Named(known, "Example"), Csv.Named(child)), Csv.Table(
            Csv.EpisodeColumns, Csv.Episode(known, "01/09/2026", to: "31/10/2026", reason: "E4A"), Csv.Episode(child, "01/09/2026"))];
        var before = await Kept();

        var dry = await Import("?dryRun=true", Csv.Form(tables));
        Assert.Equal(before, await Kept());

        var real = await Import(tables);
        Assert.NotEqual(before, await Kept());
        Assert.True((bool)dry["taken"]![1]!["overdueAtOnce"]!);
        dry["dryRun"] = false;
        Assert.Equal(dry.ToJsonString(), real.ToJsonString());
    }

    [Fact]
    public async Task A_part_of_a_file_takes_its_own_children_with_the_files_own_lines()
    {
        var children = Enumerable.Range(0, 5).Select(_ => Sample.NewSubject()).ToList();
        string[] tables = [Csv.Table(Csv.NamedColumns, [.. children.Select(child => Csv.Named(child))]), Csv.Table(Csv.EpisodeColumns, [.. children.Select(child => Csv.Episode(child, "30/10/2026"))])];

        var part = await Import("?skip=2&take=2", Csv.Form(tables));
        Assert.Equal([4, 5], part["taken"]!.AsArray().Select(child => (int)child!["line"]!));
        Assert.Equal(5, (int)part["children"]!["inFile"]!);
        Assert.Equal("5 3 0 2 0 0", Counts(await Import(tables)));
    }

    [Theory]
    [InlineData("{}", "application/json", 422, "invalid-import")]
    [InlineData("{\"la_code\":826,\"children\":[]}", "application/json", 403, "organisation-mismatch")]
    [InlineData("CHILD,SEX\r\n", "text/plain", 415, "unsupported-media-type")]
    [InlineData("x", "multipart/form-data", 422, "invalid-import")]
    [InlineData("x", "multipart/form-data; boundary=\"y\"", 422, "invalid-import")]
    [InlineData("<a/>", "application/xml", 422, "invalid-import")]
    [InlineData("[]", "application/json", 200, "")]
    public async Task What_is_no_import_is_refused(string body, string mediaType, int status, string code)
    {
        var content = new StringContent(body);
        content.Headers.Remove("Content-Type");
        content.Headers.TryAddWithoutValidation("Content-Type", mediaType);
        var answer = await hub.Send(HttpMethod.Post, "hub/imports", hub.SocialCare, content);
        Assert.True(answer.Status == status && (code.Length == 0 || answer.Code == code), answer.Body);
    }

    [Fact]
    public async Task More_children_than_a_request_takes_are_413_and_an_odd_parameter_is_422()
    {
        var many = Csv.Table("CHILD,SEX,DOB", [.. Enumerable.Range(0, 501).Select(at => $"M{at},2,14/05/2019")]);
        Assert.Equal((413, "too-large"), await Refused("", Csv.Form(many)));
        Assert.Equal((422, "invalid-request"), await Refused("?take=501", Csv.Form(many)));
        Assert.Equal((422, "invalid-request"), await Refused("?dryrun=true", Csv.Form(many)));
        Assert.Equal((413, "too-large"), await Refused("", new ByteArrayContent(new byte[(16 * 1024 * 1024) + 1]) { Headers = { ContentType = new("text/csv") } }));
    }

    [Fact]
    public async Task A_council_that_no_policy_names_a_provider_for_is_told_so()
    {
        var child = Sample.NewSubject();
        var answer = await hub.Send(
            HttpMethod.Post, "hub/imports", hub.Token("social-care", "826"), Csv.Form(Csv.Table(Csv.NamedColumns, Csv.Named(child)), Csv.Table(Csv.EpisodeColumns, Csv.Episode(child, "30/10/2026"))));
        Assert.Equal("header 2  health-provider-missing", string.Join('\n', answer.Json["faults"]!.AsArray().Select(fault => $"{fault!["file"]} {fault["line"]} {fault["column"]} {fault["code"]}")));
    }

    private static string Daily(string child, string placement) => $$"""
        [{"la_child_id":"{{child}}","child_details":{"first_name":"Avery","surname":"Testchild","date_of_birth":"2019-05-14","sex":"F","ethnicity":"WBRI"},
          "social_care_episodes":[{"child_looked_after_placements":[{{placement}}]}]}]
        """;

    private static string Counts(JsonNode report) =>
        string.Join(' ', new[] { "read", "new", "changed", "unchanged", "leftOut", "refused" }.Select(name => (int)report["children"]![name]!));

    private static IEnumerable<string> Events(JsonNode taken) =>
        taken["events"]!.AsArray().Select(type => ((string)type!).Replace("uk.lac.", "", StringComparison.Ordinal).Replace(".v1", "", StringComparison.Ordinal));

    private Task<JsonNode> Import(params string[] tables) => Import("", Csv.Form(tables));

    private Task<JsonNode> ImportJson(string json) => Import("", HubClient.Content(json, "application/json"));

    private async Task<JsonNode> Import(string query, HttpContent content)
    {
        var answer = await hub.Send(HttpMethod.Post, $"hub/imports{query}", hub.SocialCare, content);
        Assert.True(answer.Status == 200, answer.Body);
        return answer.Json;
    }

    private async Task<(int, string)> Refused(string query, HttpContent content)
    {
        var answer = await hub.Send(HttpMethod.Post, $"hub/imports{query}", hub.SocialCare, content);
        return (answer.Status, answer.Code);
    }

    private async Task<(int, string)> StatusOf(JsonObject notification)
    {
        var answer = await hub.Notify(notification);
        return (answer.Status, answer.Code);
    }

    /// <summary>Every blob but the audit, with its version.</summary>
    private async Task<string> Kept()
    {
        var names = new List<string>();
        foreach (var container in Containers)
        {
            await foreach (var blob in hub.Storage.Container(container).GetBlobsAsync())
            {
                names.Add($"{container}/{blob.Name} {blob.Properties.ETag}");
            }
        }

        return string.Join('\n', names.Order(StringComparer.Ordinal));
    }
}
