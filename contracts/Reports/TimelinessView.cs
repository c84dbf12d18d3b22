namespace IntegrationHub.Contracts.Reports;

/// <summary>Initial Health Assessments of a group of cases. A count is null where it is suppressed, a share also where nothing is decided.</summary>
/// <param name="Group">A month such as 2026-10, a pathway, a team (as hash of its manager's address; "none" for cases without one); null for all.</param>
/// <param name="IsComplete">True when none of the group can still become in time or late by time alone.</param>
/// <param name="Suppressed">True when something of it is not shown.</param>
/// <param name="Cases">
/// Address of the cases behind it; with <c>&amp;timeliness=in-time</c> (late, not-returned, not-yet-due, replaced-by-ceha, not-required) of those behind one
/// figure. Null in a report for publication.
/// </param>
public sealed record TimelinessRow(
    string? Group, int? BecameLookedAfter, int? Decided, int? InTime, int? NotInTime, int? Late, int? NotReturned, int? NotYetDue, int? ReplacedByCeha,
    int? NotRequired, int? Returned, decimal? InTimePercent, decimal? ReturnedPercent, bool IsComplete, bool Suppressed, string? Cases);

/// <summary>How many days a leg took.</summary>
public sealed record DaysView(decimal? Median, int? Ninetieth);

/// <summary>A stretch between two key dates.</summary>
/// <param name="Cases">How many have met both; null where suppressed.</param>
public sealed record LegView(string From, string To, int? Cases, DaysView WorkingDays, DaysView CalendarDays);

/// <summary>A reason why key dates were missed.</summary>
/// <param name="ByKeyDate">The count for each key date it was given for; null in a report for publication.</param>
/// <param name="Cases">Address of the cases behind it; null in a report for publication.</param>
public sealed record BreachReasonRow(string Reason, int? Count, int? Proposed, IReadOnlyDictionary<string, int>? ByKeyDate, string? Cases);

/// <summary>The body of <c>GET /hub/reports/timeliness</c> as JSON.</summary>
/// <param name="AmbitionPercent">The share in time that is aimed at.</param>
/// <param name="Months">Each month of the period; empty when none may be published.</param>
public sealed record TimelinessView(
    ReportHead Report, int AmbitionPercent, TimelinessRow Total, IReadOnlyList<TimelinessRow> Months, IReadOnlyList<TimelinessRow> Pathways,
    IReadOnlyList<TimelinessRow> Teams, IReadOnlyList<LegView> Legs, IReadOnlyList<BreachReasonRow> BreachReasons) : IReportView;

/// <summary>The body of <c>GET /hub/reports/breach-reasons</c> as JSON.</summary>
/// <param name="Total">Reasons in all; null where suppressed.</param>
public sealed record BreachReasonsView(ReportHead Report, int? Total, IReadOnlyList<BreachReasonRow> BreachReasons) : IReportView;
