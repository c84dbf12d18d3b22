using System.Text;
using System.Text.RegularExpressions;

namespace IntegrationHub.Functions.Assessments.ActiveContent;

/// <summary>Looks into RTF and plain text for what acts, or for what isn't text at all.</summary>
internal static partial class TextContent
{
    /// <summary>Control words that bring an object, a template from elsewhere, or a field that starts a program (RTF 1.9.1).</summary>
    [GeneratedRegex(@"\\(?:objdata|objemb|objlink|objautlink|objocx|objsub|objpub|object|objupdate|template)(?![a-z])|DDE(?:AUTO)?\s", RegexOptions.IgnoreCase)]
    private static partial Regex ActingRtf();

    [GeneratedRegex(@"<\s*(?:script|html|iframe|object|embed|svg|!doctype\s+html)\b", RegexOptions.IgnoreCase)]
    private static partial Regex Markup();

    private static readonly string[] OtherKinds = ["MZ", "#!", "<?", "%PDF-", "{\\rtf", "PK\u0003\u0004", "@echo off", "GIF8", "\u007fELF"];

    /// <summary>What is wrong with an RTF document; null when nothing is.</summary>
    public static string? RtfFault(ReadOnlySpan<byte> content) => ActingRtf().IsMatch(Encoding.Latin1.GetString(content))
        ? "The document holds an embedded object, a template from elsewhere or a field that starts a program. Send it without, for instance as PDF."
        : null;

    /// <summary>What is wrong with a plain text; null when nothing is. A script in a language without marks of its own can't be told from a letter.</summary>
    public static string? PlainFault(ReadOnlySpan<byte> content)
    {
        var text = Encoding.UTF8.GetString(content);
        var start = text.AsSpan().TrimStart("\uFEFF \t\r\n");
        foreach (var other in OtherKinds)
        {
            if (start.StartsWith(other, StringComparison.OrdinalIgnoreCase))
            {
                return "The content is another kind of file, named text.";
            }
        }

        return Markup().IsMatch(text) ? "The text is a web page, or holds a script." : null;
    }
}
