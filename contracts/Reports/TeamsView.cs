namespace IntegrationHub.Contracts.Reports;

/// <summary>A team of the council.</summary>
/// <param name="Team">The hash that stands for it in reports.</param>
/// <param name="TeamManager">E-mail address of its manager.</param>
public sealed record TeamView(string Team, string TeamManager);

/// <summary>The body of <c>GET /hub/reports/teams</c>.</summary>
public sealed record TeamsView(IReadOnlyList<TeamView> Teams);
