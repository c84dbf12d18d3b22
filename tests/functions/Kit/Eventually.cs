using System.Diagnostics;

namespace IntegrationHub.Functions.Tests.Kit;

/// <summary>Waits on conditions, with a bound.</summary>
public static class Eventually
{
    // A message taken by a process that was killed comes back after the stand-in's visibility time, 30 seconds.
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(90);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    public static async Task Holds(string what, Func<Task<bool>> condition)
    {
        var waited = Stopwatch.StartNew();
        using var timer = new PeriodicTimer(Pause);
        while (!await condition())
        {
            Assert.True(waited.Elapsed < Bound, $"Waited {Bound.TotalSeconds} seconds in vain until {what}.");
            await timer.WaitForNextTickAsync();
        }
    }
}
