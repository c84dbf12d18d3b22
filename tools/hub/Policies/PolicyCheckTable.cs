using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace IntegrationHub.Tools.Hub.Policies;

/// <summary>A hub's answer about policy files, for people: counts first, then a row for every difference.</summary>
public static class PolicyCheckTable
{
    private static readonly string[] Heads = ["case", "council", "provider", "what", "item", "before", "after"];

    /// <param name="answer">The answer to `POST /hub/operations/policy/check`.</param>
    /// <param name="address">Which hub it is about.</param>
    /// <param name="files">How many files were sent.</param>
    public static string Of(JsonNode answer, Uri address, int files)
    {
        var faults = answer["faults"]!.AsArray();
        return faults.Count > 0
            ? $"{Counted(faults.Count, "fault", "faults")}:\n{string.Join('\n', faults.Select(fault => $"  {Fault(fault!)}"))}"
            : $"{Counted(files, "policy file is", "policy files are")} valid. At {address}:\n{Counts(answer)}{Rows(answer)}";
    }

    public static string Counted(int count, string one, string several) => string.Create(CultureInfo.InvariantCulture, $"{count} {(count == 1 ? one : several)}");

    private static string Fault(JsonNode fault) =>
        $"{fault["file"]} {fault["pointer"]}".Trim() is { Length: > 0 } where ? $"{where}: {InWords(fault)}" : InWords(fault);

    private static string InWords(JsonNode fault) => $"{fault["message"]} ({fault["code"]})";

    private static string Counts(JsonNode answer)
    {
        var counts = answer["counts"]!;
        var lines = new List<(string What, JsonNode? Count)> { ("open cases", counts["openCases"]), ("  would change", counts["touched"]) };
        lines.AddRange(counts["byWhat"]!.AsObject().Where(pair => (int)pair.Value! > 0).Select(pair => ($"    {pair.Key}", pair.Value)));
        lines.Add(("  day 0 before a file's from", counts["startsTooLate"]));
        return string.Concat(lines.Select(line => $"{line.What,-30} {(int)line.Count!,6}\n"));
    }

    private static string Rows(JsonNode answer)
    {
        var rows = answer["cases"]!.AsArray()
            .SelectMany(touched => touched!["differences"]!.AsArray().Select(difference => new[]
            {
                $"{touched["caseId"]}", $"{touched["council"]}", $"{touched["provider"]}",
                $"{difference!["what"]}", $"{difference["item"]}", $"{difference["before"] ?? "-"}", $"{difference["after"] ?? "-"}",
            }))
            .ToList();
        if (rows.Count == 0)
            return "";
        var widths = Heads.Select((head, column) => Math.Max(head.Length, rows.Max(row => row[column].Length))).ToArray();
        var table = new StringBuilder("\n");
        foreach (var row in rows.Prepend(Heads))
            table.AppendLine(string.Join("  ", row.Select((cell, column) => cell.PadRight(widths[column]))).TrimEnd());
        var (shown, touched) = (answer["cases"]!.AsArray().Count, (int)answer["counts"]!["touched"]!);
        return shown < touched ? table.Append(CultureInfo.InvariantCulture, $"... and {touched - shown} more cases").ToString() : table.ToString().TrimEnd();
    }
}
