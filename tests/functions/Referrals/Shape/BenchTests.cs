using System.Globalization;
using IntegrationHub.Bench;

namespace IntegrationHub.Functions.Tests.Referrals.Shape;

/// <summary>`./hub bench` runs to its end. What it measures is for people to read; no test depends on a machine's speed.</summary>
public sealed class BenchTests
{
    private static readonly Rounds Tiny = new(Count: 1, Warmup: 1, Length: TimeSpan.Zero);

    public static TheoryData<string> Names => [.. Measurements.All.Select(measurement => measurement.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Each_measurement_gives_its_two_lines(string name)
    {
        var result = Tiny.Measure(Measurements.All.Single(measurement => measurement.Name == name));
        using var report = new StringWriter(CultureInfo.InvariantCulture);

        Report.Write([result], report, CultureInfo.InvariantCulture);

        Assert.True(result.Of.Bytes > 1000 && result.Operation.Nanoseconds > 0 && result.Floor.Nanoseconds > 0);
        Assert.Equal(3, report.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
    }
}
