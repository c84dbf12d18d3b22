using System.Text;
using IntegrationHub.Domain.KeyDates;
using IntegrationHub.Functions.Reports;

namespace IntegrationHub.Functions.Pages.CasesBehind;

/// <summary>The cases behind a figure as a file for spreadsheets: the columns of the page, a column for each thing.</summary>
internal static class BehindCsv
{
    /// <param name="canOpen">The reader may open a case's page: then the file has its id, as the page has a link.</param>
    /// <param name="isCouncil">The reader is a council, whose cases are at providers; otherwise a provider, which has those of councils.</param>
    public static IResult Of(IReadOnlyList<BehindRow> rows, bool canOpen, bool isCouncil) => Results.File(
        [.. Encoding.UTF8.GetPreamble(), .. Encoding.UTF8.GetBytes(Text(rows, canOpen, isCouncil))], "text/csv; charset=utf-8", "cases-behind.csv");

    /// <summary>The file's text: a line of headings, then one for each case.</summary>
    public static string Text(IEnumerable<BehindRow> rows, bool canOpen, bool isCouncil) => Csv.Write(
    [
        [
            "Reference", .. canOpen ? ["Case"] : Array.Empty<string>(), isCouncil ? "Provider" : "Council", "Team", "Day 0",
            .. Enum.GetValues<KeyDate>().Select(Words.KeyDateName), "Next date", "Status", "Pathway", "Out of area", "Who must act", "Missing, and why late",
        ],
        .. rows.Select(behind => LineOf(behind, canOpen)),
    ]);

    private static IEnumerable<string> LineOf(BehindRow behind, bool canOpen)
    {
        var row = behind.Row;
        return
        [
            row.Reference, .. canOpen ? [row.CaseId] : Array.Empty<string>(), behind.Partner.Split(' ')[^1], behind.Team ?? "", ReportText.Day(behind.DayZero),
            .. Enum.GetValues<KeyDate>().Select(keyDate => behind.Dates.FirstOrDefault(date => date.KeyDate == keyDate)?.StateWords ?? ""),
            behind.Next ?? "", row.Status, row.Pathway, row.IsOutOfArea ? "yes" : "no",
            row.Steps.Count == 0 ? "Nobody" : string.Join("; ", row.Steps.Select(step => $"{step.Who}: {step.What}")), string.Join("; ", behind.Remarks),
        ];
    }
}
