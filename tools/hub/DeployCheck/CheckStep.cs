using System.Diagnostics;
using IntegrationHub.Tools.Hub.Local;

namespace IntegrationHub.Tools.Hub.DeployCheck;

/// <summary>What was seen isn't what must be; the message says both.</summary>
internal sealed class CheckFailedException(string message) : Exception(message);

/// <param name="Name">What is looked at, in a few words.</param>
/// <param name="RunAsync">Looks; returns what was seen, or throws <see cref="CheckFailedException"/>.</param>
internal sealed record CheckStep(string Name, Func<CancellationToken, Task<string>> RunAsync)
{
    private static readonly TimeSpan Between = TimeSpan.FromSeconds(1);

    /// <summary>Runs one after the other, each on a line of its own; the first that fails is the last.</summary>
    /// <returns>True when all of them passed.</returns>
    public static async Task<bool> RunAllAsync(IReadOnlyList<CheckStep> steps, TextWriter output, CancellationToken stop)
    {
        for (var at = 0; at < steps.Count; at++)
        {
            var since = Stopwatch.GetTimestamp();
            var fault = await FaultOfAsync(steps[at], seen => output.WriteLineAsync($"ok      {steps[at].Name,-20} {seen} ({Work.Seconds(since)})"), stop);
            if (fault is not null)
            {
                await output.WriteLineAsync($"FAILED  {steps[at].Name,-20} {fault}\n{at} of {steps.Count} steps passed; {steps.Count - at - 1} were not tried.");
                return false;
            }
        }

        await output.WriteLineAsync($"All {steps.Count} steps passed.");
        return true;
    }

    /// <summary>Asks again, once a second, until it is as it must be.</summary>
    /// <param name="ask">Null when it isn't yet, and what was seen instead.</param>
    /// <param name="wait">How long.</param>
    /// <exception cref="CheckFailedException">It never was.</exception>
    public static async Task<string> UntilAsync(Func<CancellationToken, Task<(string? Seen, string Instead)>> ask, TimeSpan wait, CancellationToken stop)
    {
        var since = Stopwatch.GetTimestamp();
        while (true)
        {
            var (seen, instead) = await ask(stop);
            if (seen is not null)
                return seen;
            if (Stopwatch.GetElapsedTime(since) > wait)
                throw new CheckFailedException($"not within {wait.TotalSeconds:0} s: {instead}");
            await Task.Delay(Between, stop);
        }
    }

    private static async Task<string?> FaultOfAsync(CheckStep step, Func<string, Task> passed, CancellationToken stop)
    {
        try
        {
            await passed(await step.RunAsync(stop));
            return null;
        }
        catch (CheckFailedException fault)
        {
            return fault.Message;
        }
        catch (HttpRequestException fault)
        {
            return $"no answer: {fault.Message}";
        }
        catch (TaskCanceledException) when (!stop.IsCancellationRequested)
        {
            return "no answer within a minute";
        }
    }
}
