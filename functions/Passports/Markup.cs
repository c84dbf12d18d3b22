using System.Net;
using System.Xml;

namespace IntegrationHub.Functions.Passports;

/// <summary>Text as it may stand in XHTML, wherever it came from.</summary>
internal static class Markup
{
    /// <summary>Escaped for content and attributes; what XML has no way to say becomes a replacement character.</summary>
    public static string Escape(string text) => WebUtility.HtmlEncode(string.Concat(text.EnumerateRunes().Select(rune => IsXml(rune.Value) ? rune.ToString() : "\uFFFD")));

    private static bool IsXml(int rune) => rune > char.MaxValue || XmlConvert.IsXmlChar((char)rune);
}
