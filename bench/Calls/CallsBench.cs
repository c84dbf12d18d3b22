using System.Globalization;
using IntegrationHub.Bench.Kit;
using IntegrationHub.Bench.Output;
using IntegrationHub.Functions.Hosting;

namespace IntegrationHub.Bench.Calls;

/// <summary>How many storage calls each step of a case takes, counted in the hub's own pipeline, and what they cost.</summary>
internal static class CallsBench
{
    public const string Name = "calls";
    private const int MostForFirstNotification = 8;
    private static readonly TimeSpan Month = TimeSpan.FromDays(365.25 / 12);

    public static async Task<BenchResult> RunAsync(BenchRun run)
    {
        Progress.Show($"{Name}: a case's life", 0, 1);
        await using var storage = await EmptyStorage.StartAsync(run.Stop);
        var log = new StorageCallLog();
        await using var hub = await InProcessHub.StartAsync(storage.Connection, CaseLife.Begins, log, run.Stop);
        var life = new CaseLife(hub, log, run.Stop);
        await life.WarmUpAsync();
        await life.LiveAsync(run.Scale.SettleAfterLife);
        var timers = new List<(string Name, double RunsAMonth, IReadOnlyList<LoggedCall> Calls)>();
        foreach (var function in FunctionCatalogue.All)
            if (function.Trigger is TimerTrigger timer && timer.Every < Month)
                timers.Add((function.Name, Month / timer.Every, await life.TimerAsync(function.Name)));
        Progress.Show($"{Name}: a case's life", 1, 1);
        return Report(life, timers, Prices.Load());
    }

    private static BenchResult Report(CaseLife life, List<(string Name, double RunsAMonth, IReadOnlyList<LoggedCall> Calls)> timers, Prices prices)
    {
        var all = life.Steps.SelectMany(step => step.Calls).ToList();
        var first = life.Steps.First(step => step.Name == CaseLife.FirstNotification).Calls;
        var pull = life.Steps.First(step => step.Name == CaseLife.NothingNew).Calls;
        return new BenchResult(
            Name, "storage calls of each step of a case, those behind the answer with them, and what they cost",
            [
                new Table("a case's life, in order", Columns(prices), [.. life.Steps.Select(step => Row(step.Name, step.Calls, prices)), Row("whole life", all, prices)]),
                new Table("a run of each timer with one open case and nothing due", Columns(prices), [.. timers.Select(timer => Row(timer.Name, timer.Calls, prices))]),
                Monthly(all, pull, timers, prices),
            ],
            [Target.AtMost("storage calls of the first notification", first.Count, MostForFirstNotification)],
            [new BarGroup("Storage calls of each step", "", [.. life.Steps.Where(step => step.Calls.Count > 0).DistinctBy(step => step.Name).Select(step => new Bar(step.Name, step.Calls.Count, true))])],
            [$"Prices of {prices.Day:yyyy-MM-dd}, {prices.Currency}: {prices.Source}", $"Assumed: {prices.Assumptions}", "The calls of notices and events on queues are those of storage queues; Service Bus is charged otherwise (infra/README.md)."])
        {
            Counts = new Dictionary<string, double> { ["first"] = first.Count, ["life"] = all.Count, ["steps"] = life.Steps.Count, ["deliveries"] = life.Deliveries, ["timers"] = timers.Count },
        };
    }

    private static IReadOnlyList<string> Columns(Prices prices) =>
        ["step", "calls", "writes", "lists", "reads", "deletes", "queue", .. prices.Per10000.Select(tariff => $"USD for 1,000, {tariff.Redundancy}"), "which"];

    private static IReadOnlyList<string> Row(string name, IReadOnlyList<LoggedCall> calls, Prices prices) =>
    [
        name, Text(calls.Count), .. new[] { Charge.Write, Charge.List, Charge.Read, Charge.Delete, Charge.Queue }.Select(charge => Text(calls.Count(call => Prices.ChargeOf(call) == charge))),
        .. prices.Per10000.Select(tariff => (tariff.Of(calls) * 1000).ToString("0.0000", CultureInfo.InvariantCulture)),
        string.Join(", ", calls.GroupBy(call => $"{call.Container} {Verb(call)}").OrderBy(same => same.Key, StringComparer.Ordinal).Select(same => $"{same.Count()} {same.Key}")),
    ];

    private static string Verb(LoggedCall call) => Prices.ChargeOf(call) == Charge.List ? "list" : call.Query.Contains("appendblock", StringComparison.Ordinal) ? "append" : call.Method.ToLowerInvariant();

    /// <summary>What a month of calls comes to: the cases of the month, the providers' pulls and the timers.</summary>
    private static Table Monthly(IReadOnlyList<LoggedCall> life, IReadOnlyList<LoggedCall> pull, List<(string Name, double RunsAMonth, IReadOnlyList<LoggedCall> Calls)> timers, Prices prices)
    {
        var rows = new List<IReadOnlyList<string>>();
        foreach (var place in prices.Places)
            foreach (var tariff in prices.Per10000)
            {
                var cases = prices.ChildrenAYear / prices.Councils * place.Councils / 12;
                double[] parts =
                [
                    cases * tariff.Of(life), place.Providers * prices.PullsAMonth * tariff.Of(pull), timers.Sum(timer => timer.RunsAMonth * tariff.Of(timer.Calls)),
                ];
                rows.Add([$"{place.Name}, {tariff.Redundancy}", Shown.Of(cases), .. parts.Append(parts.Sum()).Select(part => part.ToString("0.00", CultureInfo.InvariantCulture))]);
            }
        return new Table($"storage calls in a month, {prices.Currency}", ["where", "new cases", "their lives", "pulls", "timers", "together"], rows);
    }

    private static string Text(int count) => count.ToString(CultureInfo.InvariantCulture);
}
