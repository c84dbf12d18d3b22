using System.Collections.Concurrent;
using IntegrationHub.Domain.Identifiers;
using IntegrationHub.Functions.Hosting;
using IntegrationHub.Functions.Policies;
using IntegrationHub.Functions.Reports;
using IntegrationHub.Functions.Security;
using IntegrationHub.Functions.Storage;

namespace IntegrationHub.Functions.Pages.Lists;

/// <summary>
/// All cases as the store lists them, kept in memory: a page costs as much with ten thousand cases as with a hundred. What is older than
/// <see cref="FreshFor"/> is listed anew behind the page that asks, what is older than <see cref="UsableFor"/> before it. A case that a page reads or
/// changes has its row at once. Whether somebody may see a case is decided on the case itself, when its row is shown.
/// </summary>
public sealed class CaseList(HubStorage storage, CaseStore cases, CaseRules rules, TeamNames teams, RealTime realTime, ILogger<CaseList> log) : IDisposable
{
    /// <summary>By the real clock.</summary>
    public static readonly TimeSpan FreshFor = TimeSpan.FromSeconds(5);

    public static readonly TimeSpan UsableFor = TimeSpan.FromMinutes(1);

    // Reads from storage at once: enough to hide its latency, few enough to leave room for others.
    private const int AtOnce = 8;

    // A council or a provider each, and what they narrow reports down to.
    private const int MostScopes = 20;

    private readonly SemaphoreSlim one = new(1, 1);
    private readonly ConcurrentDictionary<CaseId, (CaseRow Row, DateTimeOffset At)> noted = [];
    private readonly ConcurrentDictionary<ReportScope, (Listed Of, DateTimeOffset At, IReadOnlyList<CaseRow> Rows)> ordered = [];
    private volatile Listed? listed;

    /// <summary>The rows of an organisation's cases: a council's own, a provider's where it is its turn. What the council collects is nothing that a provider waits for.</summary>
    public async Task<IReadOnlyList<CaseRow>> Of(Caller caller, CancellationToken cancel)
    {
        var rows = (await Current(cancel)).Rows.Select(entry => entry.Value);
        return LocalAuthorityCode.TryParse(caller.Organisation, out var council)
            ? [.. rows.Where(row => row.Id.LocalAuthority == council.Value)]
            : [.. rows.Where(row => row.Provider == caller.Organisation).Select(row => row.IsUncollected ? row with { IsUncollected = false } : row)];
    }

    /// <summary>Takes in a case as it was just read or changed.</summary>
    public void Note(StoredCase stored)
    {
        if (RowOf(stored) is not { } row)
        {
            return;
        }

        teams.Note(stored);
        noted[row.Id] = (row, realTime.Now);
        if (listed is { } known)
        {
            known.Rows[row.Id] = row;
            known.Unread.TryRemove(row.Id, out _);
        }
    }

    /// <summary>Reads a case that changed hands again with the next listing.</summary>
    public void Forget(CaseId id)
    {
        noted.TryRemove(id, out _);
        listed?.Rows.TryRemove(id, out _);
    }

    /// <summary>Teams by their manager's name, in the order of the names. Of each that isn't known yet one case is read.</summary>
    public async Task<IReadOnlyList<(string Team, string Name)>> TeamsOf(IReadOnlyList<CaseRow> rows, CancellationToken cancel)
    {
        var named = await teams.Of(rows.Where(row => row.Team is not null).Select(row => (row.Team!, row.Id)), cancel);
        return [.. named.Select(team => (team.Team, team.Name)).OrderBy(team => team.Name, StringComparer.OrdinalIgnoreCase)];
    }

