namespace IntegrationHub.Functions.Tests.Reliability;

/// <summary>
/// Which of the crash points are struck: all of them with <c>HUB_CRASH_POINTS=all</c> (<c>./hub crash</c>). Otherwise a process is killed after each single
/// request, and the other ways of going wrong meet every third request each, in turn.
/// </summary>
internal static class CrashDepth
{
    private const int Every = 3;

    private static bool IsFull { get; } = Environment.GetEnvironmentVariable("HUB_CRASH_POINTS") == "all";

    public static bool Strikes(FaultKind kind, int request) => IsFull || kind == FaultKind.KillAfter || request % Every == (int)kind % Every;
}
