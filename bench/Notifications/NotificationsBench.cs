using System.Text.Json;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Specialized;
using IntegrationHub.Bench.Kit;
using IntegrationHub.Bench.Output;
using IntegrationHub.LocalStack;
using IntegrationHub.Tooling.Tests.Publish;

namespace IntegrationHub.Bench.Notifications;

/// <summary>How many notifications a second are taken in, each to a durable 201, and what that costs in processor time.</summary>
internal static class NotificationsBench
{
    public const string Name = "notifications";
    private const double LeastOfFloor = 0.85;
    private const double LeastOfNodeRed = 1;
    private const double MostOfNodeRedsProcessor = 0.5;

    public static async Task<BenchResult> RunAsync(BenchRun run)
    {
        await NodePackages.EnsureAsync(Side.NodeRedFolder, Console.Error.WriteLine, run.Stop);
        var plan = await PlanRecorder.RecordAsync(run.Stop);
        var planFile = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(planFile, JsonSerializer.Serialize(plan), run.Stop);
            await using var issuer = await Issuer.StartAsync();
            Side[] sides = [Side.Hub(run.Programs, issuer), Side.Floor(run.Programs, planFile), Side.NodeRed(issuer, JsonSerializer.Serialize(WritesOf(plan)))];
            var rounds = new List<IReadOnlyList<SideRound>>();
            for (var round = 0; round < run.Scale.Rounds; round++)
                rounds.Add(await RoundAsync(run, sides, round, issuer));
            return Report(run, sides, plan, rounds);
        }
        finally
        {
            File.Delete(planFile);
        }
    }

    /// <summary>Each side once, each on storage of its own that is empty; another one begins in each round.</summary>
    private static async Task<IReadOnlyList<SideRound>> RoundAsync(BenchRun run, Side[] sides, int round, Issuer issuer)
    {
        var done = new SideRound[sides.Length];
        for (var turn = 0; turn < sides.Length; turn++)
        {
            var at = (round + turn) % sides.Length;
            Progress.Show($"{Name}: round {round + 1} of {run.Scale.Rounds}, {sides[at].Name}", (round * sides.Length) + turn, run.Scale.Rounds * sides.Length);
            done[at] = await MeasureAsync(run, sides[at], issuer);
        }
        Progress.Show($"{Name}: round {round + 1} of {run.Scale.Rounds}", (round + 1) * sides.Length, run.Scale.Rounds * sides.Length);
        return done;
    }

    private static async Task<SideRound> MeasureAsync(BenchRun run, Side side, Issuer issuer)
    {
        var (scale, stop) = (run.Scale, run.Stop);
        await using var storage = await EmptyStorage.StartLargeAsync(stop);
        await using var server = await side.StartAsync(storage.Connection, stop);
        using var load = new Load(server.Address, issuer.Token(Children.Council, "SocialCare.Notify"), scale.Connections);
        await load.SendAsync(Bodies(0, scale.Warmup), stop);
        var before = ProcessUsage.ProcessorTime(server.Id);
        var took = await load.SendAsync(Bodies(scale.Warmup, scale.Notifications), stop);
        var processor = ProcessUsage.ProcessorTime(server.Id) - before;
        return new SideRound(scale.Notifications / took.TotalSeconds, processor.TotalMilliseconds / scale.Notifications, await StoredAsync(storage, stop), await AppendsAsync(storage, stop) / (double)(scale.Warmup + scale.Notifications));
    }

    private static List<byte[]> Bodies(int from, int count)
    {
        var now = TimeProvider.System.GetUtcNow();
        return [.. Enumerable.Range(from, count).Select(child => Children.BecameLookedAfter(child, now, DateOnly.FromDateTime(now.UtcDateTime)))];
    }

    /// <summary>Cases that are really there; the floor's have no names to tell by, but as many.</summary>
    private static async Task<int> StoredAsync(EmptyStorage storage, CancellationToken stop)
    {
        var count = 0;
        await foreach (var _ in new BlobServiceClient(storage.Connection).GetBlobContainerClient("cases").GetBlobsAsync(cancellationToken: stop))
            count++;
        return count;
    }

    /// <summary>Requests that appended to the audit: each is a block.</summary>
    private static async Task<int> AppendsAsync(EmptyStorage storage, CancellationToken stop)
    {
        var audit = new BlobServiceClient(storage.Connection).GetBlobContainerClient("audit");
        var count = 0;
        await foreach (var blob in audit.GetBlobsAsync(cancellationToken: stop))
            count += (await audit.GetAppendBlobClient(blob.Name).GetPropertiesAsync(cancellationToken: stop)).Value.BlobCommittedBlockCount;
        return count;
    }

    private static Dictionary<string, int> WritesOf(StoragePlan plan) => plan.Calls.Where(call => call.Kind is CallKind.Put or CallKind.Append)
        .GroupBy(call => call.Container).ToDictionary(calls => calls.Key, calls => calls.Count());

    private static BenchResult Report(BenchRun run, Side[] sides, StoragePlan plan, IReadOnlyList<IReadOnlyList<SideRound>> rounds)
    {
        double Of(int side, Func<SideRound, double> value) => rounds.Select(round => value(round[side])).Median();
        double Ratio(int other, Func<SideRound, double> value) => rounds.Select(round => value(round[0]) / value(round[other])).Median();
        var (floor, nodeRed) = (Ratio(1, round => round.Rate), Ratio(2, round => round.Rate));
        var rows = sides.Select((side, at) => (IReadOnlyList<string>)[
            side.Name, Shown.Of(Of(at, round => round.Rate)), Shown.Of(Ratio(at, round => round.Rate)), Shown.Of(Of(at, round => round.Processor)), Shown.Of(Ratio(at, round => round.Processor)), Shown.Of(Of(at, round => round.Appends))]).ToList();
        return new BenchResult(
            Name, $"notifications a second to a durable 201, {run.Scale.Connections} connections, {run.Scale.Notifications} of them after {run.Scale.Warmup}, medians of {run.Scale.Rounds} rounds",
            [new Table("side by side", ["side", "a second", "hub's ratio", "ms of processor", "hub's ratio", "appends each"], rows), TableOf(plan)],
            [
                Target.AtLeast("the hub's rate beside the floor's", floor, LeastOfFloor), Target.AtLeast("the hub's rate beside Node-RED's", nodeRed, LeastOfNodeRed),
                Target.AtMost("the hub's processor time beside Node-RED's", Ratio(2, round => round.Processor), MostOfNodeRedsProcessor),
            ],
            [
                new BarGroup("Notifications a second, to a durable 201", "", [.. sides.Select((side, at) => new Bar(side.Name, Of(at, round => round.Rate), at == 0))]),
                new BarGroup("Processor time of the server for each", " ms", [.. sides.Select((side, at) => new Bar(side.Name, Of(at, round => round.Processor), at == 0))]),
            ],
            [.. sides.Select(side => $"{side.Name} {side.Does}."), "Azurite looks blobs up by name (tools/local-stack/azurite-by-name.cjs), for all sides: as it comes, it sorts all blobs anew when one is deleted.",
             "Lines of the audit that are ready at the same time go out together, from hub and floor; Node-RED appends each by itself (\"appends each\": requests for a notification)."])
        {
            Counts = new Dictionary<string, double>
            {
                ["planned"] = plan.Calls.Count,
                ["writes"] = WritesOf(plan).Values.Sum(),
                ["rounds"] = rounds.Count,
                ["sent"] = run.Scale.Warmup + run.Scale.Notifications,
                ["stored.least"] = rounds.SelectMany(round => round).Min(round => round.Stored),
                ["stored.most"] = rounds.SelectMany(round => round).Max(round => round.Stored),
                ["processor.least"] = rounds.SelectMany(round => round).Min(round => round.Processor),
            },
        };
    }

    private static Table TableOf(StoragePlan plan) => new(
        "the storage calls of a notification, as the hub was seen to make them and the floor makes them again", ["call", "container", "bytes", "waits for", "before the answer"],
        [.. plan.Calls.Select((call, at) => (IReadOnlyList<string>)[
            $"{at + 1} {call.Kind}".ToLowerInvariant(), call.Container, Shown.Of(call.Bytes),
            call.After.Count == 0 ? "-" : call.After.Count == at ? "all before" : string.Join(' ', call.After.Select(before => before + 1)), call.BeforeAnswer ? "yes" : "no"])]);
}