    /// <summary>
    /// The rows that a report is about, by id, each with its figures: the same cases as <see cref="ListedFigures"/> lists, without asking the store each time. Cases
    /// whose metadata another version wrote are read. For <see cref="FreshFor"/> it is the same list again, so that what was computed of it holds.
    /// </summary>
    internal async Task<IReadOnlyList<CaseRow>> Figures(ReportScope scope, CancellationToken cancel)
    {
        var known = await Current(cancel);
        if (ordered.TryGetValue(scope, out var kept) && kept.Of == known && realTime.Now - kept.At <= FreshFor)
        {
            return kept.Rows;
        }

        if (ordered.Count >= MostScopes)
        {
            ordered.Clear();
        }

        var rows = await Order(known, scope, cancel);
        ordered[scope] = (known, realTime.Now, rows);
        return rows;
    }

    private async Task<IReadOnlyList<CaseRow>> Order(Listed known, ReportScope scope, CancellationToken cancel)
    {
        await Parallel.ForEachAsync(known.Unread.Keys, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancel }, async (id, token) =>
        {
            if (await cases.Load(id, token) is { } stored && RowOf(stored) is { } row)
            {
                known.Rows[id] = row;
            }

            known.Unread.TryRemove(id, out _);
        });
        return
        [
            .. known.Rows.Values
                .Where(row => row.Figures is { } figures && (scope.Council is null || figures.Council == scope.Council) && (scope.Provider is null || figures.Provider == scope.Provider))
                .OrderBy(row => row.Id.Value, StringComparer.Ordinal),
        ];
    }

    public void Dispose() => one.Dispose();

    private CaseRow? RowOf(StoredCase stored) => CaseRow.Read(stored.State.CaseId, CaseMetadata.Of(stored.State, rules.For(stored.State), rules.Calendar));

    private async Task<Listed> Current(CancellationToken cancel)
    {
        var now = realTime.Now;
        if (listed is not { } known || now - known.At > UsableFor)
        {
            return await Renew(now, cancel);
        }

        // A long listing is made seldom: at most a tenth of the time goes into it.
        if (now - known.At > (known.Took * 10 > FreshFor ? known.Took * 10 : FreshFor) && one.CurrentCount > 0)
        {
            _ = RenewBehind(now);
        }

        return known;
    }

    private async Task RenewBehind(DateTimeOffset asked)
    {
        try
        {
            await Renew(asked, CancellationToken.None);
        }
        catch (Exception fault) when (StorageFaults.IsStorageAway(fault, CancellationToken.None))
        {
            log.LogWarning("The list of cases stays as it was: {Fault}", StorageFaults.Describe(fault));
        }
    }

    private async Task<Listed> Renew(DateTimeOffset asked, CancellationToken cancel)
    {
        await one.WaitAsync(cancel);
        try
        {
            if (listed is { } known && known.At >= asked)
            {
                return known;
            }

            var begun = realTime.Now;
            var (rows, unread) = (new ConcurrentDictionary<CaseId, CaseRow>(), new ConcurrentDictionary<CaseId, bool>());
            await foreach (var found in CaseListing.Read(storage, null, cancel))
            {
                if (CaseRow.Read(found.Id, found.Metadata) is { } row)
                {
                    rows[row.Id] = row;
                }

                if (!CaseRemoval.IsMarked(found.Metadata) && !FiguresMetadata.IsCurrent(found.Metadata))
                {
                    unread[found.Id] = true;
                }
            }

            // What was noted while the store was being listed may be newer than what it said.
            foreach (var (id, (row, at)) in noted)
            {
                if (at >= begun)
                {
                    rows[id] = row;
                }
                else
                {
                    noted.TryRemove(id, out _);
                }
            }

            return listed = new Listed(rows, unread, begun, realTime.Now - begun);
        }
        finally
        {
            one.Release();
        }
    }

    /// <param name="Unread">Cases whose metadata say too little for figures.</param>
    /// <param name="At">When listing began: what was written later may be missing.</param>
    /// <param name="Took">How long it took.</param>
    private sealed record Listed(ConcurrentDictionary<CaseId, CaseRow> Rows, ConcurrentDictionary<CaseId, bool> Unread, DateTimeOffset At, TimeSpan Took);
}
