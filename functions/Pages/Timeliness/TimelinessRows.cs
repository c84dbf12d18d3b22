using System.Globalization;
using IntegrationHub.Contracts.Reports;
using IntegrationHub.Domain.KeyDates;
using IntegrationHub.Functions.Pages.Figures;

namespace IntegrationHub.Functions.Pages.Timeliness;

/// <summary>A stretch between two key dates.</summary>
/// <param name="Median">Working days.</param>
/// <param name="Ninetieth">Working days.</param>
/// <param name="Part">The median as a part of the longest of its kind, of a hundred.</param>
/// <param name="Far">The 90th percentile likewise.</param>
public sealed record LegRow(string Name, int? Cases, decimal? Median, int? Ninetieth, decimal? MedianCalendar, int? NinetiethCalendar, double Part, double Far)
{
    public string MedianWords => Number(Median);

    public static IReadOnlyList<LegRow> Of(IReadOnlyList<LegView> legs)
    {
        var longest = Math.Max(1, legs.Max(leg => leg.WorkingDays.Ninetieth) ?? 1);
        return
        [
            .. legs.Select(leg => new LegRow(
                $"{NameOf(leg.From)} to {NameOf(leg.To).ToLowerInvariant()}", leg.Cases, leg.WorkingDays.Median, leg.WorkingDays.Ninetieth, leg.CalendarDays.Median, leg.CalendarDays.Ninetieth,
                (double)(leg.WorkingDays.Median ?? 0) * 100 / longest, (leg.WorkingDays.Ninetieth ?? 0) * 100.0 / longest)),
        ];
    }

    /// <summary>A number of days; a dash where there is none.</summary>
    public static string Number(decimal? days) => days is { } some ? some.ToString("0.#", CultureInfo.InvariantCulture) : "-";

    private static string NameOf(string keyDate) => KeyDateNames.TryParse(keyDate, out var known) ? Words.KeyDateName(known) : Words.Plain(keyDate);
}

/// <summary>A reason why dates were missed.</summary>
/// <param name="Count">How often it was given. It opens its cases where no case can have it twice.</param>
/// <param name="Proposed">How many of them nobody has recorded yet.</param>
/// <param name="ByKeyDate">For each key date.</param>
public sealed record ReasonRow(string Name, Figure Count, int? Proposed, IReadOnlyList<(string KeyDate, Figure Figure)> ByKeyDate)
{
    public static ReasonRow Of(BreachReasonRow reason, BehindLinks links) => new(
        Words.Plain(reason.Reason), reason.ByKeyDate?.Count > 1 ? new Figure(reason.Count, null) : links.Of(reason.Count, reason.Cases), reason.Proposed,
        [
            .. (reason.ByKeyDate ?? new Dictionary<string, int>()).Select(entry =>
                (KeyDateNames.TryParse(entry.Key, out var keyDate) ? Words.KeyDateName(keyDate) : Words.Plain(entry.Key), links.Of(entry.Value, reason.Cases, $"keyDate={entry.Key}"))),
        ]);
}

/// <summary>Review health assessments as tables.</summary>
public sealed record ReviewTables(ReviewsView View, BehindLinks Links, IReadOnlyDictionary<string, string> Teams)
{
    private bool IsPublished => View.Report.SuppressedBelow is not null;

    public string Sentence => View.Total switch
    {
        { Due: 0 } => "No review was due in this period.",
        { Decided: 0 } => "No review of this period is decided yet.",
        { Decided: { } decided, InTime: { } inTime } => $"{Words.Number(inTime)} of {Words.Number(decided)} reviews were back in time: {Figure.Percent(View.Total.InTimePercent)}.",
        _ => "The numbers of this period are too small to be published.",
    };

    public bool HasAny => View.Total.Due is not 0;

    public ShareTable Months => TableOf("Reviews by the month in which they are due", "Month", [.. View.Months.Where(row => row.Due is not 0).Select(row => RowOf(row, FigureWords.Month(row.Group!)))]);

    public ShareTable ByTeam => TableOf("Reviews by team", "Team of", [.. View.Teams.Select(row => RowOf(row, FigureWords.Team(row.Group!, Teams)))]);

    private ShareTable TableOf(string caption, string group, IReadOnlyList<ShareRow> rows) => new(
        caption, group, IsPublished ? ["Decided", "In time", "Not in time"] : ["Due", "In time", "Late", "Not done", "Not due yet", "Refused", "Ended"], IsPublished ? null : "Done at all", null, rows);

    private ShareRow RowOf(ReviewRow row, string name) => new(
        name,
        IsPublished ? [new(row.Decided, null), new(row.InTime, null), new(row.NotInTime, null)] :
        [
            Links.Of(row.Due, row.Cases), Links.Of(row.InTime, row.Cases, "review=in-time"), Links.Of(row.Late, row.Cases, "review=late"), Links.Of(row.NotDone, row.Cases, "review=not-done"),
            Links.Of(row.NotYetDue, row.Cases, "review=not-yet-due"), Links.Of(row.Refused, row.Cases, "review=refused"), Links.Of(row.Ended, row.Cases, "review=ended"),
        ],
        row.InTimePercent, row.DonePercent);
}
