using System.Globalization;
using System.Text;
using CsvHelper;
using CsvHelper.Configuration;
using IntegrationHub.Contracts.Imports;
using IntegrationHub.Contracts.Problems;
using IntegrationHub.Functions.Hosting;

namespace IntegrationHub.Functions.Imports;

/// <summary>
/// Reads SSDA903 tables in CSV (RFC 4180; comma, UTF-8 with or without byte order mark, CRLF or LF). Which table one is, its columns say: <c>DECOM</c> makes it episodes,
/// anything else the header; one with both is both at once.
/// </summary>
public static class Ssda903Csv
{
    public const string Format = "ssda903-csv";
    private const int MaxColumns = 100;
    private const int MaxFieldCharacters = 1000;
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private static readonly CsvConfiguration Configuration = new(CultureInfo.InvariantCulture)
    {
        Delimiter = ",",
        IgnoreBlankLines = false,
        TrimOptions = TrimOptions.Trim,
        BadDataFound = null,
        MaxFieldSize = MaxFieldCharacters,
    };

    /// <param name="tables">One or more tables, each a whole file.</param>
    public static SourceFile Read(IReadOnlyList<ReadOnlyMemory<byte>> tables)
    {
        var read = tables.Select(Table).ToList();
        var faults = read.SelectMany(table => table.Faults).ToList();
        foreach (var file in read.SelectMany(table => table.Files).GroupBy(file => file).Where(files => files.Count() > 1))
        {
            faults.Add(new ImportFault(file.Key, 1, null, FaultCodes.DuplicateMember, "This table was sent twice."));
        }

        var (children, episodes) = (read.SelectMany(table => table.Children).ToList(), read.SelectMany(table => table.Episodes).ToList());
        return faults.Count > 0
            ? SourceFile.Unreadable(Format, faults)
            : new SourceFile(Format, children, episodes, [], null, [.. read.SelectMany(table => table.Ignored).Distinct().Order(StringComparer.Ordinal)]);
    }

    private sealed record TableRead(
        IReadOnlyList<string> Files, IReadOnlyList<SourceRow> Children, IReadOnlyList<SourceRow> Episodes, IReadOnlyList<string> Ignored, IReadOnlyList<ImportFault> Faults);

    private static TableRead Table(ReadOnlyMemory<byte> bytes)
    {
        string text;
        try
        {
            text = Strict.GetString(WithoutMark(bytes.Span));
        }
        catch (DecoderFallbackException)
        {
            return Unreadable("file", 1, FaultCodes.Encoding, "The file isn't UTF-8. Save it as CSV UTF-8.");
        }

        using var parser = new CsvParser(new StringReader(text), Configuration);
        try
        {
            return parser.Read() ? Rows(parser, [.. parser.Record!.Select(name => name.ToUpperInvariant())]) : Unreadable("file", 1, FaultCodes.Empty, "The file has no line.");
        }
        catch (CsvHelperException)
        {
            return Unreadable("file", Math.Max(1, parser.RawRow), FaultCodes.MalformedFile, $"This is no CSV of values with at most {MaxFieldCharacters} characters.");
        }
    }

    private static TableRead Rows(CsvParser parser, string[] columns)
    {
        var isEpisodes = columns.Contains("DECOM");
        var file = isEpisodes ? Ssda903Columns.EpisodesFile : Ssda903Columns.HeaderFile;
        var isHeader = !isEpisodes || columns.Contains("DOB");
        if (HeadFaults(columns, file, isEpisodes) is { Count: > 0 } faults)
        {
            return new TableRead([], [], [], [], faults);
        }

        var (children, episodes, malformed) = (new List<SourceRow>(), new List<SourceRow>(), new List<ImportFault>());
        while (parser.Read())
        {
            var (record, line) = (parser.Record!, parser.RawRow);
            if (record.All(string.IsNullOrWhiteSpace))
            {
                continue;
            }

            if (record.Length != columns.Length || record.Any(value => value.Contains('\n', StringComparison.Ordinal)))
            {
                malformed.Add(new ImportFault(file, line, null, FaultCodes.MalformedFile, $"The line doesn't have the {columns.Length} values of the first line, each on one line."));
            }
            else if (children.Count + episodes.Count >= SourceFile.MaxRows)
            {
                return Unreadable(file, line, FaultCodes.TooManyRows, $"A file has at most {SourceFile.MaxRows} rows.");
            }
            else
            {
                children.AddRange(isHeader && !(isEpisodes && children.Exists(child => child.Text(Fields.Child) == Of(record, columns, "CHILD")))
                    ? [Row(Ssda903Columns.HeaderTable with { File = file }, Ssda903Columns.Header, columns, record, line)] : []);
                episodes.AddRange(isEpisodes ? [Row(Ssda903Columns.EpisodesTable, Ssda903Columns.Episodes, columns, record, line)] : []);
            }
        }

        var ignored = columns.Where(name => !(isHeader && Ssda903Columns.Header.ContainsKey(name)) && !(isEpisodes && Ssda903Columns.Episodes.ContainsKey(name)));
        return new TableRead(isEpisodes && isHeader ? [file, Ssda903Columns.HeaderFile] : [file], children, episodes, [.. ignored.Select(SentNames.Showable)], malformed);
    }

    private static List<ImportFault> HeadFaults(string[] columns, string file, bool isEpisodes)
    {
        var faults = (isEpisodes ? Ssda903Columns.EpisodesNeed : ["CHILD"]).Where(name => !columns.Contains(name))
            .Select(name => new ImportFault(file, 1, name, FaultCodes.ColumnMissing, "The first line must name this column.")).ToList();
        if (columns.Length > MaxColumns)
        {
            faults.Add(new ImportFault(file, 1, null, FaultCodes.TooLong, $"A table has at most {MaxColumns} columns."));
        }

        faults.AddRange(columns.Where(name => name.Length > 0).GroupBy(name => name).Where(same => same.Count() > 1)
            .Select(same => new ImportFault(file, 1, SentNames.Showable(same.Key), FaultCodes.ColumnTwice, "The first line names this column twice.")));
        return faults;
    }

    private static SourceRow Row(SourceTable table, IReadOnlyDictionary<string, string> fields, string[] columns, string[] record, int line)
    {
        var cells = new Dictionary<string, Cell>();
        for (var at = 0; at < columns.Length; at++)
        {
            if (record[at].Length > 0 && fields.TryGetValue(columns[at], out var field))
            {
                cells[field] = new Cell(record[at], line, columns[at]);
            }
        }

        return new SourceRow(table, line, cells);
    }

    private static string? Of(string[] record, string[] columns, string name) => record[Array.IndexOf(columns, name)];

    private static ReadOnlySpan<byte> WithoutMark(ReadOnlySpan<byte> bytes) => bytes.StartsWith(Encoding.UTF8.Preamble) ? bytes[Encoding.UTF8.Preamble.Length..] : bytes;

    private static TableRead Unreadable(string file, int line, string code, string message) => new([], [], [], [], [new ImportFault(file, line, null, code, message)]);
}
