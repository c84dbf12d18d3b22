using IntegrationHub.Functions.Tests.Kit;

namespace IntegrationHub.Functions.Tests.Pages;

/// <summary>Those who operate the hub see what is wrong, and deal with it, on their pages.</summary>
[Collection(TestStack.Name)]
public sealed class OperationsPageTests(TestStack stack)
{
    [Fact]
    public async Task The_page_says_first_what_is_wrong_and_where_it_stands_what_to_do()
    {
        await using var hub = await stack.StartHub();
        using var client = await PageClient.SignedIn(hub, "operations");
        Assert.Equal("/hub/operations", (await client.Get("hub/start")).Location);
        await hub.Trigger("SweepKeyDates", Sample.TimerEnvelope());
        Assert.Contains("All is well", (await client.Get("hub/operations")).Text, StringComparison.Ordinal);

        await Park(hub);
        var page = await client.Get("hub/operations");

        Assert.Contains("1 thing needs somebody now", page.Text, StringComparison.Ordinal);
        Assert.Contains("docs/operations.md#messages-parked", page.Text, StringComparison.Ordinal);
        Assert.Contains("invalid-notification", page.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("Testchild", page.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_alarm_is_acknowledged_there_and_stays_until_its_cause_is_over()
    {
        await using var hub = await stack.StartHub();
        await hub.Trigger("SweepKeyDates", Sample.TimerEnvelope());
        await Park(hub);
        await hub.Trigger("WatchOperations", Sample.TimerEnvelope());
        using var client = await PageClient.SignedIn(hub, "operations");
        Assert.Contains("1 thing needs somebody now", (await client.Get("hub/operations")).Text, StringComparison.Ordinal);

        Assert.Equal("/hub/operations?done=alarm", (await client.Send("hub/operations", "hub/operations/acknowledge")).Location);

        Assert.Contains("Nothing new. 1 thing is in hand", (await client.Get("hub/operations?done=alarm")).Text, StringComparison.Ordinal);
        Assert.Equal("acknowledged", (string)Assert.Single((await Get(hub, "alarms")).Json["alarms"]!.AsArray())!["state"]!);
    }

    [Fact]
    public async Task What_a_message_says_is_a_page_of_its_own_and_in_the_audit()
    {
        await using var hub = await stack.StartHub();
        var id = await Park(hub);
        using var client = await PageClient.SignedIn(hub, "operations");

        var known = await client.Get($"hub/operations/messages/{id}");
        Assert.Contains("invalid-notification", known.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("Testchild", known.Html, StringComparison.Ordinal);
        Assert.Empty((await Get(hub, "audit?operation=ReadParked")).Json["entries"]!.AsArray());

        Assert.Contains("Testchild", (await client.Get($"hub/operations/messages/{id}/content")).Text, StringComparison.Ordinal);
        Assert.Contains((await Get(hub, "audit?operation=ReadParked")).Json["entries"]!.AsArray(), line =>
            (string)line!["subject"]! == "local-operations" && (string)line["route"]! == "/hub/operations/parked/{id}");
        Assert.Equal(404, (await client.Get("hub/operations/messages/lac-notifications.2026-11-02.0123456789abcdef0123456789abcdef")).Status);
    }

    [Fact]
    public async Task A_message_is_replayed_and_discarded_with_a_reason_and_not_without()
    {
        await using var hub = await stack.StartHub();
        var id = await Park(hub);
        using var client = await PageClient.SignedIn(hub, "operations");
        var page = $"hub/operations/messages/{id}";

        Assert.Equal($"/{page}?done=replay", (await client.Send(page, $"{page}/replay")).Location);
        await Eventually.Holds("it failed once more", async () => (await Get(hub, "parked")).Json["parked"]!.AsArray().Count == 1);
        var again = $"hub/operations/messages/{(string)(await Get(hub, "parked")).Json["parked"]![0]!["id"]!}";
        Assert.NotEqual(page, again);
        Assert.Contains("Replayed", (await client.Get($"{page}?done=replay")).Text, StringComparison.Ordinal);

        var refused = await client.Send(again, $"{again}/discard", ("reason", " "));
        Assert.Equal(422, refused.Status);
        Assert.Contains("href=\"#reason\"", refused.Html, StringComparison.Ordinal);
        Assert.Equal($"/{again}?done=discard", (await client.Send(again, $"{again}/discard", ("reason", "Sent again, corrected"))).Location);

        Assert.Contains("Sent again, corrected", (await client.Get(again)).Text, StringComparison.Ordinal);
        Assert.Contains("was discarded", (await client.Get($"{again}/content")).Text, StringComparison.Ordinal);
        Assert.Contains("No message is parked", (await client.Get("hub/operations/messages")).Text, StringComparison.Ordinal);
        Assert.Contains(again, (await client.Get("hub/operations/messages?state=discarded&queue=lac-notifications")).Html, StringComparison.Ordinal);
    }

    /// <returns>The parked message's id.</returns>
    private static async Task<string> Park(TestHub hub)
    {
        var bad = Sample.BecameLookedAfter(Sample.NewSubject());
        bad["data"]!["child"]!["nhsNumber"] = "1234567890";
        Assert.Equal(200, (await hub.Trigger("ReceiveNotification", Sample.StorageQueueEnvelope(bad.ToJsonString(), 1, Guid.CreateVersion7().ToString()))).Status);
        return (string)(await Get(hub, "parked")).Json["parked"]!.AsArray()[^1]!["id"]!;
    }

    private static Task<Answer> Get(TestHub hub, string path) => hub.Get($"hub/operations/{path}", hub.Token("operations"));
}
