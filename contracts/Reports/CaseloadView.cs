namespace IntegrationHub.Contracts.Reports;

/// <summary>A month of the caseload; counts are null where they are suppressed.</summary>
/// <param name="Month">Such as 2026-10.</param>
/// <param name="AtEnd">Null in a report for publication, which would give away who started and ceased.</param>
/// <param name="StartedCases">Address of the cases that started; null in a report for publication.</param>
/// <param name="CeasedCases">Address of the cases that ceased; null in a report for publication.</param>
/// <param name="AtEndCases">Address of the cases at the end; null in a report for publication.</param>
public sealed record CaseloadRow(string Month, int? Started, int? Ceased, int? AtEnd, string? StartedCases, string? CeasedCases, string? AtEndCases);

/// <summary>The body of <c>GET /hub/reports/caseload</c> as JSON.</summary>
/// <param name="Cases">Address of the cases looked after now; null in a report for publication.</param>
public sealed record CaseloadView(
    ReportHead Report, int? LookedAfterNow, int? OnShortBreaks, int? Started, int? Ceased, IReadOnlyList<CaseloadRow> Months, string? Cases) : IReportView;
