using System.Globalization;
using System.Text.Json.Nodes;
using IntegrationHub.Functions.Tests.Kit;
using Xunit.Abstractions;

namespace IntegrationHub.Functions.Tests.Reliability;

/// <summary>
/// Every handler is struck at each of its storage requests in turn, in each way that a request can go wrong; then whoever asked asks again, as brokers, timers and
/// clients do, until all is quiet. What stands then must be what stands when nothing happens.
/// </summary>
[Collection(CrashPoints.Name)]
public sealed class CrashPointTests(StorageOnlyStack stack, ITestOutputHelper output) : IClassFixture<StorageOnlyStack>
{
    // More than any handler makes; one that never comes to an end is a fault, too.
    private const int MostRequests = 200;
    private const int MostRounds = 60;
    private const int MostDeliveries = 4;

    public static TheoryData<string> Scenarios => [.. CrashScenario.All.Select(scenario => scenario.Name)];

    [Theory]
    [MemberData(nameof(Scenarios))]
    public async Task Struck_anywhere_and_asked_again_it_is_as_if_nothing_had_happened(string name)
    {
        var scenario = CrashScenario.All.First(one => one.Name == name);
        var (account, folder) = (stack.NewAccount(), stack.NewFolder());
        await using var bench = await CrashBench.Start(account, folder);
        await using var struck = await InProcessHub.Start(account, folder, scenario.At, scenario.Ahead, bench.Partners.Settings);
        await using var later = scenario.At == CrashScenario.PreparedAt ? null : await InProcessHub.Start(account, folder, scenario.At, default, bench.Partners.Settings);
        var recovery = later ?? bench.Clean;
        if (later is null)
        {
            // A subscriber's cursor would be where business time is, days after the children are prepared.
            await bench.Subscribe();
        }


        var reference = await scenario.Prepare(bench);
        Assert.True(await reference.Act(recovery), "Nothing happened, and yet it isn't done.");
        await UntilQuiet(bench, recovery, scenario.IsTimer ? [] : [reference]);

        var points = new List<(string Point, Attempt Attempt)>();
        foreach (var kind in scenario.Kinds)
        {
            for (var request = 0; ; request++)
            {
                Assert.True(request < MostRequests, $"{kind}: it never completes.");
                if (!CrashDepth.Strikes(kind, request))
                {
                    continue;
                }

                var attempt = await scenario.Prepare(bench);
                struck.Plan.Meanwhile = () => attempt.Act(recovery);
                struck.Plan.Arm(kind, request);
                var done = await Asked(attempt, struck);
                var where = struck.Plan.Struck;
                if (where is not null)
                {
                    points.Add((string.Create(CultureInfo.InvariantCulture, $"{kind} {request}: {where}"), attempt));
                }

                Assert.True(where is not null || done, $"{kind}: nothing was struck, and yet it isn't done.");
                if (scenario.IsTimer)
                {
                    await UntilQuiet(bench, recovery, []);
                }

                struck.Plan.Revive();
                if (where is null)
                {
                    break;
                }
            }
        }

        await UntilQuiet(bench, recovery, scenario.IsTimer ? [] : [.. points.Select(point => point.Attempt)]);
        await Mend(recovery);
        var picture = await StoragePicture.Take(bench.Storage, bench.Partners, await bench.TakeAll("social-care-events"));
        var expected = picture.Of(reference.CaseId);
        Assert.Empty(expected.Loose);
        Assert.Equal(0, expected.ByChronologyOnly);
        var wrong = points.Select(point => (point.Point, Outcome: picture.Of(point.Attempt.CaseId)))
            .Where(point => !point.Outcome.IsLike(expected)).ToList();
        Assert.True(wrong.Count == 0, $"{wrong.Count} of {points.Count} points end otherwise.\n{string.Join("\n\n", wrong.Take(5).Select(point => $"{point.Point}\n{Difference(expected, point.Outcome)}"))}");
        Assert.NotEmpty(points);
        output.WriteLine($"{points.Count} crash points: {name}");
    }

