using System.Text;
using IntegrationHub.LocalStack;

namespace IntegrationHub.Bench.Output;

/// <summary>Puts the figures of a run into <c>docs/performance.md</c>, between its marks, and the picture beside it.</summary>
internal static class Guide
{
    private const string Begin = "<!-- figures: written by ./hub bench --docs -->";
    private const string End = "<!-- end of the figures -->";

    /// <exception cref="LocalStackException">The marks aren't there.</exception>
    public static void Write(DateOnly day, IReadOnlyList<string> about, IReadOnlyList<BenchResult> results, string picture)
    {
        var guide = Repository.PathOf("docs", "performance.md");
        var text = File.ReadAllText(guide);
        var (begin, end) = (text.IndexOf(Begin, StringComparison.Ordinal), text.IndexOf(End, StringComparison.Ordinal));
        if (begin < 0 || end < begin)
            throw new LocalStackException($"{guide} has no place for the figures: {Begin} and {End}.");
        File.WriteAllText(guide, text[..(begin + Begin.Length)] + "\n" + Figures(day, about, results) + text[end..]);
        File.Copy(picture, Repository.PathOf("docs", "performance.svg"), overwrite: true);
    }

    /// <summary>What the console shows, as Markdown.</summary>
    public static string Figures(DateOnly day, IReadOnlyList<string> about, IReadOnlyList<BenchResult> results)
    {
        var text = new StringBuilder();
        text.Append('\n').AppendLine(System.Globalization.CultureInfo.InvariantCulture, $"{day:yyyy-MM-dd}. {string.Join(". ", about)}.").Append('\n').Append("![bars of all figures](performance.svg)\n\n");
        text.Append("| held against | figure | limit | |\n|---|---|---|---|\n");
        foreach (var (result, target) in results.SelectMany(result => result.Targets.Select(target => (result, target))))
            text.Append($"| {result.Name}: {target.What} | {Shown.Of(target.Value)} | {(target.IsAtLeast ? "at least" : "at most")} {Shown.Of(target.Limit)} | {(target.IsMet ? "met" : "**not met**")} |\n");
        foreach (var result in results)
            Append(text, result);
        return text.Append('\n').ToString();
    }

    private static void Append(StringBuilder text, BenchResult result)
    {
        text.Append($"\n### {result.Name}\n\n{Sentence(result.Title)}\n");
        foreach (var table in result.Tables)
        {
            text.Append($"\n{Sentence(table.Title)[..^1]}:\n\n| {string.Join(" | ", table.Columns)} |\n|{string.Concat(table.Columns.Select(_ => "---|"))}\n");
            foreach (var row in table.Rows)
                text.Append($"| {string.Join(" | ", row)} |\n");
        }
        foreach (var note in result.Notes)
            text.Append($"\n{Sentence(note)}\n");
    }

    private static string Sentence(string text) => $"{char.ToUpperInvariant(text[0])}{text[1..].TrimEnd('.')}.";
}
