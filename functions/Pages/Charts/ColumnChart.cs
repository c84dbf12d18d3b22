namespace IntegrationHub.Functions.Pages.Charts;

/// <summary>One column of a chart.</summary>
/// <param name="Name">Under it.</param>
/// <param name="Below">Lines under its name: its numbers.</param>
/// <param name="Height">Of the chart's height, 0 to 1; null when there is nothing to show.</param>
/// <param name="Mark">Where a second figure lies, likewise.</param>
/// <param name="Sentence">Everything that the column says.</param>
/// <param name="Link">The cases behind it; null for none.</param>
/// <param name="IsOpen">It can still change by time alone.</param>
public sealed record ChartColumn(string Name, IReadOnlyList<string> Below, double? Height, double? Mark, string Sentence, string? Link, bool IsOpen);

/// <summary>A line across a chart.</summary>
/// <param name="At">0 to 1 of its height.</param>
/// <param name="IsAim">It is what is aimed at.</param>
public sealed record ChartLevel(double At, string Label, bool IsAim = false);

/// <summary>Columns side by side, as places in a picture; pure.</summary>
/// <param name="Id">Tells its parts from those of other pictures on the page.</param>
public sealed record ColumnChart(string Id, string Title, string Description, IReadOnlyList<ChartColumn> Columns, IReadOnlyList<ChartLevel> Levels)
{
    public const int Left = 52;
    public const int Top = 16;
    public const int Plot = 200;
    public const int Right = 44;
    private const int Widest = 1050;
    private const int LeastColumn = 66;
    private const int MostColumn = 120;
    private const int Line = 19;

    public double ColumnWidth => Math.Clamp((Widest - Left) / (double)Math.Max(1, Columns.Count), LeastColumn, MostColumn);

    public double BarWidth => ColumnWidth * 0.56;

    public double Width => Left + Math.Max(ColumnWidth * Columns.Count, 240) + Right;

    public double Height => Base + 12 + (Line * (1 + Columns.Select(column => column.Below.Count).DefaultIfEmpty(0).Max()));

    /// <summary>Where columns stand.</summary>
    public double Base => Top + Plot;

    /// <summary>Left edge of a column's place.</summary>
    public double X(int at) => Left + (at * ColumnWidth);

    /// <summary>Middle of a column.</summary>
    public double Middle(int at) => X(at) + (ColumnWidth / 2);

    /// <summary>How high a part of the whole is.</summary>
    public double Y(double part) => Base - (Math.Clamp(part, 0, 1) * Plot);

    /// <summary>Where a line of text under a column stands; its name is the first.</summary>
    public double TextY(int line) => Base + Line + (line * Line);
}
