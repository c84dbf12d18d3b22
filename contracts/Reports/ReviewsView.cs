namespace IntegrationHub.Contracts.Reports;

/// <summary>Review health assessments that are due in a group. A count is null where it is suppressed, a share also where nothing is decided.</summary>
/// <param name="Group">A month such as 2026-10, or a team (as hash of its manager's address; "none" for cases without one); null for all.</param>
/// <param name="Suppressed">True when something of it is not shown.</param>
/// <param name="Cases">
/// Address of the cases behind it; with <c>&amp;review=in-time</c> (late, not-done, not-yet-due, refused, ended) of those behind one figure. A case with two such
/// reviews is listed once. Null in a report for publication.
/// </param>
public sealed record ReviewRow(
    string? Group, int? Due, int? Decided, int? InTime, int? NotInTime, int? Late, int? NotDone, int? NotYetDue, int? Refused, int? Ended, int? Done,
    decimal? InTimePercent, decimal? DonePercent, bool Suppressed, string? Cases);

/// <summary>The body of <c>GET /hub/reports/reviews</c> as JSON.</summary>
public sealed record ReviewsView(ReportHead Report, ReviewRow Total, IReadOnlyList<ReviewRow> Months, IReadOnlyList<ReviewRow> Teams) : IReportView;
