using System.Text.Json.Nodes;
using IntegrationHub.Domain.Calendar;
using IntegrationHub.Functions.Tests.Kit;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace IntegrationHub.Functions.Tests.Calendar;

/// <summary>The calendar of a running hub, refreshed from a feed on this machine.</summary>
[Collection(Waiting.Name)]
public sealed class CalendarRefreshTests(TestStack stack)
{
    private const string Timer = """{"Data":{"timer":{}},"Metadata":{}}""";

    [Fact]
    public async Task A_new_bank_holiday_moves_due_dates_takes_alerts_back_and_is_still_known_after_a_restart()
    {
        await using var feed = await Feed.Start(Without());
        await using var hub = await stack.StartHub("2026-11-04T09:00:00Z", ("HUB_BANK_HOLIDAYS_URL", feed.Url));
        Assert.Equal("unchanged", await RefreshedUntil(hub, "unchanged"));
        var caseId = (await hub.Notify(Sample.BecameLookedAfter(Sample.NewSubject(), on: "2026-11-02"))).CaseId;
        Assert.Equal("2026-11-09", await Due(hub, caseId, "consent-and-paperwork-received"));
        await hub.MoveClock("2026-11-06T10:00:00Z");
        Assert.Equal("raised", (string)Assert.Single(await hub.Alerts(caseId))!["state"]!);

        feed.Text = Without(added: ["2026-11-06"]);
        Assert.Equal("taken", await Refresh(hub));

        Assert.Equal("2026-11-10", await Due(hub, caseId, "consent-and-paperwork-received"));
        Assert.Equal("resolved", (string)Assert.Single(await hub.Alerts(caseId))!["state"]!);
        Assert.Contains(await hub.BlobNames("index", "due/"), name => name.StartsWith($"due/2026-11-09/{caseId}", StringComparison.Ordinal));
        Assert.DoesNotContain(await hub.BlobNames("index", "due/"), name => name.StartsWith($"due/2026-11-10/{caseId}", StringComparison.Ordinal));

        feed.Status = 503;
        hub.Process.Kill();
        await hub.Process.RestartAsync();
        await hub.UntilReady();
        Assert.Equal("2026-11-10", await Due(hub, caseId, "consent-and-paperwork-received"));
    }

    [Fact]
    public async Task A_feed_that_drops_Christmas_is_refused_with_an_alarm_and_nothing_changes()
    {
        await using var feed = await Feed.Start(Without("2026-12-25"));
        await using var hub = await stack.StartHub("2026-11-04T09:00:00Z", ("HUB_BANK_HOLIDAYS_URL", feed.Url));
        Assert.Equal("refused", await Refresh(hub));
        var caseId = (await hub.Notify(Sample.BecameLookedAfter(Sample.NewSubject(), on: "2026-11-02"))).CaseId;
        Assert.Equal(WorkingDays.BuiltIn.Add(new DateOnly(2026, 11, 2), 20).ToString("yyyy-MM-dd", null), await Due(hub, caseId, "summary-and-plan-returned"));
        Assert.DoesNotContain("bank-holidays.json", await hub.BlobNames("calendar"));

        await hub.Trigger("WatchOperations", Timer);
        var operations = hub.Token("operations");
        var alarm = Assert.Single((await hub.Get("hub/operations/alarms?state=raised", operations)).Json["alarms"]!.AsArray())!;
        Assert.Equal("calendar-feed-refused", (string)alarm["kind"]!);
        Assert.Contains("2026-12-25 is missing", (string)alarm["text"]!, StringComparison.Ordinal);

        // Away says nothing about what was refused: the same alarm stays open.
        feed.Status = 503;
        Assert.Equal("unreachable", await Refresh(hub));
        await hub.Trigger("WatchOperations", Timer);
        Assert.Equal((string)alarm["alarmId"]!, (string)Assert.Single((await hub.Get("hub/operations/alarms?state=raised", operations)).Json["alarms"]!.AsArray())!["alarmId"]!);
        await AcknowledgedOnceAndListed(hub, operations, (string)alarm["alarmId"]!);
    }

