using System.Diagnostics;
using IntegrationHub.LocalStack;
using IntegrationHub.Tools.Hub.Local;
using IntegrationHub.Tools.Hub.Tests;

namespace IntegrationHub.Tools.Hub.Commands;

/// <summary>`./hub test`: every check there is. The last line is `N passed, N failed`.</summary>
internal static class TestCommand
{
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
        var (passed, failures) = await RunStepsAsync(new Steps(filter, results).All(), stop);
        if (filter is not null && passed + failures.Count <= 2)
            failures.Add(new Failure("filter", $"no test has '{filter}' in its name"));

        foreach (var failure in failures)
            Console.WriteLine($"\nFAILED {failure.Name}\n{Indent(failure.Message)}");
        Console.WriteLine($"\n{Work.Seconds(since)}; logs and results are in {results}");
        Console.WriteLine($"{passed} passed, {failures.Count} failed");
        return failures.Count == 0 ? 0 : 1;
    }

    private static async Task<(int Passed, List<Failure> Failures)> RunStepsAsync(IEnumerable<Step> steps, CancellationToken stop)
    {
        var (passed, failures, unprepared) = (0, new List<Failure>(), false);
        foreach (var step in steps)
        {
            Console.Write($"{step.Name,-45} ");
            if (unprepared)
            {
                Console.WriteLine("not run");
                continue;
            }
            var since = Stopwatch.GetTimestamp();
            var outcome = await RunStepAsync(step, stop);
            passed += outcome.Passed;
            failures.AddRange(outcome.Failures);
            unprepared = step.IsPreparation && outcome.Failures.Count > 0;
            Console.WriteLine($"{Work.Seconds(since),8}  {outcome.Passed} passed, {outcome.Failures.Count} failed");
        }
        return (passed, failures);
    }

    private static async Task<Outcome> RunStepAsync(Step step, CancellationToken stop)
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
