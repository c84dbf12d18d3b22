using System.Globalization;
using IntegrationHub.Contracts.Reports;

namespace IntegrationHub.Functions.Reports;

/// <summary>The timeliness report as lines of CSV.</summary>
internal static class TimelinessLines
{
    public static IEnumerable<ReportLine> Of(TimelinessView view)
    {
        var isPublished = view.Report.SuppressedBelow is not null;
        return
        [
            .. OfRow("total", view.Total, isPublished),
            .. view.Months.SelectMany(row => OfRow("month", row, isPublished)),
            .. view.Pathways.SelectMany(row => OfRow("pathway", row, isPublished)),
            .. view.Teams.SelectMany(row => OfRow("team", row, isPublished)),
            .. view.Legs.SelectMany(leg => OfLeg(leg, isPublished)),
            .. BreachReasonRows.Lines(view.BreachReasons, isPublished),
        ];
    }

    private static IEnumerable<ReportLine> OfRow(string section, TimelinessRow row, bool isPublished) =>
        new (string Figure, decimal? Value)[]
        {
            ("becameLookedAfter", row.BecameLookedAfter), ("decided", row.Decided), ("inTime", row.InTime), ("notInTime", row.NotInTime), ("late", row.Late),
            ("notReturned", row.NotReturned), ("notYetDue", row.NotYetDue), ("replacedByCeha", row.ReplacedByCeha), ("notRequired", row.NotRequired),
            ("returned", row.Returned), ("inTimePercent", row.InTimePercent), ("returnedPercent", row.ReturnedPercent),
        }.Select(figure => new ReportLine(section, row.Group ?? "", figure.Figure, ReportText.Number(figure.Value, isPublished && row.Suppressed), figure.Figure));

    private static IEnumerable<ReportLine> OfLeg(LegView leg, bool isPublished) =>
        new (string Figure, decimal? Value)[]
        {
            ("cases", leg.Cases), ("medianWorkingDays", leg.WorkingDays.Median), ("ninetiethWorkingDays", leg.WorkingDays.Ninetieth),
            ("medianCalendarDays", leg.CalendarDays.Median), ("ninetiethCalendarDays", leg.CalendarDays.Ninetieth),
        }.Select(figure => new ReportLine(
            "leg", string.Create(CultureInfo.InvariantCulture, $"{leg.From} to {leg.To}"), figure.Figure, ReportText.Number(figure.Value, isPublished), "legs"));
}
