using IntegrationHub.Tools.Hub.Demo;
using IntegrationHub.Tools.Hub.Local;
using IntegrationHub.Tools.Hub.Soak;

namespace IntegrationHub.Tools.Hub.Commands;

/// <summary>`./hub soak`: kills the hub and stops its storage while many send, then asks whether anything was lost or doubled.</summary>
internal static class SoakCommand
{
    public static async Task<int> RunAsync(Arguments arguments, CancellationToken stop)
    {
        var minutes = arguments.Number("minutes", 5, 24 * 60);
        var seed = arguments.Number("seed", 1, 100_000);
        await Work.BuildAsync("functions", "the hub", stop);
        var data = Directory.CreateTempSubdirectory("integrationhub-soak-").FullName;
        try
        {
            Console.WriteLine($"{minutes} minutes, seed {seed}");
            var bar = new ProgressBar(minutes * 60);
            Print(await SoakRun.PlayAsync(LocalSettings.OnFreePorts(data), seed, TimeSpan.FromMinutes(minutes), (gone, _) => bar.Show(gone, "seconds"), stop), out var exitCode);
            return exitCode;
        }
        finally
        {
            Directory.Delete(data, recursive: true);
        }
    }

    private static void Print(SoakResult result, out int exitCode)
    {
        Console.WriteLine($"{result.Ledger.Kills} kills, {result.Ledger.StorageStops} storage stops");
        Console.WriteLine($"{result.Ledger.Sent} requests and messages sent, {result.Ledger.Repeated} of them again for want of an answer");
        Console.WriteLine($"{result.Ledger.Acknowledgements.Count} notifications taken in, {result.Ledger.Unanswered.Count} given up unanswered; {result.Cases} cases, {result.Facts} facts, {result.Alerts} alerts");
        Console.WriteLine($"{result.EventsRepeated} events sent more than once under one id, {result.Replayed} parked messages replayed");
        foreach (var wrong in result.Wrong.Take(50))
            Console.WriteLine($"  {wrong}");
        Console.WriteLine(result.Wrong.Count == 0 ? "nothing lost, nothing doubled" : $"{result.Wrong.Count} wrong");
        exitCode = result.Wrong.Count == 0 ? 0 : 1;
    }
}
