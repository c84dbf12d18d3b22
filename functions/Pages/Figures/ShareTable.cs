namespace IntegrationHub.Functions.Pages.Figures;

/// <summary>A row of shares: of how many, what became of them, and two shares.</summary>
/// <param name="Name">What the row is about.</param>
/// <param name="Figures">In the order of the table's headings.</param>
/// <param name="Percent">In time; null when nothing is decided, or it is hidden.</param>
/// <param name="DonePercent">Done at all; null likewise.</param>
/// <param name="Note">Said beside its name.</param>
public sealed record ShareRow(string Name, IReadOnlyList<Figure> Figures, decimal? Percent, decimal? DonePercent, string Note = "");

/// <summary>Shares in time as a table.</summary>
/// <param name="Group">Heading of the first column.</param>
/// <param name="Headings">Of the counts.</param>
/// <param name="Done">Heading of the share of those done at all; null for publication.</param>
/// <param name="Aim">The share that is aimed at, in per cent; null for none.</param>
public sealed record ShareTable(string Caption, string Group, IReadOnlyList<string> Headings, string? Done, int? Aim, IReadOnlyList<ShareRow> Rows)
{
    /// <summary>Small numbers are hidden.</summary>
    public bool IsPublished => Done is null;
}
