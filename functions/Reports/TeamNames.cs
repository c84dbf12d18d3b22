using System.Collections.Concurrent;
using IntegrationHub.Domain.Codes;
using IntegrationHub.Domain.Identifiers;
using IntegrationHub.Functions.Storage;

namespace IntegrationHub.Functions.Reports;

/// <summary>Whose team a hash stands for.</summary>
/// <param name="Team">The hash.</param>
/// <param name="Address">E-mail address of its manager.</param>
/// <param name="Name">The manager's name, with the address where two have the same; the address alone where nobody told the name.</param>
public sealed record TeamName(string Team, string Address, string Name);

/// <summary>
/// Whose team a hash stands for, for reports and pages. Listings name nobody, so one case of each team is read, once: a hash is that of one address for ever.
/// </summary>
public sealed class TeamNames(CaseStore cases)
{
    /// <summary>How many teams are looked up at most; a council has some dozens.</summary>
    public const int MostTeams = 500;

    private const int AtOnce = 16;
    private readonly ConcurrentDictionary<string, TeamName> known = new();

    /// <summary>Takes in what a case that was read says of its team.</summary>
    public void Note(StoredCase stored)
    {
        if (stored.State.ContactFor(ContactRoles.TeamManager) is { Email: { } address } manager)
        {
            var team = CaseMetadata.TeamOf(address);
            known[team] = new TeamName(team, address, manager.Name ?? address);
        }
    }

    /// <summary>Those that are known, or told by one of their cases.</summary>
    /// <param name="teams">Each with a case of its own; of several the first one counts.</param>
    public async Task<IReadOnlyList<TeamName>> Of(IEnumerable<(string Team, CaseId Id)> teams, CancellationToken cancel)
    {
        var wanted = teams.DistinctBy(team => team.Team).Take(MostTeams).ToList();
        foreach (var some in wanted.Where(team => !known.ContainsKey(team.Team)).Chunk(AtOnce))
        {
            await Task.WhenAll(some.Select(team => Learn(team.Id, cancel)));
        }

        var found = wanted.Where(team => known.ContainsKey(team.Team)).Select(team => known[team.Team]).ToList();
        var several = found.GroupBy(team => team.Name, StringComparer.OrdinalIgnoreCase).Where(named => named.Count() > 1).Select(named => named.Key).ToHashSet(StringComparer.OrdinalIgnoreCase);
        return [.. found.Select(team => several.Contains(team.Name) ? team with { Name = $"{team.Name} ({team.Address})" } : team)];
    }

    /// <summary>A case that has changed to another team meanwhile says nothing of this one.</summary>
    private async Task Learn(CaseId id, CancellationToken cancel)
    {
        if (await cases.Load(id, cancel) is { } stored)
        {
            Note(stored);
        }
    }
}
