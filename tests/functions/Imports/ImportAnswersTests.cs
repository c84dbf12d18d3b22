using System.Text.Json.Nodes;
using IntegrationHub.Functions.Tests.Kit;
using IntegrationHub.Functions.Tests.Reliability;

namespace IntegrationHub.Functions.Tests.Imports;

/// <summary>What an import is answered: faults by line, dry runs, parts of a file, and what is refused as a whole.</summary>
[Collection(TestStack.Name)]
public sealed class ImportAnswersTests(SharedInProcessHub shared) : IClassFixture<SharedInProcessHub>
{
    private static readonly string[] Containers = ["cases", "index", "documents", "removals"];
    private readonly InProcessHub hub = shared.Hub;

    [Fact]
    public async Task A_faulty_row_holds_up_its_child_and_no_other()
    {
        var (good, bad) = (Sample.NewSubject(), Sample.NewSubject());
        var report = await hub.Import(Csv.Table(Csv.NamedColumns, Csv.Named(bad), Csv.Named(good)), Csv.Table(
            Csv.EpisodeColumns, Csv.Episode(bad, "05/10/2026", to: "16/10/2026", reason: "X1"), Csv.Episode(bad, "16/10/2026", "P", place: "Zoe Secret"), Csv.Episode(good, "19/10/2026")));

        Assert.Equal("2 1 0 0 0 1", Importing.Counts(report));
        Assert.Equal(["episodes 3 PLACE unknown-code"], report["faults"]!.AsArray().Select(fault => $"{fault!["file"]} {fault["line"]} {fault["column"]} {fault["code"]}"));
        Assert.DoesNotContain("Secret", report.ToJsonString(), StringComparison.Ordinal);
        Assert.DoesNotContain("Testchild", report.ToJsonString(), StringComparison.Ordinal);
        Assert.Equal((404, "child-not-known"), await StatusOf(Sample.Consent(bad)));
    }

    [Fact]
    public async Task A_dry_run_says_the_same_and_keeps_nothing()
    {
        var (known, child) = (Sample.NewSubject(), Sample.NewSubject());
        await hub.Import(Csv.Table(Csv.NamedColumns, Csv.Named(known)), Csv.Table(Csv.EpisodeColumns, Csv.Episode(known, "01/09/2026")));
        string[] tables = [Csv.Table(Csv.NamedColumns, Csv.Named(known, "Example"), Csv.Named(child)), Csv.Table(
            Csv.EpisodeColumns, Csv.Episode(known, "01/09/2026", to: "31/10/2026", reason: "E4A"), Csv.Episode(child, "01/09/2026"))];
        var before = await Kept();

        var dry = await hub.Import("?dryRun=true", Csv.Form(tables));
        Assert.Equal(before, await Kept());

        var real = await hub.Import(tables);
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

        var part = await hub.Import("?skip=2&take=2", Csv.Form(tables));
        Assert.Equal([4, 5], part["taken"]!.AsArray().Select(child => (int)child!["line"]!));
        Assert.Equal(5, (int)part["children"]!["inFile"]!);
        Assert.Equal("5 3 0 2 0 0", Importing.Counts(await hub.Import(tables)));
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
