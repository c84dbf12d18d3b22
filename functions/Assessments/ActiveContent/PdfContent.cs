using System.Buffers;
using System.Collections.Frozen;
using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.RegularExpressions;

namespace IntegrationHub.Functions.Assessments.ActiveContent;

/// <summary>
/// Looks for what acts when a PDF is opened (ISO 32000-1, 12.6 and 7.11.4): scripts, programs to launch, embedded files, rich media, forms that send
/// themselves. Names are looked for everywhere, within streams too, with their <c>#xx</c> escapes undone; object streams are unpacked first. What it
/// can't look into is refused. It doesn't look into content streams that are packed: they draw, and can't act.
/// </summary>
internal static partial class PdfContent
{
    /// <summary>Of all object streams together, unpacked.</summary>
    private const int MaxUnpacked = 64 * 1024 * 1024;

    private const int MaxName = 127;

    /// <summary>A document has one.</summary>
    private const int MaxOpenings = 8;

    private static readonly SearchValues<byte> Delimiters = SearchValues.Create("\0\t\n\f\r ()<>[]{}/%"u8);

    /// <summary>Long enough never to turn up in packed data by chance.</summary>
    private static readonly FrozenSet<string> Acting = new[]
    {
        "JavaScript", "Launch", "EmbeddedFile", "EmbeddedFiles", "FileAttachment", "RichMedia", "SubmitForm", "ImportData", "Rendition", "GoToR", "GoToE",
    }.ToFrozenSet();

    /// <summary>Short: only believed outside of packed data.</summary>
    private static readonly FrozenSet<string> ActingOutsideStreams = new[] { "JS", "XFA" }.ToFrozenSet();

    /// <summary>What an action may do on opening: go to a page of the same document.</summary>
    private static readonly FrozenSet<string> Harmless = new[] { "GoTo", "Named" }.ToFrozenSet();

    private enum Unpacked
    {
        Done,
        NotPossible,
    }

    /// <summary>What is wrong with it; null when nothing is.</summary>
    public static string? Fault(ReadOnlySpan<byte> content)
    {
        var parts = new List<byte[]> { WithoutStreams(content) };
        if (UnpackObjectStreams(content.ToArray(), parts) == Unpacked.NotPossible)
        {
            return "The PDF holds objects that can't be looked into: it is encrypted, packed in an unusual way, or unpacks to too much. Send it unprotected.";
        }

        var found = Names(content).FirstOrDefault(Acting.Contains)
            ?? parts.SelectMany(part => Names(part)).FirstOrDefault(name => Acting.Contains(name) || ActingOutsideStreams.Contains(name))
            ?? OpenAction(parts);
        return found is null ? null : $"The PDF holds something that acts when it is opened (/{found}). Send it without, for instance printed to PDF.";
    }

    /// <summary>Every name (7.3.5), escapes undone; what is too long to be one of ours is left out.</summary>
    private static List<string> Names(ReadOnlySpan<byte> bytes)
    {
        var names = new List<string>();
        for (var at = bytes.IndexOf((byte)'/'); at >= 0;)
        {
            var rest = bytes[(at + 1)..];
            var end = rest.IndexOfAny(Delimiters);
            var length = end < 0 ? rest.Length : end;
            if (length is > 0 and <= MaxName)
            {
                names.Add(Unescaped(rest[..length]));
            }

            var next = rest.IndexOf((byte)'/');
            at = next < 0 ? -1 : at + 1 + next;
        }

        return names;
    }

