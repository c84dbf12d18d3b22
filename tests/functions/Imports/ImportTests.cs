using IntegrationHub.Functions.Tests.Kit;
using IntegrationHub.Functions.Tests.Reliability;

namespace IntegrationHub.Functions.Tests.Imports;

/// <summary>Whole files against a hub on 2 November 2026: a first load, the same again, and what a later file changes.</summary>
[Collection(TestStack.Name)]
public sealed class ImportTests(SharedInProcessHub shared) : IClassFixture<SharedInProcessHub>
{
    private readonly InProcessHub hub = shared.Hub;

    [Fact]
    public async Task A_first_load_opens_a_case_with_everything_that_the_file_tells()
    {
        var child = Sample.NewSubject();
        var report = await hub.Import(Csv.Table(Csv.NamedColumns, Csv.Named(child)), Csv.Table(
            Csv.EpisodeColumns,
            Csv.Episode(child, "12/10/2026", to: "20/10/2026", reason: "X1"),
            Csv.Episode(child, "20/10/2026", "L", "C1", to: "26/10/2026", reason: "X1"),
            Csv.Episode(child, "26/10/2026", "P", "C1", "K2", postcode: "ox11aa")));

        Assert.Equal("1 1 0 0 0 0", Importing.Counts(report));
        var taken = report["taken"]![0]!;
        Assert.Equal(["became-looked-after", "legal-status-changed", "placement-changed"], Importing.Events(taken));
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
        var report = await hub.Import(Csv.Table(Csv.HeaderColumns, Csv.Header(child)), Csv.Table(Csv.EpisodeColumns, Csv.Episode(child, "30/10/2026")));

        Assert.Equal(["name", "nhs-number", "placement-area"], report["taken"]![0]!["notGiven"]!.AsArray().Select(what => (string)what!));
        var view = await hub.Case((string)report["taken"]![0]!["caseId"]!);
        Assert.Equal("awaiting-consent", (string)view["status"]!);
        Assert.Contains("is not told", (string)view["pathway"]!["reason"]!, StringComparison.Ordinal);
        var patient = (await hub.Get($"hub/fhir/Patient/{view["caseId"]}", hub.Health)).Json;
        Assert.Null(patient["name"]);
        Assert.Equal(["MC_DOB", "MOTHER", "PLACE_PROVIDER", "REASON_PLACE_CHANGE", "UPN", "URN"], report["ignoredColumns"]!.AsArray().Select(name => (string)name!));

        // The name follows, as soon as somebody tells it.
        var named = await hub.Import(Csv.Table(Csv.NamedColumns, Csv.Named(child)));
        Assert.Equal(["details-corrected"], Importing.Events(named["taken"]![0]!));
        Assert.Equal("Testchild", (string)(await hub.Get($"hub/fhir/Patient/{view["caseId"]}", hub.Health)).Json["name"]![0]!["family"]!);
    }

    [Fact]
    public async Task The_same_file_again_changes_nothing()
    {
        var child = Sample.NewSubject();
        string[] tables = [Csv.Table(Csv.NamedColumns, Csv.Named(child)), Csv.Table(
            Csv.EpisodeColumns, Csv.Episode(child, "12/10/2026", to: "26/10/2026", reason: "X1"), Csv.Episode(child, "26/10/2026", "B", "C1", "K2"))];
        var caseId = (string)(await hub.Import(tables))["taken"]![0]!["caseId"]!;
        var before = (await hub.Facts(caseId)).ToJsonString();

        Assert.Equal("1 0 0 1 0 0", Importing.Counts(await hub.Import(tables)));
        Assert.Equal(before, (await hub.Facts(caseId)).ToJsonString());
    }

    [Fact]
    public async Task A_later_file_gives_only_what_is_new()
    {
        var child = Sample.NewSubject();
        var header = Csv.Table(Csv.NamedColumns, Csv.Named(child));
        await hub.Import(header, Csv.Table(Csv.EpisodeColumns, Csv.Episode(child, "19/10/2026")));

        var moved = Csv.Table(Csv.EpisodeColumns, Csv.Episode(child, "19/10/2026", to: "26/10/2026", reason: "X1"), Csv.Episode(child, "26/10/2026", "P", place: "K2", postcode: "OX1 1AA"));
        Assert.Equal(["placement-changed"], Importing.Events((await hub.Import(header, moved))["taken"]![0]!));
        var renamed = await hub.Import(Csv.Table(Csv.NamedColumns, Csv.Named(child, "Example")), moved);
        Assert.Equal(["details-corrected"], Importing.Events(renamed["taken"]![0]!));
        var backdated = moved.Replace("19/10/2026,S", "16/10/2026,S", StringComparison.Ordinal);
        Assert.Equal(["details-corrected"], Importing.Events((await hub.Import(backdated))["taken"]![0]!));
        var ended = backdated.Replace("26/10/2026,P,V2,N1,K2,PR4,,", "26/10/2026,P,V2,N1,K2,PR4,31/10/2026,E4A", StringComparison.Ordinal);
        var last = await hub.Import(ended);
        Assert.Equal(["ceased-to-be-looked-after"], Importing.Events(last["taken"]![0]!));
        Assert.Equal("1 0 0 1 0 0", Importing.Counts(await hub.Import(ended)));

        var caseId = (string)last["taken"]![0]!["caseId"]!;
        Assert.Equal("2026-10-16", (string)(await hub.Case(caseId))["keyDates"]![0]!["on"]!);

        // The file of the day before, sent again by mistake: it doesn't know that care ended, and takes nothing back.
        Assert.Equal("ended-in-hub", (string)(await hub.Import(backdated))["leftOut"]![0]!["code"]!);
    }

