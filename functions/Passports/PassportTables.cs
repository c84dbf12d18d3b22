namespace IntegrationHub.Functions.Passports;

/// <summary>Tables as XHTML of the kind that FHIR allows in a narrative, and that a page can hold as well.</summary>
internal static class PassportTables
{
    public static string Xhtml(PassportTable table) => table.Rows.Count == 0
        ? $"<p>{Markup.Escape(table.WithoutRows)}</p>"
        : $"<table><caption>{Markup.Escape(table.Caption)}</caption><thead><tr>{string.Concat(table.Columns.Select(HeaderCell))}</tr></thead>"
            + $"<tbody>{string.Concat(table.Rows.Select(RowOf))}</tbody></table>";

    private static string HeaderCell(string text) => $"<th scope=\"col\">{Markup.Escape(text)}</th>";

    /// <summary>The first cell says what the others are about.</summary>
    private static string RowOf(IReadOnlyList<string> cells) =>
        $"<tr><th scope=\"row\">{Markup.Escape(cells[0])}</th>{string.Concat(cells.Skip(1).Select(cell => $"<td>{Markup.Escape(cell)}</td>"))}</tr>";
}
