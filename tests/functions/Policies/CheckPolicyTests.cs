using System.Text.Json.Nodes;
using IntegrationHub.Functions.Tests.Kit;

namespace IntegrationHub.Functions.Tests.Policies;

/// <summary>Asking a hub that runs what policy files would change about its open cases.</summary>
[Collection(TestStack.Name)]
public sealed class CheckPolicyTests(TestStack stack)
{
    private const string ToTen = """{"council":"825","provider":"RXQ","from":"2026-01-01","keyDates":{"assessment-attended":{"targetWorkingDays":10}}}""";

    [Fact]
    public async Task Open_cases_that_would_change_are_counted_and_shown_with_what_is_and_what_would_be()
    {
        await using var hub = await stack.StartHub();
        var touched = await Notified(hub, "825");
        var otherCouncils = await Notified(hub, "826");
        var subject = Sample.NewSubject();
        await hub.Notify(Sample.BecameLookedAfter(subject));
        await hub.Notify(Sample.Ceased(subject));

        var answer = await Check(hub, false, ("825.json", ToTen));

        Assert.Equal((200, 2, 1, 0), (answer.Status, Count(answer, "openCases"), Count(answer, "touched"), Count(answer, "startsTooLate")));
        Assert.Equal(
            ["due-date 1", "due-soon 1", "alert 1", "pathway 0", "routing 0", "review 0"],
            answer.Json["counts"]!["byWhat"]!.AsObject().Select(pair => $"{pair.Key} {pair.Value}"));
        var shown = Assert.Single(answer.Json["cases"]!.AsArray())!;
        Assert.Equal((touched, "825", "RXQ"), ((string)shown["caseId"]!, (string)shown["council"]!, (string)shown["provider"]!));
        Assert.Equal(
            ["due-date assessment-attended 2026-11-20 2026-11-13", "due-soon assessment-attended 2026-11-19 2026-11-12"],
            shown["differences"]!.AsArray().Take(2).Select(difference => $"{difference!["what"]} {difference["item"]} {difference["before"]} {difference["after"]}"));
        Assert.DoesNotContain(otherCouncils, answer.Body, StringComparison.Ordinal);
        Assert.DoesNotMatch("Testchild|Avery|9990000018|2019-05-14|LCS-", answer.Body);
    }

    [Fact]
    public async Task A_start_after_day_0_touches_no_case_and_is_counted()
    {
        await using var hub = await stack.StartHub();
        await Notified(hub, "825");
        await Notified(hub, "826");

        var answer = await Check(hub, false, ("825.json", ToTen.Replace("2026-01-01", "2026-10-31", StringComparison.Ordinal)));

        Assert.Equal((2, 0, 1), (Count(answer, "openCases"), Count(answer, "touched"), Count(answer, "startsTooLate")));
        Assert.Empty(answer.Json["cases"]!.AsArray());
    }

    [Fact]
    public async Task One_file_is_added_to_what_is_in_force_and_a_complete_folder_takes_its_place()
    {
        var folder = stack.NewFolder();
        await File.WriteAllTextAsync(Path.Combine(folder, "825.json"), ToTen);
        await using var hub = await stack.StartHub(settings: ("HUB_POLICY", folder));
        await Notified(hub, "825");
        var of826 = await Notified(hub, "826");
        var file = ("826.json", ToTen.Replace("825", "826", StringComparison.Ordinal));

        var added = await Check(hub, false, file);
        var complete = await Check(hub, true, file);

        Assert.Equal([of826], added.Json["cases"]!.AsArray().Select(shown => (string)shown!["caseId"]!));
        Assert.Equal(2, Count(complete, "touched"));
        Assert.Equal(0, Count(await Check(hub, true, ("825.json", ToTen)), "touched"));
        Assert.Equal(1, Count(await Check(hub, false, ("other-name.json", ToTen.Replace("10", "9", StringComparison.Ordinal))), "touched"));
    }

