using System.Net;
using System.Text.RegularExpressions;

namespace IntegrationHub.Functions.Tests.Pages;

/// <summary>A cell of a table on a page, as somebody sees it.</summary>
/// <param name="Link">Where its link leads; null when it has none.</param>
public sealed record PageCell(string Text, string? Link)
{
    /// <summary>The number in it, with its link's words for those who only hear it left out.</summary>
    public int Number => int.Parse(Text, System.Globalization.NumberStyles.AllowThousands, System.Globalization.CultureInfo.InvariantCulture);
}

/// <summary>Reads tables of a page as they are seen, without the hub's code.</summary>
public static partial class PageTable
{
    /// <summary>The cells of each row by its first cell, of the table with a caption.</summary>
    public static IReadOnlyDictionary<string, IReadOnlyDictionary<string, PageCell>> Read(string html, string caption)
    {
        var table = Tables().Matches(html).Select(match => match.Value).Single(text => Plain(Caption().Match(text).Groups[1].Value) == caption);
        var rows = Rows().Matches(table).Select(match => match.Value).ToList();
        var headings = Cells().Matches(rows[0]).Select(match => Plain(match.Groups[1].Value)).ToList();
        return rows.Skip(1).Select(row => Cells().Matches(row).Select(match => CellOf(match.Groups[1].Value)).ToList())
            .ToDictionary(cells => cells[0].Text, IReadOnlyDictionary<string, PageCell> (cells) => headings.Zip(cells).Skip(1).ToDictionary(pair => pair.First, pair => pair.Second));
    }

    /// <summary>The figures at the top of a page, by their names.</summary>
    public static IReadOnlyDictionary<string, PageCell> Cards(string html) => CardsOf().Matches(html).ToDictionary(
        match => Plain(CardName().Match(match.Value).Groups[1].Value), match => new PageCell(Plain(CardNumber().Match(match.Value).Groups[1].Value), LinkIn(match.Value)));

    private static PageCell CellOf(string html) => new(Plain(Note().Replace(Heard().Replace(Heading().Replace(html, ""), ""), "")), LinkIn(html));

    private static string? LinkIn(string html) => Links().Match(html) is { Success: true } link ? WebUtility.HtmlDecode(link.Groups[1].Value) : null;

    private static string Plain(string html) => WebUtility.HtmlDecode(Spaces().Replace(Tags().Replace(html, " "), " ")).Trim();

    [GeneratedRegex("<table .*?</table>", RegexOptions.Singleline)]
    private static partial Regex Tables();

    [GeneratedRegex("<caption[^>]*>(.*?)</caption>", RegexOptions.Singleline)]
    private static partial Regex Caption();

    [GeneratedRegex("<tr .*?</tr>", RegexOptions.Singleline)]
    private static partial Regex Rows();

    [GeneratedRegex("<t[hd][^>]*>(.*?)</t[hd]>", RegexOptions.Singleline)]
    private static partial Regex Cells();

    [GeneratedRegex("<span class=\"nhsuk-table-responsive__heading\".*?</span>", RegexOptions.Singleline)]
    private static partial Regex Heading();

    [GeneratedRegex("<span class=\"nhsuk-u-visually-hidden\">.*?</span>", RegexOptions.Singleline)]
    private static partial Regex Heard();

    [GeneratedRegex("<span class=\"hub-small hub-note\">.*?</span>", RegexOptions.Singleline)]
    private static partial Regex Note();

    [GeneratedRegex("<li class=\"hub-count .*?</li>", RegexOptions.Singleline)]
    private static partial Regex CardsOf();

    [GeneratedRegex("hub-count__number\">(.*?)</span>", RegexOptions.Singleline)]
    private static partial Regex CardNumber();

    [GeneratedRegex("hub-count__name\">(.*?)</span>", RegexOptions.Singleline)]
    private static partial Regex CardName();

    [GeneratedRegex("<a [^>]*href=\"([^\"]*)\"")]
    private static partial Regex Links();

    [GeneratedRegex("<[^>]+>")]
    private static partial Regex Tags();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}
