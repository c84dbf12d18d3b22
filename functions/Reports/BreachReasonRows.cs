using IntegrationHub.Contracts.Reports;
using IntegrationHub.Domain.KeyDates;
using IntegrationHub.Domain.Reports;

namespace IntegrationHub.Functions.Reports;

/// <summary>Breach reasons as rows of a report, the most frequent first; for publication those that may be shown.</summary>
internal static class BreachReasonRows
{
    public static IReadOnlyList<BreachReasonRow> Of(BreachCounts breaches, ReportRequest request)
    {
        var ranked = breaches.Ranked();
        if (request.Suppress is not { } least)
        {
            return [.. ranked.Select(reason => RowOf(reason, request))];
        }

        // In the order of their names: the rank of one that is hidden would say between which counts it lies.
        BreachCount[] byName = [.. ranked.OrderBy(reason => reason.Reason, StringComparer.Ordinal)];
        var shown = Suppression.OfRows([.. byName.Select(reason => new[] { reason.Count })], least);
        return shown.All(how => how == Shown.Nothing) ? []
            : [.. byName.Select((reason, i) => new BreachReasonRow(reason.Reason, shown[i] == Shown.All ? reason.Count : null, null, null, null)).OrderByDescending(row => row.Count)];
    }

    /// <summary>Reasons in all; null where that is too few to be shown.</summary>
    public static int? Total(BreachCounts breaches, int? least) =>
        least is { } some && Suppression.OfTotal([breaches.Total], some) == Shown.Nothing ? null : breaches.Total;

    public static IEnumerable<ReportLine> Lines(IEnumerable<BreachReasonRow> rows, bool isPublished) => rows.SelectMany(row => new[]
    {
        new ReportLine("breach-reason", row.Reason, "count", ReportText.Number(row.Count, isPublished), "count"),
        new ReportLine("breach-reason", row.Reason, "proposed", ReportText.Number(row.Proposed, isPublished), "proposed"),
    });

    private static BreachReasonRow RowOf(BreachCount reason, ReportRequest request) => new(
        reason.Reason, reason.Count, reason.Proposed, reason.ByKeyDate.ToDictionary(entry => entry.Key.Name(), entry => entry.Value),
        request.CasesBehind(
            ("becameLookedAfterFrom", ReportText.Day(request.Period.From)), ("becameLookedAfterTo", ReportText.Day(request.Period.To)), ("breachReason", reason.Reason)));
}
