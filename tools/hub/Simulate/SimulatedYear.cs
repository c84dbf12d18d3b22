using IntegrationHub.Tools.Hub.Local;

namespace IntegrationHub.Tools.Hub.Simulate;

/// <summary>What came of a simulated year.</summary>
/// <param name="Plan">The children, with what must be so.</param>
/// <param name="Player">What was sent.</param>
/// <param name="Compared">How many single values were compared.</param>
/// <param name="Differences">Of each child about whom the hub and the re-computation disagree; empty when all is well.</param>
internal sealed record YearResult(YearPlan Plan, YearPlayer Player, DateOnly LastDay, int Compared, List<(SimulatedCase Course, List<string> Found)> Differences)
{
    public bool IsWell => Differences.Count == 0 && Player.Refused.Count == 0;
}

/// <summary>Plays a year on a hub of its own, day by day, and compares at its end.</summary>
internal static class SimulatedYear
{
    /// <param name="settings">Where the hub runs; its data folder must be a fresh one.</param>
    /// <param name="show">Days done of all days, and the day's date.</param>
    public static async Task<YearResult> PlayAsync(
        LocalSettings settings, int seed, int children, int days, Action<int, string> show, CancellationToken stop)
    {
        var plan = new YearPlan(seed, children, days);
        var start = MorningOf(YearPlan.FirstDay);
        await using var hub = await LocalHub.StartAsync(settings with { StoresMuch = true }, SettingsAt(start), stop);
        using var client = new HubClient(hub.Address, settings.DataFolder);
        var player = new YearPlayer(client, start);
        for (var day = 1; day <= days; day++)
        {
            var today = YearPlan.FirstDay.AddDays(day);
            if (!plan.Outages.Contains(today))
                await PlayDayAsync(plan, player, hub, today, stop);
            show(day, Json.Date(today));
        }
        return await CompareAsync(plan, player, client, stop);
    }

    private static async Task PlayDayAsync(YearPlan plan, YearPlayer player, LocalHub hub, DateOnly today, CancellationToken stop)
    {
        if (plan.IsRestartedOn(today))
        {
            await hub.RestartAsync(SettingsAt(MorningOf(today)), stop);
            player.Restarted(MorningOf(today));
        }
        await SweepAsync(plan, player, MorningOf(today).AddMinutes(1), stop);
        while (plan.Agenda.TryTake(today, out var course, out var deed))
            if (course.Known.CeasedOn is null)
                await deed(player, course, stop);
        // Late in the evening of some days: in summer it is the next day in London by then.
        if (today.DayNumber % 3 == 0)
            await SweepAsync(plan, player, MorningOf(today).AddHours(13.5), stop);
    }

    private static async Task SweepAsync(YearPlan plan, YearPlayer player, DateTimeOffset to, CancellationToken stop)
    {
        await player.MoveClockAsync(to, stop);
        foreach (var course in plan.Cases)
            course.Sweep(player.Today);
    }

    private static async Task<YearResult> CompareAsync(YearPlan plan, YearPlayer player, HubClient client, CancellationToken stop)
    {
        var comparison = new Comparison(client, player.Today);
        var differences = new List<(SimulatedCase, List<string>)>();
        foreach (var course in plan.Cases)
            if (await comparison.OfAsync(course, stop) is { Count: > 0 } found)
                differences.Add((course, found));
        return new YearResult(plan, player, player.Today, comparison.Compared, differences);
    }

    private static DateTimeOffset MorningOf(DateOnly day) => new(day, new TimeOnly(10, 0), TimeSpan.Zero);

    private static KeyValuePair<string, string?>[] SettingsAt(DateTimeOffset now) =>
        [new("HUB_NOW", Json.Instant(now)), new("HUB_ALERT_WEBHOOK", null), new("HUB_POLICY", null), new("HUB_TERMINOLOGY", null), new("HUB_SUBSCRIPTION_ENDPOINTS", null)];
}
