namespace IntegrationHub.Bench.Output;

/// <summary>Plain tables, and whether each target is met.</summary>
internal static class ConsoleReport
{
    public static void Write(BenchResult result, TextWriter to)
    {
        to.WriteLine();
        to.WriteLine($"{result.Name}: {result.Title}");
        foreach (var table in result.Tables)
            Write(table, to);
        foreach (var target in result.Targets)
            to.WriteLine($"  {(target.IsMet ? "met    " : "NOT MET")} {target.What}: {Shown.Of(target.Value)} ({(target.IsAtLeast ? "at least" : "at most")} {Shown.Of(target.Limit)})");
        foreach (var note in result.Notes)
            to.WriteLine($"  {note}");
    }

    private static void Write(Table table, TextWriter to)
    {
        var widths = table.Columns.Select((column, at) => table.Rows.Select(row => row[at].Length).Append(column.Length).Max()).ToList();
        to.WriteLine($"  {table.Title}");
        foreach (var row in table.Rows.Prepend(table.Columns))
            to.WriteLine($"    {string.Join("  ", row.Select((cell, at) => IsText(table, at) ? cell.PadRight(widths[at]) : cell.PadLeft(widths[at])))}".TrimEnd());
    }

    /// <summary>Names stand to the left, numbers to the right.</summary>
    private static bool IsText(Table table, int column) => column == 0 || table.Rows.Any(row => row[column].Contains(' ', StringComparison.Ordinal));
}
