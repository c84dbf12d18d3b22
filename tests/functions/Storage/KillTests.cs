using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using IntegrationHub.Functions.Tests.Kit;

namespace IntegrationHub.Functions.Tests.Storage;

/// <summary>The process is killed in the middle of its work and started again.</summary>
[Collection(Waiting.Name)]
public sealed class KillTests(TestStack stack)
{
    [Fact]
    public async Task Killed_under_load_nothing_acknowledged_is_lost_and_nothing_is_there_twice()
    {
        await using var hub = await stack.StartHub();
        var acknowledged = new ConcurrentDictionary<string, string>();
        var notifications = Enumerable.Range(0, 60).Select(_ => Sample.BecameLookedAfter(Sample.NewSubject(), on: "2026-10-26")).ToList();
        var sending = SendAll(hub, notifications, acknowledged);
        await Eventually.Holds("some are acknowledged", () => Task.FromResult(acknowledged.Count > 10));
        hub.Process.Kill();
        await sending;
        Assert.InRange(acknowledged.Count, 10, notifications.Count - 1);

        await hub.Process.RestartAsync();
        await hub.UntilReady();
        foreach (var notification in notifications)
        {
            var again = await hub.Notify(notification);
            var before = acknowledged.GetValueOrDefault((string)notification["id"]!);
            Assert.True(before is null ? again.Status is 200 or 201 : again.Status == 200, again.Body);
            Assert.Equal(before ?? again.Body, again.Body);
            Assert.Single(await hub.Facts(again.CaseId), fact => (string)fact!["data"]!["type"]! == "became-looked-after");
        }

        await EverySideEffectOnce(hub, notifications.Count);
    }

    private static Task SendAll(TestHub hub, IReadOnlyList<JsonObject> notifications, ConcurrentDictionary<string, string> acknowledged) =>
        Parallel.ForEachAsync(notifications, new ParallelOptions { MaxDegreeOfParallelism = 4 }, async (notification, _) =>
        {
            try
            {
                var answer = await hub.Notify(notification);
                if (answer.Status == 201)
                {
                    acknowledged[(string)notification["id"]!] = answer.Body;
                }
            }
            catch (HttpRequestException)
            {
                // Killed before it could answer: nothing was acknowledged.
            }
        });

    /// <summary>Each of these cases was told late and is due the same day: one alert each, delivered once.</summary>
    private static async Task EverySideEffectOnce(TestHub hub, int cases)
    {
        await Eventually.Holds("every alert is delivered", async () => (await hub.DeliveredNotices("raised")).Count == cases);
        var listed = (await hub.Get("hub/cases?limit=200", hub.SocialCare)).Json["cases"]!.AsArray();
        Assert.Equal(cases, listed.Count);
        foreach (var view in listed)
        {
            var caseId = (string)view!["caseId"]!;
            JsonNode? alert = null;
            await Eventually.Holds("the deliveries of the alert are recorded", async () =>
            {
                alert = Assert.Single(await hub.Alerts(caseId));
                return alert!["deliveries"]!.AsArray().Count == alert["recipients"]!.AsArray().Count;
            });
            Assert.Equal(alert!["deliveries"]!.AsArray().Count, alert["deliveries"]!.AsArray().DistinctBy(delivery => (string)delivery!["role"]!).Count());
        }

        await Eventually.Holds("the outboxes are empty", async () =>
        {
            var stored = await Task.WhenAll(listed.Select(view => hub.StoredCase((string)view!["caseId"]!)));
            return stored.All(document => document["outbox"]!.AsArray().Count == 0);
        });
    }
}