    [Fact]
    public async Task A_file_that_was_overtaken_takes_no_move_and_no_status_back()
    {
        var child = Sample.NewSubject();
        var early = Csv.Table(Csv.EpisodeColumns, Csv.Episode(child, "12/10/2026"));
        var late = Csv.Table(Csv.EpisodeColumns, Csv.Episode(child, "12/10/2026", to: "26/10/2026", reason: "X1"), Csv.Episode(child, "26/10/2026", "B", "C1", "K2"));
        var header = Csv.Table(Csv.HeaderColumns, Csv.Header(child));
        await hub.Import(header, early);
        await hub.Import(header, late);

        Assert.Equal("1 0 0 1 0 0", Importing.Counts(await hub.Import(header, early)));
    }

    [Fact]
    public async Task A_value_that_comes_back_to_what_it_was_is_news_each_time()
    {
        var child = Sample.NewSubject();
        await hub.Import(Csv.Table(Csv.NamedColumns, Csv.Named(child)), Csv.Table(Csv.EpisodeColumns, Csv.Episode(child, "30/10/2026")));
        foreach (var name in new[] { "Example", "Testchild", "Example", "Testchild" })
        {
            Assert.Equal("1 0 1 0 0 0", Importing.Counts(await hub.Import(Csv.Table(Csv.NamedColumns, Csv.Named(child, name)))));
        }
    }

    [Fact]
    public async Task A_child_who_comes_into_care_again_gets_a_case_of_its_own()
    {
        var child = Sample.NewSubject();
        var header = Csv.Table(Csv.NamedColumns, Csv.Named(child));
        var first = (string)(await hub.Import(header, Csv.Table(Csv.EpisodeColumns, Csv.Episode(child, "05/10/2026"))))["taken"]![0]!["caseId"]!;
        var again = await hub.Import(header, Csv.Table(
            Csv.EpisodeColumns, Csv.Episode(child, "05/10/2026", to: "16/10/2026", reason: "E4A"), Csv.Episode(child, "29/10/2026", place: "K2")));

        Assert.Equal(["ceased-to-be-looked-after", "became-looked-after"], Importing.Events(again["taken"]![0]!));
        var second = (string)again["taken"]![0]!["caseId"]!;
        Assert.NotEqual(first, second);
        Assert.Equal("2026-10-29", (string)(await hub.Case(second))["keyDates"]![0]!["on"]!);
    }

    [Fact]
    public async Task What_a_notification_told_is_compared_with_and_kept()
    {
        var child = Sample.NewSubject();
        var caseId = (await hub.Notify(Sample.BecameLookedAfter(child))).CaseId;
        var same = await hub.Import(Csv.Table(Csv.NamedColumns, Csv.Named(child)), Csv.Table(Csv.EpisodeColumns, Csv.Episode(child, "30/10/2026")));

        Assert.Equal("1 0 0 1 0 0", Importing.Counts(same));
        Assert.Equal("1 Sample Street", (string)(await hub.Get($"hub/fhir/Patient/{caseId}", hub.Health)).Json["address"]![0]!["line"]![0]!);
    }

    [Fact]
    public async Task The_daily_json_opens_a_case_and_its_partial_form_changes_it()
    {
        var child = Sample.NewSubject();
        var first = await hub.ImportJson(Daily(child, """{"start_date":"2026-10-29","start_reason":"S","placement_type":"U6","postcode":"HP20 1UA"}"""));
        Assert.Equal(["became-looked-after"], Importing.Events(first["taken"]![0]!));
        Assert.Contains("legal-status", first["taken"]![0]!["notGiven"]!.AsArray().Select(what => (string)what!));

        var partial = await hub.ImportJson(Daily(child, """{"start_date":"2026-11-01","start_reason":"P","placement_type":"K2","postcode":"HP20 1UA"}"""));
        Assert.Equal(["placement-changed"], Importing.Events(partial["taken"]![0]!));

        // The daily data know no legal status; SSDA903 does.
        var status = await hub.Import(Csv.Table(Csv.EpisodeColumns, Csv.Episode(child, "29/10/2026", to: "01/11/2026", reason: "X1"), Csv.Episode(child, "01/11/2026", "P", place: "K2")));
        Assert.Equal(["details-corrected"], Importing.Events(status["taken"]![0]!));
        var purged = await hub.ImportJson(Daily(child, "").Replace("\"la_child_id\"", "\"purge\":true,\"la_child_id\"", StringComparison.Ordinal));
        Assert.Equal("purged", (string)purged["leftOut"]![0]!["code"]!);
    }

    [Theory]
    [InlineData("05/10/2026", "S", "16/10/2026", "E4A", "care-ended")]
    [InlineData("05/10/2026", "P", "", "", "start-not-in-file")]
    [InlineData("02/10/2026", "S", "", "", "before-since")]
    public async Task A_child_that_calls_for_nothing_is_left_out(string from, string why, string to, string reason, string code)
    {
        var child = Sample.NewSubject();
        var report = await hub.Import("?since=2026-10-05", Csv.Form(Csv.Table(Csv.HeaderColumns, Csv.Header(child)), Csv.Table(Csv.EpisodeColumns, Csv.Episode(child, from, why, to: to, reason: reason))));
        Assert.Equal((code, 2), ((string)report["leftOut"]![0]!["code"]!, (int)report["leftOut"]![0]!["line"]!));
        Assert.Equal("1 0 0 0 1 0", Importing.Counts(report));
    }

    private static string Daily(string child, string placement) => $$"""
        [{"la_child_id":"{{child}}","child_details":{"first_name":"Avery","surname":"Testchild","date_of_birth":"2019-05-14","sex":"F","ethnicity":"WBRI"},
          "social_care_episodes":[{"child_looked_after_placements":[{{placement}}]}]}]
        """;
}
