namespace IntegrationHub.Contracts.Reports;

/// <summary>Something that is wanting in the data of open cases.</summary>
/// <param name="Problem">Its code.</param>
/// <param name="Count">Open cases with it; null where suppressed.</param>
/// <param name="Cases">Address of the cases; null in a report for publication.</param>
public sealed record ProblemRow(string Problem, int? Count, string? Cases);

/// <summary>Open cases of a group; counts are null where they are suppressed.</summary>
/// <param name="Group">A team (as hash of its manager's address; "none" for cases without one); null for all.</param>
/// <param name="OverdueCases">Address of the cases with an overdue assessment; null in a report for publication.</param>
/// <param name="BecomingDueCases">Address of the cases with an assessment that becomes due; null in a report for publication.</param>
public sealed record QualityRow(
    string? Group, int? OpenCases, int? WithProblems, int? Overdue, int? BecomingDue, string? Cases, string? OverdueCases, string? BecomingDueCases);

/// <summary>A case with what is wanting in its data.</summary>
/// <param name="Team">Hash of the address of the team's manager; null when nobody said who that is.</param>
/// <param name="Case">Address of the case.</param>
public sealed record ProblemCase(string CaseId, string? Team, IReadOnlyList<string> Problems, string Case);

/// <summary>The body of <c>GET /hub/reports/data-quality</c> as JSON.</summary>
/// <param name="Teams">Empty in a report for publication.</param>
/// <param name="Cases">The first thousand cases with problems, by id; empty in a report for publication.</param>
public sealed record DataQualityView(
    ReportHead Report, QualityRow Total, IReadOnlyList<ProblemRow> Problems, IReadOnlyList<QualityRow> Teams, IReadOnlyList<ProblemCase> Cases) : IReportView;
