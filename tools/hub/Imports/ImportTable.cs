using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace IntegrationHub.Tools.Hub.Imports;

/// <summary>What came of an import, for people: counts, events, and then every fault by its line.</summary>
internal static class ImportTable
{
    private const int MostLines = 200;

    public static string Of(ImportResult result, Uri address)
    {
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"{(result.DryRun ? "Dry run, nothing was kept" : "Taken in")} at {address} ({result.Format}):");
        foreach (var (what, name) in new[] { ("children", "read"), ("  new", "new"), ("  changed", "changed"), ("  unchanged", "unchanged"), ("  left out", "leftOut"), ("  refused", "refused") })
            Line(text, what, result.Counts[name]);
        if (result.Events.Count > 0)
            text.AppendLine("events");
        foreach (var (type, count) in result.Events.OrderBy(type => type.Key, StringComparer.Ordinal))
            Line(text, $"  {type}", count);
        var taken = result.All("taken").ToList();
        if (taken.Count(child => (bool)child["overdueAtOnce"]!) is > 0 and var overdue)
            text.AppendLine(CultureInfo.InvariantCulture, $"{overdue} new {(overdue == 1 ? "case is" : "cases are")} overdue at once: whoever must act is alerted. --since DATE leaves out those whose care began before.");
        foreach (var missing in taken.SelectMany(child => child["notGiven"]!.AsArray()).GroupBy(what => (string)what!).OrderBy(group => group.Key, StringComparer.Ordinal))
            text.AppendLine(CultureInfo.InvariantCulture, $"not given: {missing.Key} of {missing.Count()} new");
        foreach (var why in result.All("leftOut").GroupBy(child => (string)child["code"]!).OrderBy(group => group.Key, StringComparer.Ordinal))
            text.AppendLine(CultureInfo.InvariantCulture, $"left out: {why.Key} ({why.Count()}). {why.First()["message"]}");
        Faults(text, result);
        return text.ToString().TrimEnd();
    }

    private static void Line(StringBuilder text, string what, int count) => text.AppendLine(CultureInfo.InvariantCulture, $"{what,-40} {count,6}");

    private static void Faults(StringBuilder text, ImportResult result)
    {
        var faults = result.All("faults").ToList();
        foreach (var fault in faults.Take(MostLines))
            text.AppendLine(CultureInfo.InvariantCulture, $"{fault["file"]} line {fault["line"]}{Column(fault)}: {fault["message"]} ({fault["code"]})");
        var more = Math.Max(0, faults.Count - MostLines) + result.Parts.Sum(part => (int)part["faultsNotShown"]!);
        if (more > 0)
            text.AppendLine(CultureInfo.InvariantCulture, $"... and {more} more faults");
    }

    private static string Column(JsonNode fault) => fault["column"] is { } column ? $", {column}" : "";
}
