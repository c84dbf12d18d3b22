using System.Diagnostics;

namespace IntegrationHub.Bench.Fhir;

/// <summary>How long to measure.</summary>
/// <param name="Count">Rounds after the warm-up; in each, both sides run once, one after the other.</param>
/// <param name="Warmup">Operations of each side before anything is measured, so that the JIT is done with them.</param>
/// <param name="Length">How long each side runs in one round.</param>
internal sealed record Rounds(int Count, int Warmup, TimeSpan Length)
{
    public static Rounds Full { get; } = new(Count: 9, Warmup: 2000, Length: TimeSpan.FromMilliseconds(250));

    /// <summary>Shows that it can be measured; no figure of it means anything.</summary>
    public static Rounds Tiny { get; } = new(Count: 1, Warmup: 1, Length: TimeSpan.Zero);

    public FhirResult Measure(FhirMeasurement measurement)
    {
        for (var i = 0; i < Warmup; i++)
        {
            measurement.Run();
            measurement.RunFloor();
        }
        var pairs = new List<(double Operation, double Floor)>();
        for (var round = 0; round < Count; round++)
        {
            // Who goes first changes, so that neither always meets a machine that the other has warmed or tired.
            var isFloorFirst = round % 2 == 1;
            var first = Time(isFloorFirst ? measurement.RunFloor : measurement.Run);
            var second = Time(isFloorFirst ? measurement.Run : measurement.RunFloor);
            pairs.Add(isFloorFirst ? (second, first) : (first, second));
        }
        return new FhirResult(
            measurement,
            new FhirFigure(Median(pairs.Select(pair => pair.Operation)), Allocated(measurement.Run)),
            new FhirFigure(Median(pairs.Select(pair => pair.Floor)), Allocated(measurement.RunFloor)),
            Median(pairs.Select(pair => pair.Operation / pair.Floor)));
    }

    private double Time(Action operation)
    {
        var (count, since) = (0L, Stopwatch.GetTimestamp());
        TimeSpan elapsed;
        do
        {
            operation();
            count++;
            elapsed = Stopwatch.GetElapsedTime(since);
        }
        while (elapsed < Length);
        return elapsed.TotalNanoseconds / count;
    }

    private static long Allocated(Action operation)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        operation();
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    private static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToList();
        return sorted[sorted.Count / 2];
    }
}
