using System.Text.Json.Nodes;
using IntegrationHub.Functions.Tests.Kit;

namespace IntegrationHub.Functions.Tests.Policies;

/// <summary>A hub with policy files: what they say shows in its cases, and a case keeps the policy of its day 0.</summary>
[Collection(TestStack.Name)]
public sealed class PolicyInForceTests(TestStack stack)
{
    private const string ToTen = """{"council":"825","provider":"*","from":"2026-01-01","keyDates":{"assessment-attended":{"targetWorkingDays":10,"dueSoonWorkingDays":3}}}""";
    private const string ToTwelve = """{"council":"825","provider":"*","from":"2026-11-01","keyDates":{"assessment-attended":{"targetWorkingDays":12}}}""";

    [Fact]
    public async Task A_partnerships_targets_show_in_its_cases_and_not_in_others()
    {
        await using var hub = await stack.StartHub(settings: ("HUB_POLICY", await Folder(("825.json", ToTen))));
        var own = await CaseOf(hub, "2026-10-30");
        var others = (await hub.Notify(Sample.BecameLookedAfter(Sample.NewSubject(), council: "826"), hub.Token("social-care", "826"))).Json;

        Assert.Equal("2026-11-13", AttendedDueOn(own));
        Assert.Equal("2026-11-20", AttendedDueOn(others));
        await hub.MoveClock("2026-11-10T09:00:00Z");
        Assert.Equal("due-soon", TestHub.StateOf(await hub.Case((string)own["caseId"]!), "assessment-attended"));
    }

    [Fact]
    public async Task Alerts_come_by_the_partnerships_ladder_to_the_addresses_of_its_directory()
    {
        const string policy = """
            {"council":"825","provider":"RXQ","from":"2026-01-01","directory":{"named-nurse":"nurse@trust.example"},
             "keyDates":{"consent-and-paperwork-received":{"ladder":[{"level":3,"when":0,"roles":["named-nurse","social-worker"]}]}}}
            """;
        await using var hub = await stack.StartHub(settings: ("HUB_POLICY", await Folder(("825.json", policy))));
        var caseId = (string)(await CaseOf(hub, "2026-10-30"))["caseId"]!;
        await hub.MoveClock("2026-11-07T09:00:00Z");

        var alert = Assert.Single(await hub.Alerts(caseId), alert => (string)alert!["keyDate"]! == "consent-and-paperwork-received")!;
        Assert.Equal(3, (int)alert["level"]!);
        Assert.Equal(
            ["named-nurse nurse@trust.example", "social-worker s.worker@council.example"],
            alert["recipients"]!.AsArray().Select(recipient => $"{recipient!["role"]} {recipient["address"]}"));
    }

    [Fact]
    public async Task Cases_keep_their_policy_after_a_restart_with_a_newer_one_and_a_backdated_case_gets_the_older()
    {
        var (folder, data) = (await Folder(("825-2026.json", ToTen)), stack.NewFolder());
        string connection;
        JsonNode before;
        await using (var first = await stack.StartHub(settings: ("HUB_POLICY", folder)))
        {
            connection = first.ConnectionString;
            before = await CaseOf(first, "2026-10-30");
        }

        await File.WriteAllTextAsync(Path.Combine(folder, "825-2026-11.json"), ToTwelve);
        await using var hub = await TestHub.Start(connection, data, [("HUB_NOW", "2026-11-04T09:00:00Z"), ("HUB_POLICY", folder)]);

        Assert.Equal("2026-11-13", AttendedDueOn(await hub.Case((string)before["caseId"]!)));
        Assert.Equal("2026-11-18", AttendedDueOn(await CaseOf(hub, "2026-11-02")));
        Assert.Equal("2026-11-13", AttendedDueOn(await CaseOf(hub, "2026-10-30")));
        Assert.Equal("2026-11-17", AttendedDueOn(await CaseOf(hub, "2026-11-01")));
    }

    [Fact]
    public async Task A_policy_changed_for_cases_that_have_begun_raises_at_the_next_sweep_what_its_ladder_calls_for_by_then()
    {
        var (folder, data) = (await Folder(("825.json", ToTen)), stack.NewFolder());
        string connection;
        string caseId;
        await using (var first = await stack.StartHub(settings: ("HUB_POLICY", folder)))
        {
            connection = first.ConnectionString;
            caseId = (string)(await CaseOf(first, "2026-10-30"))["caseId"]!;
        }

        // Due on 4 November instead of the 13th: without a recount nobody would look at the case before the day of the old ladder.
        await File.WriteAllTextAsync(Path.Combine(folder, "825.json"), """
            {"council":"825","provider":"*","from":"2026-01-01","keyDates":{"health-notified":{"targetWorkingDays":1},
             "consent-and-paperwork-received":{"targetWorkingDays":2,"ladder":[]},"assessment-attended":{"targetWorkingDays":3}}}
            """);
        await using var hub = await TestHub.Start(connection, data, [("HUB_NOW", "2026-11-05T09:00:00Z"), ("HUB_POLICY", folder)]);
        await hub.MoveClock("2026-11-05T10:00:00Z");

        Assert.Equal("2026-11-04", AttendedDueOn(await hub.Case(caseId)));
        Assert.Contains(await hub.Alerts(caseId), alert => (string)alert!["keyDate"]! == "assessment-attended" && (int)alert["level"]! == 2);
    }

    [Fact]
    public async Task A_council_whose_notification_names_no_provider_is_served_by_its_policys_from_its_day_on()
    {
        await using var hub = await stack.StartHub(settings: ("HUB_POLICY", await Folder(
            ("826.json", """{"council":"826","provider":"*","from":"2026-01-01","defaultProvider":"RTH"}"""),
            ("826-later.json", """{"council":"826","provider":"*","from":"2026-11-20","defaultProvider":"RHW"}"""))));

        Assert.Equal("RTH", (string)(await WithoutProvider(hub, "826")).Json["healthProvider"]!);
        Assert.Equal(["/data/healthProvider health-provider-missing"], (await WithoutProvider(hub, "827")).Faults);
        await hub.MoveClock("2026-11-20T09:00:00Z");
        Assert.Equal("RHW", (string)(await WithoutProvider(hub, "826")).Json["healthProvider"]!);
    }

    private static Task<Answer> WithoutProvider(TestHub hub, string council)
    {
        var notification = Sample.BecameLookedAfter(Sample.NewSubject(), council: council);
        notification["data"]!.AsObject().Remove("healthProvider");
        return hub.Notify(notification, hub.Token("social-care", council));
    }

    private static async Task<JsonNode> CaseOf(TestHub hub, string dayZero) => (await hub.Notify(Sample.BecameLookedAfter(Sample.NewSubject(), dayZero))).Json;

    private static string AttendedDueOn(JsonNode caseView) =>
        (string)caseView["keyDates"]!.AsArray().Single(entry => (string)entry!["keyDate"]! == "assessment-attended")!["dueOn"]!;

    private async Task<string> Folder(params (string Name, string Text)[] files)
    {
        var folder = stack.NewFolder();
        foreach (var (name, text) in files)
        {
            await File.WriteAllTextAsync(Path.Combine(folder, name), text);
        }

        return folder;
    }
}
