using System.IO.Compression;
using System.Xml;

namespace IntegrationHub.Functions.Assessments.ActiveContent;

/// <summary>
/// Looks into a Word document (ISO/IEC 29500) for macros, embedded objects, and parts that Word would fetch from elsewhere, such as a template. Links that
/// a reader has to follow are harmless. It doesn't look for fields (DDE) in the text: Word asks before it runs one.
/// </summary>
internal static class OfficeContent
{
    private const int MaxEntries = 5_000;
    private const int MaxPartBytes = 4 * 1024 * 1024;

    /// <summary>Declared sizes, all together: more is a bomb.</summary>
    private const long MaxUnpacked = 400L * 1024 * 1024;

    private static readonly string[] ActingParts = ["vbaproject.bin", "vbadata.xml", "/activex/", "/oleobject", "vbaprojectsignature"];

    /// <summary>Whether it is one at all.</summary>
    public static bool IsDocx(ReadOnlySpan<byte> content) => content.StartsWith("PK\u0003\u0004"u8) && Opened(content, zip =>
        zip.GetEntry("[Content_Types].xml") is not null && zip.Entries.Any(entry => entry.FullName.StartsWith("word/", StringComparison.Ordinal)));

    /// <summary>What is wrong with it; null when nothing is.</summary>
    public static string? Fault(ReadOnlySpan<byte> content)
    {
        string? fault = null;
        return Opened(content, zip => (fault = Fault(zip)) is null) ? null : fault ?? "The document can't be looked into: a part of it is damaged or too large.";
    }

    private static string? Fault(ZipArchive zip)
    {
        if (zip.Entries.Count > MaxEntries || zip.Entries.Sum(entry => Math.Max(0, entry.Length)) > MaxUnpacked)
        {
            return "The document unpacks to too much.";
        }

        if (zip.Entries.Any(entry => ActingParts.Any(part => $"/{entry.FullName.Replace('\\', '/')}".Contains(part, StringComparison.OrdinalIgnoreCase)))
            || zip.Entries.Where(entry => entry.FullName.Equals("[Content_Types].xml", StringComparison.OrdinalIgnoreCase)).Any(HasMacroType))
        {
            return "The document holds macros or embedded objects. Send it without, for instance as PDF.";
        }

        return zip.Entries.Where(entry => entry.FullName.EndsWith(".rels", StringComparison.OrdinalIgnoreCase)).Any(FetchesFromElsewhere)
            ? "The document fetches a part of itself, such as a template or a picture, from elsewhere. Send it without, for instance as PDF."
            : null;
    }

    private static bool HasMacroType(ZipArchiveEntry entry) => Elements(entry).Any(element =>
        element.GetValueOrDefault("ContentType") is { } type && (type.Contains("macroEnabled", StringComparison.OrdinalIgnoreCase) || type.Contains("vbaProject", StringComparison.OrdinalIgnoreCase)));

    private static bool FetchesFromElsewhere(ZipArchiveEntry entry) => Elements(entry).Any(element =>
        "External".Equals(element.GetValueOrDefault("TargetMode"), StringComparison.OrdinalIgnoreCase)
        && element.GetValueOrDefault("Type")?.EndsWith("/hyperlink", StringComparison.Ordinal) != true);

    /// <summary>The attributes of each element of a part.</summary>
    private static List<Dictionary<string, string>> Elements(ZipArchiveEntry entry)
    {
        if (entry.Length > MaxPartBytes)
        {
            throw new InvalidDataException();
        }

        var elements = new List<Dictionary<string, string>>();
        var settings = new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null, MaxCharactersInDocument = MaxPartBytes };
        using var reader = XmlReader.Create(entry.Open(), settings);
        while (reader.Read())
        {
            if (reader.NodeType != XmlNodeType.Element)
            {
                continue;
            }

            var attributes = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
            while (reader.MoveToNextAttribute())
            {
                attributes[reader.LocalName] = reader.Value;
            }

            elements.Add(attributes);
        }

        return elements;
    }

    private static bool Opened(ReadOnlySpan<byte> content, Func<ZipArchive, bool> isGood)
    {
        try
        {
            using var zip = new ZipArchive(new MemoryStream(content.ToArray()));
            return isGood(zip);
        }
        catch (Exception fault) when (fault is InvalidDataException or XmlException or NotSupportedException or IOException)
        {
            return false;
        }
    }
}
