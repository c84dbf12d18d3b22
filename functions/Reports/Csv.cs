using System.Buffers;

namespace IntegrationHub.Functions.Reports;

/// <summary>CSV by RFC 4180: fields with a comma, a quote or a line break are quoted, lines end in CR LF.</summary>
internal static class Csv
{
    private static readonly SearchValues<char> Quoted = SearchValues.Create(",\"\r\n");

    // A spreadsheet takes a cell that begins with one of these for a formula, and carries it out when the file is opened.
    private static readonly SearchValues<char> Formula = SearchValues.Create("=+-@\t\r");

    public static string Write(IEnumerable<IEnumerable<string>> lines) => string.Concat(lines.Select(line => $"{string.Join(',', line.Select(Field))}\r\n"));

    /// <summary>What could be taken for a formula gets an apostrophe before it, as OWASP advises.</summary>
    public static string Field(string text)
    {
        var safe = text.Length > 0 && Formula.Contains(text[0]) ? $"'{text}" : text;
        return safe.AsSpan().ContainsAny(Quoted) ? $"\"{safe.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : safe;
    }
}
