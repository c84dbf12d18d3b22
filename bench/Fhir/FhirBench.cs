using IntegrationHub.Bench.Output;

namespace IntegrationHub.Bench.Fhir;

/// <summary>How fast FHIR is rendered and checked, beside what the bare JSON library takes.</summary>
internal static class FhirBench
{
    public static BenchResult Run(FhirMeasurement measurement, Rounds rounds)
    {
        Progress.Show($"{measurement.Name}: {rounds.Count} rounds", 0, 1);
        var result = rounds.Measure(measurement);
        Progress.Show($"{measurement.Name}: {rounds.Count} rounds", 1, 1);
        return new BenchResult(
            measurement.Name, $"{measurement.Does}, {measurement.Bytes} bytes, medians of {rounds.Count} rounds",
            [new Table("side by side", ["side", "µs", "allocated bytes", "ratio"], [Row("hub", result.Operation, result.Ratio), Row($"floor: {measurement.Floor}", result.Floor, 1)])],
            [], [new BarGroup($"FHIR, {measurement.Name}: {measurement.Does}", " µs", [new Bar("hub", result.Operation.Nanoseconds / 1000, true), new Bar(measurement.Floor, result.Floor.Nanoseconds / 1000, false)])],
            [])
        {
            Counts = new Dictionary<string, double> { ["bytes"] = measurement.Bytes, ["hub"] = result.Operation.Nanoseconds, ["floor"] = result.Floor.Nanoseconds },
        };
    }

    private static IReadOnlyList<string> Row(string side, FhirFigure figure, double ratio) =>
        [side, Shown.Of(figure.Nanoseconds / 1000), Shown.Of(figure.Allocated), Shown.Of(ratio)];
}
