using System.Collections.Concurrent;
using IntegrationHub.Domain.Codes;
using IntegrationHub.Domain.Identifiers;
using IntegrationHub.Functions.Storage;

namespace IntegrationHub.Functions.Reports;

/// <summary>
/// Whose team a hash stands for. Listings name nobody, so one case of each team is read, once: a hash is that of one address for ever.
/// </summary>
internal sealed class TeamNames(ListedFigures listed, CaseStore cases)
{
    /// <summary>How many teams are looked up at most; a council has some dozens.</summary>
    public const int MostTeams = 500;

    private const int AtOnce = 16;
    private readonly ConcurrentDictionary<string, string> known = new();

    /// <summary>The teams of a council's cases, each with its manager's address, in the order of the addresses.</summary>
    /// <param name="council">Three digits.</param>
    public async Task<IReadOnlyList<(string Team, string Manager)>> Of(string council, CancellationToken cancel)
    {
        var found = new Dictionary<string, CaseId>();
        await foreach (var one in listed.Of(new ReportScope(council, null), cancel))
        {
            if (one.Figures.Team is { } team && (found.Count < MostTeams || found.ContainsKey(team)))
            {
                found.TryAdd(team, one.Id);
            }
        }

        foreach (var some in found.Where(team => !known.ContainsKey(team.Key)).Chunk(AtOnce))
        {
            await Task.WhenAll(some.Select(team => Learn(team.Key, team.Value, cancel)));
        }

        return [.. found.Keys.Where(known.ContainsKey).Select(team => (team, known[team])).OrderBy(team => team.Item2, StringComparer.Ordinal)];
    }

    /// <summary>A case that has changed to another team meanwhile says nothing of this one.</summary>
    private async Task Learn(string team, CaseId id, CancellationToken cancel)
    {
        if (await cases.Load(id, cancel) is { } stored && stored.State.ContactFor(ContactRoles.TeamManager)?.Email is { } manager && CaseMetadata.TeamOf(manager) == team)
        {
            known[team] = manager;
        }
    }
}
