using System.Globalization;
using System.Xml.Linq;

namespace IntegrationHub.Bench.Output;

/// <summary>All bars of a run as one SVG, without anything from elsewhere: it can be opened, mailed and committed.</summary>
internal static class Picture
{
    private const int Width = 860;
    private const int LabelWidth = 300;
    private const int BarsWidth = 430;
    private const int Line = 22;
    private const int Head = 30;
    private const int Gap = 14;
    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    public static XDocument Draw(string title, IReadOnlyList<string> under, IEnumerable<BarGroup> groups)
    {
        var parts = new List<XElement> { Text(title, 24, 34, "font-size:18px;font-weight:bold") };
        parts.AddRange(under.Select((line, at) => Text(line, 24, 56 + (at * 17), "font-size:12px;fill:#4c6272")));
        var top = 56 + (under.Count * 17) + Gap;
        foreach (var group in groups)
        {
            parts.AddRange(Draw(group, top));
            top += Head + (group.Bars.Count * Line) + Gap;
        }
        return new XDocument(new XElement(
            Svg + "svg", new XAttribute("viewBox", $"0 0 {Width} {top}"), new XAttribute("width", Width), new XAttribute("height", top), new XAttribute("role", "img"),
            new XElement(Svg + "title", title),
            new XElement(Svg + "style", "text{font-family:Arial,Helvetica,sans-serif;font-size:13px;fill:#212b32}"),
            new XElement(Svg + "rect", new XAttribute("width", Width), new XAttribute("height", top), new XAttribute("fill", "#ffffff")), parts));
    }

    private static IEnumerable<XElement> Draw(BarGroup group, int top)
    {
        yield return Text(group.Title, 24, top + 16, "font-weight:bold");
        var most = group.Bars.Select(bar => bar.Value).Append(double.Epsilon).Max();
        for (var at = 0; at < group.Bars.Count; at++)
        {
            var (bar, y) = (group.Bars[at], top + Head + (at * Line));
            var length = Math.Max(1, bar.Value / most * BarsWidth);
            yield return Text(bar.Label, 24, y + 11, "");
            yield return new XElement(
                Svg + "rect", new XAttribute("x", LabelWidth), new XAttribute("y", y - 2), new XAttribute("height", Line - 7),
                new XAttribute("width", length.ToString("0.#", CultureInfo.InvariantCulture)), new XAttribute("fill", bar.IsHub ? "#005eb8" : "#aeb7bd"));
            yield return Text($"{(group.Unit.Length == 0 && double.IsInteger(bar.Value) ? Shown.Of((int)bar.Value) : Shown.Of(bar.Value))}{group.Unit}", (int)(LabelWidth + length + 8), y + 11, "");
        }
    }

    private static XElement Text(string text, int x, int y, string style) =>
        new(Svg + "text", new XAttribute("x", x), new XAttribute("y", y), style.Length == 0 ? null : new XAttribute("style", style), text);
}
