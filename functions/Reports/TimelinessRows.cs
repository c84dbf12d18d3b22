using IntegrationHub.Contracts.Reports;
using IntegrationHub.Domain.Reports;

namespace IntegrationHub.Functions.Reports;

/// <summary>A group of cases with its counts.</summary>
/// <param name="Period">The days of day 0 of its cases.</param>
/// <param name="Filter">What besides the period lists its cases.</param>
internal sealed record TimelinessGroup(string? Name, IhaCounts Counts, ReportPeriod Period, params (string Name, string? Value)[] Filter);

/// <summary>
/// Counts as rows of the report. For publication a row shows how many are decided and how many of them were in time, or only the first, or nothing; the total row
/// besides those parts that don't give a small one away.
/// </summary>
internal static class TimelinessRows
{
    public static TimelinessRow Total(IhaCounts counts, ReportRequest request)
    {
        var group = new TimelinessGroup(null, counts, request.Period);
        return request.Suppress is { } least ? PublishedTotal(counts, least) : RowOf(group, request);
    }

    public static IReadOnlyList<TimelinessRow> Of(IReadOnlyList<TimelinessGroup> groups, ReportRequest request)
    {
        if (request.Suppress is not { } least)
        {
            return [.. groups.Select(group => RowOf(group, request))];
        }

        var shown = Suppression.OfRows([.. groups.Select(group => PartsOf(group.Counts))], least);
        return shown.All(how => how == Shown.Nothing) ? [] : [.. groups.Select((group, i) => Published(group.Name, group.Counts, shown[i]))];
    }

    private static int[] PartsOf(IhaCounts counts) => [counts[IhaOutcome.InTime], counts.NotInTime];

    private static TimelinessRow RowOf(TimelinessGroup group, ReportRequest request)
    {
        var counts = group.Counts;
        var behind = request.CasesBehind(
            [("becameLookedAfterFrom", ReportText.Day(group.Period.From)), ("becameLookedAfterTo", ReportText.Day(group.Period.To)), .. group.Filter]);
        return new TimelinessRow(
            group.Name, counts.BecameLookedAfter, counts.Decided, counts[IhaOutcome.InTime], counts.NotInTime, counts[IhaOutcome.Late], counts[IhaOutcome.NotReturned],
            counts[IhaOutcome.NotYetDue], counts[IhaOutcome.ReplacedByCeha], counts[IhaOutcome.NotRequired], counts.Returned,
            ReportText.Percent(counts[IhaOutcome.InTime], counts.Decided), ReportText.Percent(counts.Returned, counts.Decided),
            counts[IhaOutcome.NotYetDue] == 0 && group.Period.To < request.Today, false, behind);
    }

    private static TimelinessRow Published(string? name, IhaCounts counts, Shown shown)
    {
        int? decided = shown == Shown.Nothing ? null : counts.Decided;
        int? inTime = shown == Shown.All ? counts[IhaOutcome.InTime] : null;
        return new TimelinessRow(
            name, null, decided, inTime, decided - inTime, null, null, null, null, null, null, ReportText.Percent(inTime, decided), null, false, shown != Shown.All, null);
    }

    private static TimelinessRow PublishedTotal(IhaCounts counts, int least)
    {
        var row = Published(null, counts, Suppression.OfTotal(PartsOf(counts), least));
        int[] late = [counts[IhaOutcome.Late], counts[IhaOutcome.NotReturned]];
        int[] others = [counts[IhaOutcome.NotYetDue], counts[IhaOutcome.ReplacedByCeha], counts[IhaOutcome.NotRequired]];
        var showsLate = row.InTime is not null && Suppression.OfTotal(late, least) == Shown.All;
        var showsOthers = row.Decided is not null && Suppression.OfTotal(others, least) == Shown.All;
        int? returned = showsLate ? counts.Returned : null;
        return row with
        {
            BecameLookedAfter = showsOthers ? counts.BecameLookedAfter : null,
            Late = showsLate ? late[0] : null,
            NotReturned = showsLate ? late[1] : null,
            NotYetDue = showsOthers ? others[0] : null,
            ReplacedByCeha = showsOthers ? others[1] : null,
            NotRequired = showsOthers ? others[2] : null,
            Returned = returned,
            ReturnedPercent = ReportText.Percent(returned, row.Decided),
            Suppressed = row.Suppressed || !showsLate || !showsOthers,
        };
    }
}
