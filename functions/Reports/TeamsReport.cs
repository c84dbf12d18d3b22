using IntegrationHub.Contracts.Problems;
using IntegrationHub.Contracts.Reports;
using IntegrationHub.Domain.Identifiers;
using IntegrationHub.Functions.Cases;
using IntegrationHub.Functions.Hosting;
using IntegrationHub.Functions.Security;

namespace IntegrationHub.Functions.Reports;

/// <summary><c>GET /hub/reports/teams</c>: the address of the manager behind each team of a report, for the council's own people.</summary>
internal static class TeamsReport
{
    public static void Map(IEndpointRouteBuilder app) => app.MapGet("/hub/reports/teams", Get).WithMetadata(new Requires(Operation.ReadTeams));

    private static async Task<IResult> Get(HttpContext http, ListedFigures listed, TeamNames names, CancellationToken cancel)
    {
        var query = new QueryReader(http.Request.Query);
        var caller = VisibleCases.CallerOf(http);
        http.Response.Headers.CacheControl = "no-store";
        return query.Faults.Count > 0 ? query.Refuse()
            : !LocalAuthorityCode.TryParse(caller.Organisation, out var council)
                ? Answers.Refused(403, ProblemCodes.OrganisationMismatch, "Teams are a council's: the token's organisation is none.")
            : Answers.Ok(new TeamsView([.. (await TeamsOf(council, listed, names, cancel)).Select(team => new TeamView(team.Team, team.Address))]));
    }

    /// <summary>In the order of the addresses.</summary>
    private static async Task<IEnumerable<TeamName>> TeamsOf(LocalAuthorityCode council, ListedFigures listed, TeamNames names, CancellationToken cancel)
    {
        var found = new Dictionary<string, CaseId>();
        await foreach (var one in listed.Of(new ReportScope(council.Value, null), cancel))
        {
            if (one.Figures.Team is { } team && found.Count < TeamNames.MostTeams)
            {
                found.TryAdd(team, one.Id);
            }
        }

        return (await names.Of(found.Select(team => (team.Key, team.Value)), cancel)).OrderBy(team => team.Address, StringComparer.Ordinal);
    }
}
