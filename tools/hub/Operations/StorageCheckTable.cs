using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace IntegrationHub.Tools.Hub.Operations;

/// <summary>What a hub's storage check found, for people: counts first, then a row for every finding.</summary>
public static class StorageCheckTable
{
    private static readonly string[] Heads = ["finding", "case", "mended", "name"];

    /// <param name="answer">The answer to `POST /hub/operations/check`.</param>
    /// <param name="address">Which hub it is about.</param>
    public static string Of(JsonNode answer, Uri address)
    {
        var text = new StringBuilder($"At {address}:\n");
        foreach (var (what, name) in new[] { ("cases", "cases"), ("index entries", "indexEntries"), ("documents", "documents"), ("found", "found"), ("mended", "mended") })
            text.Append(CultureInfo.InvariantCulture, $"{what,-14} {(int)answer[name]!,8}\n");
        var findings = answer["findings"]!.AsArray();
        if (findings.Count == 0)
            return $"{text}Everything agrees.";
        string[][] rows = [Heads, .. findings.Select(finding => new[] { (string)finding!["kind"]!, (string)finding["caseId"]!, (bool)finding["mended"]! ? "yes" : "no", (string)finding["name"]! })];
        var widths = Heads.Select((_, column) => rows.Max(row => row[column].Length)).ToArray();
        text.Append('\n').AppendJoin('\n', rows.Select(row => string.Join("  ", row.Select((cell, column) => cell.PadRight(widths[column]))).TrimEnd()));
        return Left(answer) > 0 ? $"{text}\n... and {Left(answer)} more" : text.ToString();
    }

    private static int Left(JsonNode answer) => (int)answer["found"]! - answer["findings"]!.AsArray().Count;
}
