using System.Xml;
using IntegrationHub.Contracts.Imports;
using IntegrationHub.Contracts.Problems;

namespace IntegrationHub.Functions.Imports;

/// <summary>
/// Reads SSDA903 in XML: <c>CHILD</c> elements, each with a <c>HEADER</c> and its <c>EPISODE</c>s. A document type is refused, so there are no entities but the five of XML;
/// nothing outside the document is ever fetched.
/// </summary>
public static class Ssda903Xml
{
    public const string Format = "ssda903-xml";
    private const int MaxValueCharacters = 1000;
    private const int MaxDepth = 20;

    /// <param name="maxBytes">The file's own bound: no document has more characters than bytes.</param>
    public static SourceFile Read(ReadOnlyMemory<byte> bytes, int maxBytes)
    {
        var settings = new XmlReaderSettings
        {
            DtdProcessing = DtdProcessing.Prohibit,
            XmlResolver = null,
            MaxCharactersInDocument = maxBytes,
            IgnoreComments = true,
            IgnoreProcessingInstructions = true,
            IgnoreWhitespace = true,
        };
        using var stream = new MemoryStream(bytes.ToArray(), writable: false);
        using var xml = XmlReader.Create(stream, settings);
        var reading = new Reading(xml);
        try
        {
            return reading.File();
        }
        catch (XmlException bad)
        {
            return Unreadable(bad.LineNumber, FaultCodes.MalformedFile, "The file isn't well-formed XML without a document type.");
        }
    }

    private static SourceFile Unreadable(int line, string code, string message) =>
        SourceFile.Unreadable(Format, new ImportFault(Ssda903Columns.XmlFile, Math.Max(1, line), null, code, message));

    private sealed class Reading(XmlReader xml)
    {
        private readonly List<SourceRow> children = [];
        private readonly List<SourceRow> episodes = [];
        private readonly SortedSet<string> ignored = new(StringComparer.Ordinal);

        private int Line => ((IXmlLineInfo)xml).LineNumber;

        public SourceFile File()
        {
            while (Next())
            {
                if (xml is { NodeType: XmlNodeType.Element, Name: "CHILD" } && !Child())
                {
                    return Unreadable(Line, FaultCodes.TooManyRows, $"A file has at most {SourceFile.MaxRows} rows.");
                }
            }

            return children.Count == 0
                ? Unreadable(1, FaultCodes.Empty, "The file has no CHILD.")
                : new SourceFile(Format, children, episodes, [], null, [.. ignored]);
        }

        /// <returns>False when there are too many rows.</returns>
        private bool Child()
        {
            Dictionary<string, Cell> header = [];
            List<SourceRow> own = [];
            var line = Line;
            foreach (var name in Elements())
            {
                if (name == "HEADER")
                {
                    header = Cells(Ssda903Columns.Header);
                }
                else if (name == "EPISODE")
                {
                    var at = Line;
                    own.Add(new SourceRow(Ssda903Columns.Xml.Episodes, at, Cells(Ssda903Columns.Episodes)));
                }
                else
                {
                    Skip();
                }

                if (children.Count + episodes.Count + own.Count >= SourceFile.MaxRows)
                {
                    return false;
                }
            }

            children.Add(new SourceRow(Ssda903Columns.Xml.Header, line, header));
            episodes.AddRange(own.Select(row => header.TryGetValue(Fields.Child, out var child)
                ? row with { Cells = new Dictionary<string, Cell>(row.Cells) { [Fields.Child] = child } }
                : row));
            return true;
        }

        /// <summary>The reader's own memory grows with depth: deeper than any SSDA903 it stops.</summary>
        private bool Next() => xml.Read() && (xml.Depth <= MaxDepth ? true : throw new XmlException("Nested too deeply.", null, Line, 1));

        /// <summary>Past the present element.</summary>
        private void Skip()
        {
            var (depth, isEmpty) = (xml.Depth, xml.IsEmptyElement);
            while (!isEmpty && Next() && xml.Depth > depth)
            {
                // What is in it is of no use.
            }

            Next();
        }

        /// <summary>Stops on each child element of the present one, until its end. Whoever takes one reads it to its end or skips it.</summary>
        private IEnumerable<string> Elements()
        {
            if (xml.IsEmptyElement)
            {
                yield break;
            }

            var depth = xml.Depth;
            Next();
            while (!xml.EOF && xml.Depth > depth)
            {
                if (xml.NodeType == XmlNodeType.Element)
                {
                    yield return xml.Name;
                }
                else
                {
                    Next();
                }
            }
        }

        private Dictionary<string, Cell> Cells(IReadOnlyDictionary<string, string> fields)
        {
            var cells = new Dictionary<string, Cell>();
            foreach (var name in Elements())
            {
                if (!fields.TryGetValue(Ssda903Columns.OfElement(name), out var field))
                {
                    ignored.Add(Hosting.SentNames.Showable(name));
                    Skip();
                    continue;
                }

                var line = Line;
                var text = Text();
                if (text.Length > 0)
                {
                    cells[field] = new Cell(text, line, name);
                }
            }

            Next();
            return cells;
        }

        /// <summary>The text of a value's element, and past it.</summary>
        private string Text()
        {
            var text = "";
            if (xml.IsEmptyElement)
            {
                Next();
                return text;
            }

            var (depth, line) = (xml.Depth, Line);
            while (Next() && xml.Depth > depth)
            {
                if (xml.NodeType == XmlNodeType.Element || text.Length > MaxValueCharacters)
                {
                    throw new XmlException("A value holds elements, or too much text.", null, line, 1);
                }

                text += xml.Value;
            }

            Next();
            return text.Trim();
        }
    }
}
