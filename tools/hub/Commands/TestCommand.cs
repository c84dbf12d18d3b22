using System.Collections.Concurrent;
using System.Diagnostics;
using IntegrationHub.LocalStack;
using IntegrationHub.Tools.Hub.Local;
using IntegrationHub.Tools.Hub.Tests;

namespace IntegrationHub.Tools.Hub.Commands;

/// <summary>`./hub test`: every check there is. The last line is `N passed, N failed`.</summary>
internal static class TestCommand
{
    // Two things at a time, for two cores: tests wait as much as they compute.
    private const int Lanes = 2;

    public static async Task<int> RunAsync(Arguments arguments, CancellationToken stop)
    {
        var filter = arguments.Positional switch
        {
            [] => null,
            [var only] => only,
            _ => throw new UsageException("test takes one filter at most"),
        };
        var results = Repository.PathOf("artifacts", "test-results", Environment.ProcessId.ToString(System.Globalization.CultureInfo.InvariantCulture));
        Directory.CreateDirectory(results);
        var since = Stopwatch.GetTimestamp();
        var steps = new Steps(filter, results);
        var (passed, failures) = await PrepareAsync(steps.Preparations(), stop);
        if (failures.Count == 0)
        {
            var waiting = new ConcurrentQueue<Step>(steps.Checks());
            foreach (var outcome in (await Task.WhenAll(Enumerable.Range(0, Lanes).Select(_ => RunAsync(waiting, stop)))).SelectMany(lane => lane))
            {
                passed += outcome.Passed;
                failures.AddRange(outcome.Failures);
            }
        }
        if (filter is not null && passed + failures.Count <= 2)
            failures.Add(new Failure("filter", $"no test has '{filter}' in its name"));

        foreach (var failure in failures)
            Console.WriteLine($"\nFAILED {failure.Name}\n{Indent(failure.Message)}");
        Console.WriteLine($"\n{Work.Seconds(since)}; logs and results are in {results}");
        Console.WriteLine($"{passed} passed, {failures.Count} failed");
        return failures.Count == 0 ? 0 : 1;
    }

    /// <summary>One after the other; what fails ends the run, since nothing after it can be believed.</summary>
    private static async Task<(int Passed, List<Failure> Failures)> PrepareAsync(IEnumerable<Step> steps, CancellationToken stop)
    {
        var (passed, failures) = (0, new List<Failure>());
        foreach (var step in steps)
        {
            if (failures.Count > 0)
            {
                Console.WriteLine($"{step.Name,-45} not run");
                continue;
            }
            var outcome = await RunStepAsync(step, stop);
            passed += outcome.Passed;
            failures.AddRange(outcome.Failures);
        }
        return (passed, failures);
    }

    /// <summary>One after the other, beside the other lane, until none waits; each runs whatever became of those before.</summary>
    private static async Task<IReadOnlyList<Outcome>> RunAsync(ConcurrentQueue<Step> waiting, CancellationToken stop)
    {
        await Task.Yield();
        var outcomes = new List<Outcome>();
        while (waiting.TryDequeue(out var step))
            outcomes.Add(await RunStepAsync(step, stop));
        return outcomes;
    }

    private static async Task<Outcome> RunStepAsync(Step step, CancellationToken stop)
    {
        Console.WriteLine($"{step.Name,-45} begins");
        var since = Stopwatch.GetTimestamp();
        var outcome = await OutcomeOfAsync(step, stop);
        var points = outcome.CrashPoints > 0 ? $", {outcome.CrashPoints} crash points" : "";
        Console.WriteLine($"{step.Name,-45} {Work.Seconds(since),8}  {outcome.Passed} passed, {outcome.Failures.Count} failed{points}");
        return outcome;
    }

    private static async Task<Outcome> OutcomeOfAsync(Step step, CancellationToken stop)
    {
        try
        {
            return await step.RunAsync(stop);
        }
        catch (LocalStackException fault)
        {
            return Outcome.Fail(step.Name, fault.Message);
        }
    }

    private static string Indent(string text) => string.Join('\n', text.Split('\n').Select(line => $"    {line}"));
}
