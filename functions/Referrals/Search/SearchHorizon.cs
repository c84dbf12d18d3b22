using IntegrationHub.Domain.Identifiers;
using IntegrationHub.Functions.Hosting;
using IntegrationHub.Functions.Storage;

namespace IntegrationHub.Functions.Referrals.Search;

/// <summary>What one search may rely on.</summary>
/// <param name="Horizon">Every commit with an instant up to this one can be seen now.</param>
/// <param name="ClockSkew">By how much another instance's clock may differ.</param>
/// <param name="OnTheirWay">Commits of which it isn't known what became of them: their cases are read, not looked up.</param>
internal sealed record SearchView(DateTimeOffset Horizon, TimeSpan ClockSkew, IReadOnlySet<string> OnTheirWay)
{
    /// <summary>Length of a commit's id, with which the endings of index entries begin.</summary>
    private const int CommitLength = 32;

    public bool IsOnItsWay(SearchEntry entry)
    {
        var ending = entry.Name[(entry.Name.LastIndexOf('.') + 1)..];
        return ending.Length < CommitLength || OnTheirWay.Contains(ending[..CommitLength]);
    }
}

/// <summary>
/// Finds how far a search can see. A commit is announced before it gets its instant; so what is neither visible nor announced when a search
/// begins can only get a later instant. Commits that are announced when it begins are waited for, briefly; one that is slower holds the horizon back. So
/// whoever pulls by <c>_lastUpdated</c> from the last instant it was shown misses nothing.
/// </summary>
internal sealed class SearchHorizon(PendingCommits pending, TimeProvider time, RealTime realTime, HubSettings settings)
{
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    /// <summary>The clocks of two instances differ by less; a local hub is one process.</summary>
    private TimeSpan ClockSkew { get; } = settings.IsLocal ? TimeSpan.Zero : TimeSpan.FromSeconds(1);

    /// <param name="only">The only cases that can be found, as the search itself names them, never as an index does; null for all of the provider's.</param>
    public async Task<SearchView> Take(string provider, IReadOnlySet<CaseId>? only, CancellationToken cancel)
    {
        var began = TimeProvider.System.GetTimestamp();
        HashSet<string>? awaited = null;
        while (true)
        {
            var now = time.GetUtcNow();
            var found = (await pending.List(provider, cancel)).Where(commit => only?.Contains(commit.CaseId) != false).ToList();
            var alive = found.Where(commit => commit.MayStillCommit(realTime.Now)).ToList();
            awaited ??= [.. alive.Select(commit => commit.Name)];
            if (!alive.Exists(commit => awaited.Contains(commit.Name)) || TimeProvider.System.GetElapsedTime(began) > LongestWait)
            {
                var seen = InMilliseconds(now - ClockSkew);
                var horizon = alive.Select(commit => commit.NotBefore).Append(seen).Min() - Moment;
                return new SearchView(horizon, ClockSkew, CommitsOf(found));
            }

            await Task.Delay(Pause, TimeProvider.System, cancel);
        }
    }

    /// <summary>The same search again, as of the horizon it had: for its other pages.</summary>
    public async Task<SearchView> At(string provider, DateTimeOffset horizon, CancellationToken cancel) =>
        new(horizon, ClockSkew, CommitsOf(await pending.List(provider, cancel)));

    private static HashSet<string> CommitsOf(IEnumerable<PendingCommit> commits) => [.. commits.Select(commit => commit.Commit)];

    private static DateTimeOffset InMilliseconds(DateTimeOffset instant) => instant.AddTicks(-(instant.Ticks % TimeSpan.TicksPerMillisecond));
}