    private static string Unescaped(ReadOnlySpan<byte> name)
    {
        var text = new StringBuilder(name.Length);
        for (var at = 0; at < name.Length; at++)
        {
            if (name[at] == '#' && at + 2 < name.Length && byte.TryParse(name.Slice(at + 1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code))
            {
                text.Append((char)code);
                at += 2;
            }
            else
            {
                text.Append((char)name[at]);
            }
        }

        return text.ToString();
    }

    /// <summary>The document with the data of its streams left out.</summary>
    private static byte[] WithoutStreams(ReadOnlySpan<byte> content)
    {
        var kept = new ArrayBufferWriter<byte>(Math.Max(1, content.Length));
        while (DataStart(content) is var start and > 0)
        {
            kept.Write(content[..start]);
            var end = content[start..].IndexOf("endstream"u8);
            if (end < 0)
            {
                return kept.WrittenSpan.ToArray();
            }

            content = content[(start + end)..];
        }

        kept.Write(content);
        return kept.WrittenSpan.ToArray();
    }

    /// <summary>Where the data of the next stream begins; -1 when there is none. The keyword ends with a line feed (7.3.8.1).</summary>
    private static int DataStart(ReadOnlySpan<byte> content)
    {
        for (var from = 0; content[from..].IndexOf("stream"u8) is var found and >= 0;)
        {
            var at = from + found;
            var after = at + "stream".Length;
            var isEnd = at >= 3 && content[(at - 3)..at].SequenceEqual("end"u8);
            if (!isEnd && after < content.Length && content[after] is (byte)'\r' or (byte)'\n')
            {
                return content[after..].StartsWith("\r\n"u8) ? after + 2 : after + 1;
            }

            from = after;
        }

        return -1;
    }

    /// <summary>
    /// The object streams (7.5.7). Each stream is looked at wherever its keyword stands, so that none hides behind a keyword in a comment or a text.
    /// </summary>
    private static Unpacked UnpackObjectStreams(byte[] content, List<byte[]> parts)
    {
        var left = MaxUnpacked;
        for (var previous = 0; DataStart(content.AsSpan(previous)) is var found and > 0; previous += found)
        {
            var head = content.AsSpan(previous, found);
            var names = Names(head);
            if (!names.Contains("ObjStm") && !IsObjectStream(Names(head[Math.Max(0, head.LastIndexOf(" obj"u8))..])))
            {
                continue;
            }

            if (Unpack(content, previous + found, names, left) is not { } part)
            {
                return Unpacked.NotPossible;
            }

            left -= part.Length;
            parts.Add(part);
        }

        return Unpacked.Done;
    }

    /// <summary>Readers go by the numbers, whatever the type says.</summary>
    private static bool IsObjectStream(List<string> names) => names.Contains("N") && names.Contains("First");

    /// <summary>One object stream; null when it isn't packed as usual, or unpacks to more than is left.</summary>
    private static byte[]? Unpack(byte[] content, int start, List<string> names, int left)
    {
        if (!names.Contains("Filter"))
        {
            var length = content.AsSpan(start).IndexOf("endstream"u8);
            return length < 0 || length > left ? null : content[start..(start + length)];
        }

        return names.Contains("FlateDecode") && !names.Contains("Predictor") && !names.Exists(name => name is not "FlateDecode" && name.EndsWith("Decode", StringComparison.Ordinal))
            ? Inflate(new MemoryStream(content, start, content.Length - start, writable: false), left)
            : null;
    }

    private static byte[]? Inflate(MemoryStream packed, int left)
    {
        try
        {
            using var inflate = new ZLibStream(packed, CompressionMode.Decompress);
            using var unpacked = new MemoryStream();
            var buffer = new byte[81_920];
            int read;
            while ((read = inflate.Read(buffer)) > 0)
            {
                if (unpacked.Length + read > left)
                {
                    return null;
                }

                unpacked.Write(buffer, 0, read);
            }

            return unpacked.ToArray();
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }

    /// <summary>The kind of an action on opening that does more than show a page: given in place, or as an object of the document.</summary>
    private static string? OpenAction(List<byte[]> parts)
    {
        var texts = parts.Select(Encoding.Latin1.GetString).ToList();
        foreach (var opening in texts.SelectMany(text => Opening().Matches(text)).Take(MaxOpenings))
        {
            var action = opening.Groups["number"] is { Success: true } number
                ? texts.Select(text => Regex.Match(text, $@"(?<!\d){number.Value}\s+\d+\s+obj(?<body>.{{0,400}}?)endobj", RegexOptions.Singleline)).FirstOrDefault(match => match.Success)?.Groups["body"].Value
                : opening.Groups["body"].Value;
            if (action is not null && Kind().Match(action) is { Success: true } kind && !Harmless.Contains(kind.Groups["kind"].Value))
            {
                return "OpenAction";
            }
        }

        return null;
    }

    [GeneratedRegex(@"/OpenAction\s*(?:(?<number>\d{1,10})\s+\d{1,5}\s+R|<<(?<body>.{0,400}?)>>)", RegexOptions.Singleline)]
    private static partial Regex Opening();

    [GeneratedRegex(@"/S\s*/(?<kind>[A-Za-z]{1,30})")]
    private static partial Regex Kind();
}
