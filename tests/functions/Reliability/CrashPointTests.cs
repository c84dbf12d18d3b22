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
public sealed class CrashPointTests(TestStack stack, ITestOutputHelper output)
{
    // More than any handler makes; one that never comes to an end is a fault, too.
    private const int MostRequests = 200;
    private const int MostRounds = 60;
    private const int MostDeliveries = 4;

    // Everything that a process which is gone left behind is old by then.
    private static readonly TimeSpan Later = TimeSpan.FromHours(25);

    public static TheoryData<string> Scenarios => [.. CrashScenario.All.Select(scenario => scenario.Name)];

    [Theory]
    [MemberData(nameof(Scenarios))]
    public async Task Struck_anywhere_and_asked_again_it_is_as_if_nothing_had_happened(string name)
    {
        var scenario = CrashScenario.All.First(one => one.Name == name);
        var (account, folder) = (stack.NewAccount(), stack.NewFolder());
        await using var bench = await CrashBench.Start(account, folder);
        await using var struck = await InProcessHub.Start(account, folder, scenario.At);
        await using var later = scenario.At == CrashScenario.PreparedAt ? null : await InProcessHub.Start(account, folder, scenario.At);
        var recovery = later ?? bench.Clean;

        var reference = await scenario.Prepare(bench);
        Assert.True(await reference.Act(recovery), "Nothing happened, and yet it isn't done.");
        await UntilQuiet(bench, recovery, scenario.IsTimer ? [] : [reference]);

        var points = new List<(string Point, Attempt Attempt)>();
        foreach (var kind in scenario.Kinds)
        {
            for (var request = 0; ; request++)
            {
                Assert.True(request < MostRequests, $"{kind}: it never completes.");
                var attempt = await scenario.Prepare(bench);
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
        var picture = await StoragePicture.Take(bench.Storage, await bench.TakeAll("social-care-events"));
        var expected = picture.Of(reference.CaseId);
        Assert.Empty(expected.Loose);
        var wrong = points.Select(point => (point.Point, Outcome: picture.Of(point.Attempt.CaseId)))
            .Where(point => point.Outcome.ToString() != expected.ToString()).ToList();
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

        hub.Ahead = Later;
        for (var round = 1; ; round++)
        {
            Assert.True(round <= MostRounds, "It never becomes quiet.");
            foreach (var timer in new[] { "SweepKeyDates", "DispatchOutbox", "SendDigests", "TidyIndex" })
            {
                await CrashBench.Done(hub.Trigger(timer, Sample.TimerEnvelope()));
            }

            var alerts = await bench.TakeAll("escalations");
            foreach (var alert in alerts)
            {
                await Deliver(hub, alert);
            }

            if (alerts.Count == 0 && round > 1 && !await WaitsForAnything(hub))
            {
                break;
            }
        }

        hub.Ahead = TimeSpan.Zero;
    }

    private static async Task Deliver(InProcessHub hub, JsonObject alert)
    {
        for (var delivery = 1; (await hub.Trigger("DeliverAlert", Sample.StorageQueueEnvelope(alert.ToJsonString(), delivery))).Status != 200; delivery++)
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
        hub.Ahead = Later;
        var mended = await hub.Send(HttpMethod.Post, "hub/operations/check?mend=true", hub.Token("operations"), null);
        Assert.All(mended.Json["findings"]!.AsArray(), finding => Assert.True((bool)finding!["mended"]!, $"{finding}"));
    }

    private static string Difference(CaseOutcome expected, CaseOutcome found)
    {
        var (before, after) = (expected.ToString().Split('\n').ToList(), found.ToString().Split('\n').ToList());
        foreach (var line in before.ToList().Where(after.Remove))
        {
            before.Remove(line);
        }

        return string.Join('\n', [.. before.Select(line => $"  - {line}"), .. after.Select(line => $"  + {line}")]);
    }
}

/// <summary>A storage emulator of its own, so that it goes on beside the tests of hub processes.</summary>
[CollectionDefinition(Name)]
public sealed class CrashPoints : ICollectionFixture<TestStack>
{
    public const string Name = "crash points";
}
