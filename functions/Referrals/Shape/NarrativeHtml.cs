using System.Collections.Frozen;
using System.Text.RegularExpressions;
using System.Xml;

namespace IntegrationHub.Functions.Referrals.Shape;

/// <summary>What a narrative may hold: the elements and attributes of HTML 4.0, chapters 7 to 11 and 15, that FHIR R4 allows (txt-1, txt-2).</summary>
internal static partial class NarrativeHtml
{
    private static readonly FrozenSet<string> Elements = Words(
        "p br div h1 h2 h3 h4 h5 h6 a span b em i strong small big tt dfn q var abbr acronym cite blockquote hr address bdo kbd "
        + "sub sup ul ol li dl dt dd pre table caption colgroup col thead tr tfoot tbody th td code samp img map area");

    private static readonly FrozenSet<string> Attributes = Words(
        "title style class id lang xml:lang dir accesskey tabindex span width align valign char charoff abbr axis headers scope rowspan colspan "
        + "xmlns a.href a.name a.charset a.type a.hreflang a.rel a.rev a.shape a.coords blockquote.cite q.cite "
        + "img.src img.alt img.border img.longdesc img.height img.usemap img.ismap map.name area.shape area.coords area.href area.nohref area.alt "
        + "table.summary table.border table.frame table.rules table.cellspacing table.cellpadding pre.xml:space td.nowrap th.nowrap");

    private static readonly XmlReaderSettings Settings = new() { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null };

    public static bool IsBasic(string div) => All(div, static xml => xml.NodeType switch
    {
        XmlNodeType.Element => Elements.Contains(xml.Name) && HasBasicAttributes(xml),
        XmlNodeType.ProcessingInstruction => false,
        _ => true,
    });

    /// <summary>True as well for what is no XML: that is for txt-1 to say.</summary>
    public static bool HasContent(string div)
    {
        var found = false;
        var isXml = All(div, xml =>
        {
            found |= xml.NodeType is XmlNodeType.Text or XmlNodeType.CDATA || (xml.NodeType == XmlNodeType.Element && xml.Name == "img");
            return true;
        });
        return found || !isXml;
    }

    private static bool HasBasicAttributes(XmlReader xml)
    {
        var element = xml.Name;
        while (xml.MoveToNextAttribute())
        {
            if (!Attributes.Contains(xml.Name) && !Attributes.Contains($"{element}.{xml.Name}"))
                return false;
        }
        return true;
    }

    private static bool All(string div, Func<XmlReader, bool> holds)
    {
        // XML knows five entities by name, HTML many more. Which letter one stands for does not matter here.
        using var xml = XmlReader.Create(new StringReader(HtmlEntity().Replace(div.Trim(), "-")), Settings);
        try
        {
            while (xml.Read())
            {
                if (!holds(xml))
                    return false;
            }
            return true;
        }
        catch (XmlException)
        {
            return false;
        }
    }

    private static FrozenSet<string> Words(string text) => text.Split(' ').ToFrozenSet(StringComparer.Ordinal);

    [GeneratedRegex("&(?!(?:amp|lt|gt|quot|apos);)[A-Za-z][A-Za-z0-9]{0,15};", RegexOptions.CultureInvariant)]
    private static partial Regex HtmlEntity();
}