    [Theory]
    [InlineData("not json", 200, "refused")]
    [InlineData("""{"england-and-wales":{"events":[]}}""", 200, "refused")]
    [InlineData("", 404, "unreachable")]
    [InlineData("", 500, "unreachable")]
    public async Task What_cannot_be_read_leaves_what_is_known(string text, int status, string outcome)
    {
        await using var feed = await Feed.Start(text);
        feed.Status = status;
        await using var hub = await stack.StartHub("2026-11-04T09:00:00Z", ("HUB_BANK_HOLIDAYS_URL", feed.Url));

        Assert.Equal(outcome, await Refresh(hub));
        Assert.DoesNotContain("bank-holidays.json", await hub.BlobNames("calendar"));
    }

    [Fact]
    public async Task A_feed_without_end_is_refused_after_a_mebibyte()
    {
        await using var feed = await Feed.Start(new string(' ', 2 * 1024 * 1024));
        await using var hub = await stack.StartHub("2026-11-04T09:00:00Z", ("HUB_BANK_HOLIDAYS_URL", feed.Url));

        Assert.Equal("refused", await Refresh(hub));
    }

    [Fact]
    public async Task A_local_hub_that_names_no_feed_asks_nobody() => Assert.Equal("no feed", await Refresh(stack.Shared));

    private static async Task AcknowledgedOnceAndListed(TestHub hub, string operations, string alarmId)
    {
        Assert.Equal(404, (await hub.Send(HttpMethod.Post, "hub/operations/alarms/silent-council.999.1/acknowledge", operations, null)).Status);
        Assert.Equal(422, (await hub.Get("hub/operations/alarms?state=open", operations)).Status);
        var first = await hub.Send(HttpMethod.Post, $"hub/operations/alarms/{alarmId}/acknowledge", operations, null);
        Assert.Equal((200, "acknowledged"), (first.Status, (string)first.Json["state"]!));
        var again = await hub.Send(HttpMethod.Post, $"hub/operations/alarms/{alarmId}/acknowledge", operations, null);
        Assert.Equal((string)first.Json["acknowledgedAt"]!, (string)again.Json["acknowledgedAt"]!);
        Assert.Empty((await hub.Get("hub/operations/alarms?state=raised", operations)).Json["alarms"]!.AsArray());
        Assert.Single((await hub.Get("hub/operations/alarms?state=acknowledged", operations)).Json["alarms"]!.AsArray());
    }

    private static async Task<string> Refresh(TestHub hub) => (string)(await hub.Trigger("RefreshCalendar", Timer)).Json["Logs"]![0]!;

    /// <summary>The hub refreshes by itself when it starts, so the first outcome may have been had already.</summary>
    private static async Task<string> RefreshedUntil(TestHub hub, string outcome)
    {
        var last = "";
        await Eventually.Holds($"the feed is {outcome}", async () => (last = await Refresh(hub)) == outcome);
        return last;
    }

    private static async Task<string> Due(TestHub hub, string caseId, string keyDate) =>
        (string)(await hub.Case(caseId))["keyDates"]!.AsArray().First(entry => (string)entry!["keyDate"]! == keyDate)!["dueOn"]!;

    /// <summary>What ships with the hub, without one day and with others.</summary>
    private static string Without(string? gone = null, params string[] added)
    {
        var feed = JsonNode.Parse(BankHolidays.BuiltIn.Write())!;
        var events = feed["england-and-wales"]!["events"]!.AsArray();
        foreach (var removed in events.Where(happening => (string)happening!["date"]! == gone).ToList())
        {
            events.Remove(removed);
        }

        Array.ForEach(added, day => events.Add(new JsonObject { ["title"] = "An invented holiday", ["date"] = day }));
        return feed.ToJsonString();
    }

    /// <summary>A feed on a free port of this machine.</summary>
    private sealed class Feed : IAsyncDisposable
    {
        private readonly WebApplication app;

        private Feed(WebApplication app, string text) => (this.app, Text) = (app, text);

        public string Text { get; set; }

        public int Status { get; set; } = 200;

        public string Url => $"{app.Urls.Single()}/bank-holidays.json";

        public static async Task<Feed> Start(string text)
        {
            var builder = WebApplication.CreateSlimBuilder();
            builder.Logging.ClearProviders();
            builder.WebHost.UseKestrel(kestrel => kestrel.Listen(System.Net.IPAddress.Loopback, 0));
            var feed = new Feed(builder.Build(), text);
            feed.app.MapGet("/bank-holidays.json", async context =>
            {
                context.Response.StatusCode = feed.Status;
                await context.Response.WriteAsync(feed.Text);
            });
            await feed.app.StartAsync();
            return feed;
        }

        public ValueTask DisposeAsync() => app.DisposeAsync();
    }
}
