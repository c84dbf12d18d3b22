using IntegrationHub.Tools.Hub.Demo;
using IntegrationHub.Tools.Hub.Local;
using IntegrationHub.Tools.Hub.Simulate;

namespace IntegrationHub.Tools.Hub.Commands;

/// <summary>
/// `./hub simulate`: a council's year through the public interface, day by day, with all that goes wrong in one; at its end a re-computation that
/// shares nothing with the hub's must agree on every date, state and alert.
/// </summary>
internal static class SimulateCommand
{
    /// <summary>A year and a bit: whoever came in the autumn has a review in the year after.</summary>
    private const int DefaultDays = 400;

    public static async Task<int> RunAsync(Arguments arguments, CancellationToken stop)
    {
        var children = arguments.Number("children", 400, 2000);
        var days = arguments.Number("days", DefaultDays, 800);
        var seed = arguments.Number("seed", 1, 100_000);
        await Work.BuildAsync("functions", "the hub", stop);
        var data = Directory.CreateTempSubdirectory("integrationhub-simulate-").FullName;
        try
        {
            Console.WriteLine($"{children} children, {days} days from {Json.Date(YearPlan.FirstDay)}, seed {seed}");
            var bar = new ProgressBar(days);
            var result = await SimulatedYear.PlayAsync(LocalSettings.OnFreePorts(data), seed, children, days, bar.Show, stop);
            YearReport.Print(result);
            return result.IsWell ? 0 : 1;
        }
        finally
        {
            Directory.Delete(data, recursive: true);
        }
    }
}
