using IntegrationHub.Bench.Calls;
using IntegrationHub.Bench.Kit;
using IntegrationHub.Bench.Output;

namespace IntegrationHub.Bench.Store;

/// <summary>Whether the sweep's storage calls follow from what is due, however many cases there are.</summary>
internal static class SweepBench
{
    public const string Name = "sweep";

    // Every case is listed once in each sweep, 5,000 to a call, to find those counted by other rules: that much may grow with the store.
    private const double MostOfSmallest = 1.05;
    private static readonly TimeSpan Quiet = TimeSpan.FromMilliseconds(500);

    // Long enough for the first key date to be missed, Christmas or not.
    private static readonly TimeSpan UntilDue = TimeSpan.FromDays(14);

    public static async Task<BenchResult> RunAsync(BenchRun run, IReadOnlyList<LargeStore> stores)
    {
        var swept = new List<(int Cases, int Due, IReadOnlyList<LoggedCall> Calls)>();
        foreach (var store in stores)
        {
            Progress.Show($"{Name}: {Shown.Of(store.Cases)} cases", swept.Count, stores.Count);
            store.Hub.MoveTo(TimeProvider.System.GetUtcNow() + UntilDue);
            store.Log.Take();
            var answer = await store.Hub.AskAsync(null, HttpMethod.Post, "SweepKeyDates", CaseLife.TimerBody(), "application/json", run.Stop);
            var due = int.Parse(new string([.. answer.Text[answer.Text.IndexOf("swept", StringComparison.Ordinal)..].SkipWhile(letter => !char.IsAsciiDigit(letter)).TakeWhile(char.IsAsciiDigit)]), System.Globalization.CultureInfo.InvariantCulture);
            swept.Add((store.Cases, due, await store.Log.TakeAsync(Quiet, run.Stop)));
        }
        Progress.Show($"{Name}: done", 1, 1);
        return Report(run, swept);
    }

    private static BenchResult Report(BenchRun run, List<(int Cases, int Due, IReadOnlyList<LoggedCall> Calls)> swept)
    {
        var first = swept[0].Calls.Count;
        return new BenchResult(
            Name, $"storage calls of a sweep in which {run.Scale.OpenReferrals} cases are due, the notices that it puts on their queue with it",
            [
                new Table(
                    "by the size of the store", ["cases in the store", "due", "calls", "for each that is due", "listings", "ratio"],
                    [.. swept.Select(one => (IReadOnlyList<string>)[
                        Shown.Of(one.Cases), $"{one.Due}", Shown.Of(one.Calls.Count), Shown.Of((double)one.Calls.Count / one.Due),
                        $"{one.Calls.Count(call => Prices.ChargeOf(call) == Charge.List)}", Shown.Of((double)one.Calls.Count / first)])]),
            ],
            [.. swept.Skip(1).Select(one => Target.AtMost($"calls at {Shown.Of(one.Cases)} cases beside {Shown.Of(swept[0].Cases)}", (double)one.Calls.Count / first, MostOfSmallest))],
            [new BarGroup($"Storage calls of a sweep, {run.Scale.OpenReferrals} cases due", "", [.. swept.Select(one => new Bar($"{Shown.Of(one.Cases)} cases", one.Calls.Count, true))])],
            ["The cases of a store are listed once in each sweep, 5,000 to a call, to find those that were counted by other rules: that is what grows."])
        {
            Counts = new Dictionary<string, double> { ["due.least"] = swept.Min(one => one.Due), ["due.most"] = swept.Max(one => one.Due), ["calls"] = first },
        };
    }
}