    [Fact]
    public async Task Nothing_is_kept_of_what_was_checked()
    {
        await using var hub = await stack.StartHub();
        var caseId = await Notified(hub, "825");
        var before = await hub.StoredCase(caseId);

        await Check(hub, true, ("825.json", ToTen));

        Assert.Equal(before.ToJsonString(), (await hub.StoredCase(caseId)).ToJsonString());
        Assert.Equal("2026-11-20", (string)(await hub.Case(caseId))["keyDates"]![3]!["dueOn"]!);
        Assert.Equal(1, Count(await Check(hub, true, ("825.json", ToTen)), "touched"));
    }

    [Fact]
    public async Task Every_fault_of_every_file_is_answered_and_no_case_is_looked_at()
    {
        var answer = await Check(stack.Shared, false, ("a.json", """{"council":"825","provider":"RXQ"}"""), ("b.json", "nonsense"), ("c.txt", ToTen));

        Assert.Equal(200, answer.Status);
        Assert.Equal(
            ["a.json /from required", "b.json  not-json", "c.txt  not-a-policy-file"],
            answer.Json["faults"]!.AsArray().Select(fault => $"{fault!["file"]} {fault["pointer"]} {fault["code"]}"));
        Assert.Null(answer.Json["counts"]);
        Assert.Empty(answer.Json["cases"]!.AsArray());
        Assert.Equal("no-policy-files", (string)(await Check(stack.Shared, true)).Json["faults"]![0]!["code"]!);
    }

    [Theory]
    [InlineData("{", 400, "")]
    [InlineData("[]", 422, " wrong-type")]
    [InlineData("{}", 422, "/files required")]
    [InlineData("""{"files":[],"complete":1,"more":2}""", 422, "/complete wrong-type, /files wrong-type, /more unknown-member")]
    [InlineData("""{"files":{"a.json":{},"":"{}"}}""", 422, "/files too-long, /files/a.json wrong-type")]
    public async Task A_body_that_holds_no_files_is_refused_with_every_fault(string body, int status, string faults)
    {
        var answer = await stack.Shared.Send(HttpMethod.Post, "hub/operations/policy/check", stack.Shared.Token("operations"), TestHub.Content(body, "application/json"));

        Assert.Equal(status, answer.Status);
        Assert.Equal(status == 400 ? "not-json" : "invalid-request", answer.Code);
        if (faults.Length > 0)
        {
            Assert.Equal(faults, string.Join(", ", answer.Faults));
        }
    }

    [Fact]
    public async Task Who_asked_and_which_cases_were_shown_is_audited()
    {
        await using var hub = await stack.StartHub();
        var caseId = await Notified(hub, "825");
        await Check(hub, false, ("825.json", ToTen));

        var container = hub.Blobs.GetBlobContainerClient("audit");
        var lines = new List<JsonNode>();
        foreach (var name in await hub.BlobNames("audit"))
        {
            lines.AddRange((await container.GetBlobClient(name).DownloadContentAsync()).Value.Content.ToString()
                .Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!));
        }

        var line = Assert.Single(lines, line => (string)line["operation"]! == "CheckPolicy");
        Assert.Equal([caseId], line["shownCases"]!.AsArray().Select(id => (string)id!));
    }

    private static async Task<string> Notified(TestHub hub, string council) =>
        (await hub.Notify(Sample.BecameLookedAfter(Sample.NewSubject(), council: council), hub.Token("social-care", council))).CaseId;

    private static Task<Answer> Check(TestHub hub, bool complete, params (string Name, string Text)[] files)
    {
        var body = new JsonObject
        {
            ["complete"] = complete,
            ["files"] = new JsonObject(files.Select(file => KeyValuePair.Create(file.Name, (JsonNode?)file.Text))),
        };
        return hub.Send(HttpMethod.Post, "hub/operations/policy/check", hub.Token("operations"), TestHub.Content(body.ToJsonString(), "application/json"));
    }

    private static int Count(Answer answer, string name) => (int)answer.Json["counts"]![name]!;
}
