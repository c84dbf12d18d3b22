namespace IntegrationHub.Bench.Output;

/// <summary>What came of one measurement.</summary>
/// <param name="Name">What is typed after `./hub bench`.</param>
/// <param name="Title">What it measures, a line.</param>
/// <param name="Targets">What it is held against.</param>
/// <param name="Bars">What the picture shows.</param>
/// <param name="Notes">What a reader must know to understand the figures.</param>
internal sealed record BenchResult(
    string Name, string Title, IReadOnlyList<Table> Tables, IReadOnlyList<Target> Targets, IReadOnlyList<BarGroup> Bars, IReadOnlyList<string> Notes)
{
    /// <summary>What was counted, by name: for whoever checks that it ran as it should.</summary>
    public IReadOnlyDictionary<string, double> Counts { get; init; } = new Dictionary<string, double>();
}

/// <param name="Rows">As many cells each as there are columns; the first one says what the row is.</param>
internal sealed record Table(string Title, IReadOnlyList<string> Columns, IReadOnlyList<IReadOnlyList<string>> Rows);

/// <summary>A figure and its limit; both are ratios or counts, never seconds.</summary>
/// <param name="IsAtLeast">The limit is the least that suffices, not the most that is allowed.</param>
internal sealed record Target(string What, double Value, double Limit, bool IsAtLeast)
{
    public bool IsMet => IsAtLeast ? Value >= Limit : Value <= Limit;

    public static Target AtMost(string what, double value, double limit) => new(what, value, limit, false);

    public static Target AtLeast(string what, double value, double limit) => new(what, value, limit, true);
}

/// <param name="Unit">Behind each value.</param>
internal sealed record BarGroup(string Title, string Unit, IReadOnlyList<Bar> Bars);

/// <param name="IsHub">Drawn in the colour of what is measured, not of what it is measured beside.</param>
internal sealed record Bar(string Label, double Value, bool IsHub);

/// <summary>Numbers as they are shown.</summary>
internal static class Shown
{
    /// <summary>With as many digits as mean something.</summary>
    public static string Of(double value) => value switch
    {
        0 => "0",
        _ when Math.Abs(value) >= 100 => value.ToString("#,0", System.Globalization.CultureInfo.InvariantCulture),
        _ when Math.Abs(value) >= 10 => value.ToString("0.0", System.Globalization.CultureInfo.InvariantCulture),
        _ => value.ToString("0.00", System.Globalization.CultureInfo.InvariantCulture),
    };

    /// <summary>What was counted.</summary>
    public static string Of(int count) => count.ToString("#,0", System.Globalization.CultureInfo.InvariantCulture);
}