    private static async Task<bool> Asked(Attempt attempt, InProcessHub hub)
    {
        try
        {
            // A process that is gone answers nobody.
            return await attempt.Act(hub) && !hub.Plan.IsDead;
        }
        catch (HttpRequestException)
        {
            // It had begun to answer.
            return false;
        }
    }

    /// <summary>Senders ask again, though they may have been answered; queues are pumped; timers fire; until nothing is left to do.</summary>
    private static async Task UntilQuiet(CrashBench bench, InProcessHub hub, IReadOnlyList<Attempt> attempts)
    {
        foreach (var attempt in attempts)
        {
            var done = false;
            for (var delivery = 1; !done && delivery <= MostDeliveries; delivery++)
            {
                done = await attempt.Act(hub);
            }

            Assert.True(done, $"Asked again, it still isn't done: {attempt.CaseId}");
        }

        hub.Ahead = CrashScenario.Later;
        for (var round = 1; ; round++)
        {
            Assert.True(round <= MostRounds, "It never becomes quiet.");
            foreach (var timer in new[] { "SweepKeyDates", "DispatchOutbox", "SendDigests", "TidyIndex", "RetryEarlyFollowUps", "NotifySubscribers" })
            {
                await CrashBench.Done(hub.Trigger(timer, Sample.TimerEnvelope()));
            }

            var replayed = await bench.TakeAll("lac-notifications");
            foreach (var message in replayed)
            {
                await Deliver(hub, "ReceiveNotification", message);
            }

            var alerts = await bench.TakeAll("escalations");
            foreach (var alert in alerts)
            {
                await Deliver(hub, "DeliverAlert", alert);
            }

            if (replayed.Count + alerts.Count == 0 && round > 1 && !await WaitsForAnything(hub))
            {
                break;
            }
        }

        hub.Ahead = TimeSpan.Zero;
    }

    private static async Task Deliver(InProcessHub hub, string function, JsonObject message)
    {
        for (var delivery = 1; (await hub.Trigger(function, Sample.StorageQueueEnvelope(message.ToJsonString(), delivery))).Status != 200; delivery++)
        {
            Assert.True(delivery < MostDeliveries, "The last but one delivery must settle a message, one way or the other.");
        }
    }

    /// <summary>What waits on purpose is let out: business time moves on. A claim that a process which is gone held on a delivery runs out by real time.</summary>
    private static async Task<bool> WaitsForAnything(InProcessHub hub)
    {
        var queues = (await hub.Get("hub/operations/outbox", hub.Token("operations"))).Json["queues"]!.AsArray();
        if (queues.Any(queue => (int)queue!["waiting"]! > 0))
        {
            hub.MoveOn(TimeSpan.FromMinutes(31));
        }

        var waits = queues.Any(queue => (int)queue!["waiting"]! + (int)queue["ready"]! > 0);
        await Task.Delay(waits ? TimeSpan.FromSeconds(1) : TimeSpan.Zero);
        return waits;
    }

    private static async Task Mend(InProcessHub hub)
    {
        hub.Ahead = CrashScenario.Later;
        var mended = await hub.Send(HttpMethod.Post, "hub/operations/check?mend=true", hub.Token("operations"), null);
        Assert.All(mended.Json["findings"]!.AsArray(), finding => Assert.True((bool)finding!["mended"]!, $"{finding}"));
    }

    private static List<string> Lines(CaseOutcome outcome) => [.. outcome.ToString().Split('\n'), .. outcome.Audited.Select(line => $"audited {line}")];

    private static string Difference(CaseOutcome expected, CaseOutcome found)
    {
        var (before, after) = (Lines(expected), Lines(found));
        foreach (var line in before.ToList().Where(after.Remove))
        {
            before.Remove(line);
        }

        return string.Join('\n', [.. before.Select(line => $"  - {line}"), .. after.Select(line => $"  + {line}")]);
    }
}

/// <summary>One after the other, beside the tests of hub processes.</summary>
[CollectionDefinition(Name)]
public sealed class CrashPoints
{
    public const string Name = "crash points";
}
