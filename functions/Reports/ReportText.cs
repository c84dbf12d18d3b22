using System.Globalization;
using System.Text;
using IntegrationHub.Contracts.Reports;

namespace IntegrationHub.Functions.Reports;

/// <summary>One figure of a report as a line of its CSV.</summary>
/// <param name="Group">Which of the section; "" where it has only one.</param>
/// <param name="Value">"" where there is none.</param>
/// <param name="Definition">Which definition stands beside it.</param>
internal sealed record ReportLine(string Section, string Group, string Figure, string Value, string Definition);

/// <summary>A report as CSV: one figure on each line, with its definition beside it.</summary>
internal static class ReportText
{
    /// <summary>Stands for what is suppressed: the Government Analysis Function's symbol for confidential.</summary>
    public const string Confidential = "[c]";

    private static readonly string[] Columns = ["report", "from", "to", "as_of", "la", "provider", "section", "group", "figure", "value", "definition"];

    public static IResult Csv(HttpContext http, ReportHead head, IEnumerable<ReportLine> lines)
    {
        http.Response.Headers.ContentDisposition = $"attachment; filename=\"{head.Name}-{Day(head.From)}-to-{Day(head.To)}.csv\"";
        var definitions = head.Definitions.ToDictionary(definition => definition.Figure, definition => definition.Definition);
        string[] same = [head.Name, Day(head.From), Day(head.To), Day(head.AsOf), head.Council ?? "", head.Provider ?? ""];
        var rows = lines.Select(line => same.Concat([line.Section, line.Group, line.Figure, line.Value, definitions[line.Definition]]));
        return Results.Text(Reports.Csv.Write(rows.Prepend(Columns)), "text/csv", Encoding.UTF8);
    }

    public static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    public static string Month(DateOnly month) => month.ToString("yyyy-MM", CultureInfo.InvariantCulture);

    /// <summary>A number; what is null is confidential in a report for publication.</summary>
    public static string Number(decimal? number, bool isPublished) =>
        number?.ToString(CultureInfo.InvariantCulture) ?? (isPublished ? Confidential : "");

    /// <summary>A share in per cent with one decimal; null of nothing.</summary>
    public static decimal? Percent(int? part, int? whole) => part is { } some && whole is > 0 and { } all ? Math.Round(100m * some / all, 1, MidpointRounding.AwayFromZero) : null;
}
