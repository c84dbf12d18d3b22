namespace IntegrationHub.Tools.Hub.Tests;

/// <summary>A test, or a check counted as one, that didn't pass.</summary>
public sealed record Failure(string Name, string Message);

/// <summary>What came of one step of the test run.</summary>
public sealed record Outcome(int Passed, IReadOnlyList<Failure> Failures)
{
    /// <summary>How many crash points the tests say that they covered.</summary>
    public int CrashPoints { get; init; }

    public static Outcome Pass { get; } = new(1, []);
    /// <summary>Preparation that went well is no test.</summary>
    public static Outcome Nothing { get; } = new(0, []);

    public static Outcome Fail(string name, string message) => new(0, [new Failure(name, message)]);

    /// <summary>A skipped test counts as failed: it says nothing about the product.</summary>
    public static Failure Skipped(string name) => new(name, "was skipped");
}
