using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json.Nodes;
using IntegrationHub.Tools.Hub.Local;

namespace IntegrationHub.Tools.Hub.Fuzz;

/// <summary>What is sent.</summary>
/// <param name="From">Index of the first input.</param>
/// <param name="Count">How many at most.</param>
/// <param name="Length">No further round begins after it.</param>
internal sealed record FuzzPlan(int Seed, int From, int Count, TimeSpan Length);

/// <summary>What came of it.</summary>
/// <param name="Sent">Inputs, each counted once.</param>
/// <param name="Statuses">How many were answered by which status.</param>
/// <param name="Families">How many of which family were sent, and how many of them were taken in (2xx).</param>
/// <param name="Wrong">Each with the input that it can be had again with.</param>
/// <param name="Slowest">The longest that an answer took.</param>
/// <param name="MemoryAfterWarmUp">Resident set in MB, after the first rounds; null where the system doesn't say.</param>
/// <param name="MemoryAtEnd">The same, at the end.</param>
internal sealed record FuzzResult(
    int Sent, IReadOnlyDictionary<int, int> Statuses, IReadOnlyDictionary<string, (int Sent, int Taken)> Families, IReadOnlyList<string> Wrong, TimeSpan Slowest,
    long? MemoryAfterWarmUp, long? MemoryAtEnd);

/// <summary>
/// Sends hostile inputs to a hub of its own and holds every answer against what must be true of all of them. After each round, what was refused in it is sent once
/// more with nothing between: of that nothing may have been kept.
/// </summary>
internal sealed class FuzzRun
{
    private const int Senders = 4;
    private const int Round = 300;
    private const int WarmUpRounds = 2;
    private const long MostGrowth = 300;
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly ConcurrentDictionary<int, int> statuses = new();
    private readonly ConcurrentDictionary<string, (int Sent, int Taken)> families = new();
    private readonly ConcurrentQueue<string> wrong = new();
    private readonly LocalHub local;
    private readonly FuzzClient client;
    private readonly FuzzKept kept;
    private long slowest;

    private FuzzRun(LocalHub local, FuzzClient client, FuzzKept kept) => (this.local, this.client, this.kept) = (local, client, kept);

    /// <param name="settings">Free ports and an empty folder.</param>
    /// <param name="heard">Told each input with its answer.</param>
    /// <param name="show">Told how many were sent.</param>
    public static async Task<FuzzResult> PlayAsync(LocalSettings settings, FuzzPlan plan, Action<FuzzInput, FuzzAnswer>? heard, Action<int> show, CancellationToken stop)
    {
        await using var local = await LocalHub.StartAsync(
            settings with { StoresMuch = true }, [new("HUB_NOW", Json.Instant(FuzzCorpus.Now)), new("HUB_SUBSCRIPTION_ENDPOINTS", FuzzCorpus.Endpoints)], stop);
        using var hub = new HubClient(local.Address, settings.DataFolder);
        using var client = new FuzzClient(local.Address, settings.DataFolder, Patience);
        await Soak.SoakCheck.UntilReadyAsync(hub, stop);
        var generator = new FuzzGenerator(await CorpusAsync(hub, stop), plan.Seed);
        return await new FuzzRun(local, client, new FuzzKept(hub)).PlayAsync(generator, plan, heard, show, stop);
    }

    private static async Task<FuzzCorpus> CorpusAsync(HubClient hub, CancellationToken stop)
    {
        var caseIds = new List<string>();
        foreach (var opening in FuzzCorpus.Openings)
            caseIds.Add((string)(await hub.SendAsync("social-care", HttpMethod.Post, "hub/notifications", opening, HubClient.CloudEvents, null, stop)).Body!["caseId"]!);
        return FuzzCorpus.Of(caseIds[0], (await hub.GetAsync("health", "hub/fhir/metadata", stop)).Body!);
    }

    private async Task<FuzzResult> PlayAsync(FuzzGenerator generator, FuzzPlan plan, Action<FuzzInput, FuzzAnswer>? heard, Action<int> show, CancellationToken stop)
    {
        var since = TimeProvider.System.GetTimestamp();
        long? warm = null;
        var sent = 0;
        for (var round = 1; sent < plan.Count && TimeProvider.System.GetElapsedTime(since) < plan.Length && !stop.IsCancellationRequested; round++)
        {
            var inputs = Enumerable.Range(plan.From + sent, Math.Min(Round, plan.Count - sent)).Select(generator.At).ToList();
            var refused = await SendAsync(inputs, heard, stop);
            await NothingKeptAsync(refused, stop);
            sent += inputs.Count;
            show(sent);
            warm = round <= WarmUpRounds ? local.Memory : warm;
        }
        var end = local.Memory;
        if (end - warm > MostGrowth)
            wrong.Enqueue($"The hub's memory grew from {warm} to {end} MB.");
        return new FuzzResult(sent, statuses, families, [.. wrong], TimeSpan.FromTicks(slowest), warm, end);
    }

