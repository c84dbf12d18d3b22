using IntegrationHub.Tools.Hub.Demo;
using IntegrationHub.Tools.Hub.Fuzz;
using IntegrationHub.Tools.Hub.Local;

namespace IntegrationHub.Tools.Hub.Commands;

/// <summary>`./hub fuzz`: hostile inputs to a hub of its own, each answer held against what must be true of all.</summary>
internal static class FuzzCommand
{
    private const int Most = 100_000_000;

    public static async Task<int> RunAsync(Arguments arguments, CancellationToken stop)
    {
        var minutes = arguments.Number("minutes", 2, 24 * 60);
        var seed = arguments.Number("seed", 1, 1_000_000);
        var count = arguments.Number("count", Most, Most);
        var plan = new FuzzPlan(seed, arguments.Text("from") == "0" ? 0 : arguments.Number("from", 0, Most), count, TimeSpan.FromMinutes(minutes));
        await Work.BuildAsync("functions", "the hub", stop);
        var data = Directory.CreateTempSubdirectory("integrationhub-fuzz-").FullName;
        try
        {
            Console.WriteLine($"seed {seed}, from {plan.From}, {(count == Most ? $"{minutes} minutes" : $"{count} inputs")}");
            var bar = new ProgressBar(count == Most ? minutes * 60 : count);
            var since = TimeProvider.System.GetTimestamp();
            var result = await FuzzRun.PlayAsync(
                LocalSettings.OnFreePorts(data), plan, count <= 10 ? Tell : null,
                sent => bar.Show(count == Most ? (int)Math.Min(TimeProvider.System.GetElapsedTime(since).TotalSeconds, minutes * 60) : sent, $"{sent} inputs"), stop);
            Print(result, seed);
            return result.Wrong.Count == 0 ? 0 : 1;
        }
        finally
        {
            Directory.Delete(data, recursive: true);
        }
    }

    private static void Tell(FuzzInput input, FuzzAnswer answer) => Console.WriteLine($"{input}\n  {answer.Status} {answer.MediaType} {answer.Failure}{answer.Body}");

    private static void Print(FuzzResult result, int seed)
    {
        foreach (var (family, (sent, taken)) in result.Families.OrderBy(family => family.Key, StringComparer.Ordinal))
            Console.WriteLine($"  {family,-14} {sent,8} sent {taken,8} taken in");
        Console.WriteLine($"{result.Sent} inputs; by status {string.Join(", ", result.Statuses.OrderBy(status => status.Key).Select(status => $"{status.Key}: {status.Value}"))}");
        Console.WriteLine($"slowest answer {result.Slowest.TotalSeconds:0.0} s; memory {result.MemoryAfterWarmUp} MB after warm-up, {result.MemoryAtEnd} MB at the end");
        foreach (var wrong in result.Wrong.Take(30))
            Console.WriteLine($"  {wrong}");
        Console.WriteLine(result.Wrong.Count == 0 ? "nothing wrong" : $"{result.Wrong.Count} wrong; one again: ./hub fuzz --seed {seed} --from INDEX --count 1");
    }
}
