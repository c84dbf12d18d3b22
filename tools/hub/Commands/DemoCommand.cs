using IntegrationHub.Tools.Hub.Demo;
using IntegrationHub.Tools.Hub.Local;

namespace IntegrationHub.Tools.Hub.Commands;

/// <summary>`./hub demo`: a council's quarter, played through the public interface, so that every page has something to show.</summary>
internal static class DemoCommand
{
    public static async Task<int> RunAsync(Arguments arguments, CancellationToken stop)
    {
        var weeks = arguments.Number("weeks", 13, 104);
        var children = arguments.Number("children", 40, 999);
        var seed = arguments.Number("seed", 1, 1_000_000);
        var settings = LocalSettings.FromEnvironment();
        using var client = new HubClient(new Uri($"http://127.0.0.1:{settings.HubPort}/"), settings.DataFolder);
        if (await client.NowAsync(stop) is { } clock)
        {
            Console.WriteLine($"A hub runs at port {settings.HubPort}; its clock says {Json.Instant(clock)} and is moved on by {weeks} weeks.");
            return await PlayAsync(client, seed, clock, weeks, children, stop);
        }

        LocalHub.DemandFreePorts(settings);
        await Work.BuildAsync("functions", "the hub", stop);
        var start = TimeProvider.System.GetUtcNow().AddDays(-7 * weeks);
        await using var hub = await LocalHub.StartAsync(settings, [new("HUB_NOW", Json.Instant(start))], stop);
        Console.WriteLine($"The hub runs at {hub.Address}hub; its clock starts at {Json.Instant(start)}.");
        var exitCode = await PlayAsync(client, seed, start, weeks, children, stop);
        if (arguments.Has("exit"))
            return exitCode;
        Console.WriteLine($"\nThe hub stays at {hub.Address}hub. Ctrl-C stops it and Azurite.");
        return Math.Max(await hub.WaitAsync(stop), exitCode);
    }

    private static async Task<int> PlayAsync(HubClient client, int seed, DateTimeOffset start, int weeks, int children, CancellationToken stop)
    {
        var player = new DemoPlayer(client, start);
        var end = start.AddDays(7 * weeks);
        var steps = DemoStory.Write(seed, start, weeks, children).Where(step => step.At > start && step.At <= end).ToList();
        var bar = new ProgressBar(steps.Count);
        var day = start;
        for (var done = 0; done < steps.Count; done++)
        {
            var step = steps[done];
            // Every morning comes, also one on which nobody does anything: key dates pass on it.
            for (; day.AddDays(1) < step.At; day = day.AddDays(1))
                await player.MoveClockAsync(day.AddDays(1), stop);
            await player.MoveClockAsync(step.At, stop);
            if (!step.Case.IsOver)
                await step.PlayAsync(player, step.Case, stop);
            bar.Show(done + 1, Json.Date(Json.DateOf(step.At)));
        }
        await player.MoveClockAsync(end, stop);
        await DemoSummary.PrintAsync(client, stop);
        Console.WriteLine($"\n{player.Requests} requests in {player.Elapsed.TotalSeconds:0.0} s");
        foreach (var (what, count) in player.Refused)
            Console.WriteLine($"  refused {count} times: {what}");
        return player.Refused.Count == 0 ? 0 : 1;
    }
}