    /// <returns>The inputs that were refused.</returns>
    private async Task<IReadOnlyList<FuzzInput>> SendAsync(List<FuzzInput> inputs, Action<FuzzInput, FuzzAnswer>? heard, CancellationToken stop)
    {
        var refused = new ConcurrentBag<FuzzInput>();
        await Parallel.ForEachAsync(inputs, new ParallelOptions { MaxDegreeOfParallelism = Senders, CancellationToken = stop }, async (input, cancel) =>
        {
            var answer = await client.SendAsync(input, cancel);
            Count(input, answer);
            heard?.Invoke(input, answer);
            if (answer.Status is >= 400 and < 500)
                refused.Add(input);
        });
        return [.. refused.OrderBy(input => input.Index)];
    }

    private void Count(FuzzInput input, FuzzAnswer answer)
    {
        statuses.AddOrUpdate(answer.Status, 1, (_, count) => count + 1);
        var taken = answer.Status is >= 200 and < 300 ? 1 : 0;
        families.AddOrUpdate(input.Family, (1, taken), (_, counted) => (counted.Sent + 1, counted.Taken + taken));
        InterlockedMax(ref slowest, answer.Took.Ticks);
        if (FuzzJudge.Fault(input, answer, Bound) is { } fault)
            wrong.Enqueue($"{fault}\n    {input}");
    }

    /// <summary>
    /// A case that has moved on since may take in now what it refused before: whatever does is left out, until a pass in which all is refused.
    /// </summary>
    private async Task NothingKeptAsync(IReadOnlyList<FuzzInput> refused, CancellationToken stop)
    {
        for (var pass = 0; pass < 3 && refused.Count > 0; pass++)
        {
            var before = await kept.CountAsync(stop);
            var again = new ConcurrentBag<FuzzInput>();
            await Parallel.ForEachAsync(refused, new ParallelOptions { MaxDegreeOfParallelism = Senders, CancellationToken = stop }, async (input, cancel) =>
            {
                if ((await client.SendAsync(input, cancel)).Status is >= 400 and < 500)
                    again.Add(input);
            });
            var after = await kept.CountAsync(stop);
            if (again.Count == refused.Count && before == after)
                return;
            if (again.Count == refused.Count && pass == 2)
                wrong.Enqueue(string.Create(CultureInfo.InvariantCulture, $"Refused inputs {refused[0].Index} to {refused[^1].Index} left something: {before} became {after}."));
            refused = [.. again.OrderBy(input => input.Index)];
        }
    }

    private static void InterlockedMax(ref long place, long value)
    {
        for (var seen = Volatile.Read(ref place); seen < value; seen = Volatile.Read(ref place))
            Interlocked.CompareExchange(ref place, value, seen);
    }
}

/// <summary>Counts what a hub keeps on children.</summary>
internal sealed class FuzzKept(HubClient hub)
{
    /// <summary>Cases, facts that somebody told the hub (not those that it records by itself as time goes by), documents, subscriptions.</summary>
    public async Task<(int Cases, int Facts, int Documents, int Subscriptions)> CountAsync(CancellationToken stop)
    {
        var (facts, documents, ids) = (0, 0, new List<string>());
        for (var page = "hub/cases?limit=200"; page is not null;)
        {
            var listed = (await hub.GetAsync("social-care", page, stop)).Body!;
            ids.AddRange(listed["cases"]!.AsArray().Select(view => (string)view!["caseId"]!));
            page = (string?)listed["next"] is { } next ? $"hub/cases?limit=200&cursor={Uri.EscapeDataString(next)}" : null;
        }
        foreach (var id in ids)
        {
            var chronology = (await hub.GetAsync("social-care", $"hub/cases/{id}/chronology", stop)).Body!;
            facts += chronology["facts"]!.AsArray().Count(IsTold);
            documents += (await hub.GetAsync("social-care", $"hub/cases/{id}/documents", stop)).Body!["documents"]!.AsArray().Count;
        }
        return (ids.Count, facts, documents, (int?)(await hub.GetAsync("health", "hub/fhir/Subscription", stop)).Body!["total"] ?? 0);
    }

    private static bool IsTold(JsonNode? fact) => (string?)fact!["actor"]?["organisation"] != "hub";
}
