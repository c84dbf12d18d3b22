namespace IntegrationHub.Bench;

/// <summary>A plain table, a line for each side.</summary>
internal static class Report
{
    public static void Write(IEnumerable<Result> results, TextWriter to, IFormatProvider culture)
    {
        to.WriteLine($"{"",-68} {"bytes",8} {"µs/op",10} {"allocated",10} {"ratio",6}");
        foreach (var result in results)
        {
            to.WriteLine(Line(culture, $"{result.Of.Name}: {result.Of.Does}", result.Of.Bytes, result.Operation, result.Ratio));
            to.WriteLine(Line(culture, $"  beside {result.Of.Floor}", result.Of.Bytes, result.Floor, 1));
        }
    }

    private static string Line(IFormatProvider culture, string what, int bytes, Figure figure, double ratio) =>
        string.Create(culture, $"{what,-68} {bytes,8} {figure.Nanoseconds / 1000,10:0.00} {figure.Allocated,10} {ratio,6:0.00}");
}
