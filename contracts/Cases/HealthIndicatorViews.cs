namespace IntegrationHub.Contracts.Cases;

/// <summary>What the health team stated of a child about one day, as it holds now.</summary>
/// <param name="Indicator"><c>immunisations-up-to-date</c>, <c>sdq</c>, ...</param>
/// <param name="On">The day it is about.</param>
/// <param name="Value">Yes or no; null of <c>sdq</c>.</param>
/// <param name="Score">0 to 40, of <c>sdq</c>; null where there is none.</param>
/// <param name="Reason">Why there is no score, SSDA903 code; null where there is one.</param>
/// <param name="RecordedAt">When the hub learnt it, UTC.</param>
/// <param name="Observation">Path of the FHIR Observation.</param>
public sealed record HealthIndicatorView(
    string Indicator, DateOnly On, bool? Value, int? Score, string? Reason, DateTimeOffset RecordedAt, string Observation);

/// <summary>The body of <c>GET</c> and <c>POST /hub/cases/{caseId}/health-indicators</c>.</summary>
/// <param name="Indicators">Those that hold, in the order of the indicators, the latest day first.</param>
public sealed record HealthIndicatorsView(string CaseId, IReadOnlyList<HealthIndicatorView> Indicators);
