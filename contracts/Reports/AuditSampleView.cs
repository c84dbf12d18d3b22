namespace IntegrationHub.Contracts.Reports;

/// <summary>A question for whoever audits a health assessment.</summary>
public sealed record AuditQuestionView(int Number, string Heading, string Question);

/// <summary>A case that was drawn.</summary>
/// <param name="Case">Address of the case.</param>
public sealed record SampledCase(int Number, string CaseId, string Case);

/// <summary>The body of <c>GET /hub/reports/audit-sample</c> as JSON.</summary>
/// <param name="Seed">Draws the same cases again.</param>
/// <param name="Size">How many were asked for.</param>
/// <param name="Population">How many it was drawn from; there may be fewer than were asked for.</param>
public sealed record AuditSampleView(
    ReportHead Report, int Seed, int Size, int Population, IReadOnlyList<AuditQuestionView> Questions, IReadOnlyList<SampledCase> Cases) : IReportView;
