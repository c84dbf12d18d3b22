using IntegrationHub.Bench.Fhir;

namespace IntegrationHub.Functions.Tests.Referrals.Shape;

/// <summary>The samples that `./hub bench` renders and checks are right. What it measures is for people to read; no test depends on a machine's speed.</summary>
public sealed class BenchTests
{
    public static TheoryData<string> Names => [.. FhirMeasurements.All.Select(measurement => measurement.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Each_measurement_of_FHIR_gives_both_sides(string name)
    {
        var result = FhirBench.Run(FhirMeasurements.All.Single(measurement => measurement.Name == name), Rounds.Tiny);

        Assert.True(result.Counts["bytes"] > 1000 && result.Counts["hub"] > 0 && result.Counts["floor"] > 0);
        Assert.Equal(2, Assert.Single(result.Tables).Rows.Count);
    }
}
