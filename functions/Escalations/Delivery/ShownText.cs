using System.Text.RegularExpressions;

namespace IntegrationHub.Functions.Escalations.Delivery;

/// <summary>
/// The words of a notice as people are shown them. A sender chose some of them (the council's reference of the child, say): they must not become a link, a heading
/// or anything else that a reader would take for the hub's. A reference in letters, digits and hyphens stays as it is.
/// </summary>
public static partial class ShownText
{
    /// <summary>For text blocks and facts of adaptive cards, which read markdown.</summary>
    public static string InCard(string text) => Markdown().Replace(WithoutLinks(text), @"\$0");

    /// <summary>
    /// For personalisation of GOV.UK Notify, which makes links of URLs and of <c>[text](url)</c>, headings and the like of how a line begins, and knows no escape.
    /// </summary>
    public static string InEmail(string text) =>
        LineStart().Replace(WithoutLinks(text).Replace("](", "] (", StringComparison.Ordinal).Replace("((", "( (", StringComparison.Ordinal), "");

    /// <summary>What Notify, Teams or an e-mail program would take for an address of its own accord, broken by a space.</summary>
    private static string WithoutLinks(string text) =>
        DotWithin().Replace(text.Replace("://", ": //", StringComparison.Ordinal).Replace('\u2028', ' ').Replace('\u2029', ' '), ". ");

    [GeneratedRegex(@"[\\`*_~\[\]<>]")]
    private static partial Regex Markdown();

    [GeneratedRegex(@"(?m)^[ \t]*[#^*>]+[ \t]*")]
    private static partial Regex LineStart();

    /// <summary>A full stop with a letter behind it: the hub's own sentences have a space there.</summary>
    [GeneratedRegex(@"(?<=[\p{L}\p{N}])\.(?=\p{L})")]
    private static partial Regex DotWithin();
}
