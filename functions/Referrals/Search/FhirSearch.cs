using IntegrationHub.Domain.Identifiers;
using IntegrationHub.Functions.Hosting;
using IntegrationHub.Functions.Referrals.Shape;
using IntegrationHub.Functions.Security;
using IntegrationHub.Functions.Storage;

namespace IntegrationHub.Functions.Referrals.Search;

/// <summary>A resource that a search found, as it stood at the search's horizon.</summary>
/// <param name="Version">FHIR <c>versionId</c> at the horizon.</param>
internal sealed record SearchMatch(CaseId CaseId, string ResourceId, int Version, DateTimeOffset LastUpdated);

/// <summary>What a search found.</summary>
/// <param name="Horizon">Everything committed with <c>lastUpdated</c> up to this instant has been seen, nothing later is shown.</param>
/// <param name="Matches">In the order asked for.</param>
/// <param name="Faults">Parameters that can't be understood; with any, nothing was searched.</param>
/// <param name="Unknown">Names of parameters that the hub doesn't know.</param>
internal sealed record SearchOutcome(
    DateTimeOffset Horizon, IReadOnlyList<SearchMatch> Matches, IReadOnlyList<ShapeFault> Faults, IReadOnlyList<string> Unknown);

/// <summary>
/// Searches the resources of the cases that a caller sees. What is found comes from the index: the listing of a prefix, with the values of the search
/// parameters as metadata. Only cases that are changing at that moment, or that the search itself names, are read. The answer is how things stood
/// at one instant, the horizon, so that a second page continues exactly where the first one ended, whatever is written in between.
/// </summary>
internal sealed class FhirSearch(
    CaseIndex index, CaseStore cases, SearchCandidates candidates, SearchHorizon horizon, SearchDocuments documents, NhsNumberHash hash, HubSettings settings,
    TimeProvider time)
{
    private const int ReadTogether = 16;
    private const int ListTogether = 8;

    // Obsolete entries stay longer than this (IndexTidying), so that no case is missed while it moves between prefixes.
    private static readonly TimeSpan LongestListing = TimeSpan.FromSeconds(10);

    /// <summary>Runs a search to its end, without paging.</summary>
    /// <param name="type">Resource type.</param>
    /// <param name="parameters">As in a query string, decoded.</param>
    public async Task<SearchOutcome> Find(Caller caller, string type, IReadOnlyList<KeyValuePair<string, string>> parameters, CancellationToken cancel)
    {
        var query = await Read(type, parameters, cancel);
        return query.Faults.Count > 0 ? new SearchOutcome(default, [], query.Faults, query.Unknown) : await Run(caller, query, null, cancel);
    }

    /// <summary>Understands the parameters of a search.</summary>
    public async Task<SearchQuery> Read(string type, IEnumerable<KeyValuePair<string, string>> parameters, CancellationToken cancel)
    {
        await hash.Load(cancel);
        return new SearchReader(type, settings.PublicUrl, hash.Keyed).Read(parameters);
    }

    /// <summary>The search that a cursor continues; its identifiers are hashed already.</summary>
    public static SearchQuery Continue(string type, SearchCursor cursor) => new SearchReader(type, "", hashed => hashed).Read(cursor.Parameters);

    /// <param name="asOf">The horizon of the first page, for another page of the same search.</param>
    public async Task<SearchOutcome> Run(Caller caller, SearchQuery query, DateTimeOffset? asOf, CancellationToken cancel)
    {
        await hash.Load(cancel);
        var provider = caller.Organisation;
        var named = SearchCandidates.Named(query);
        var view = asOf is { } fixedAt ? await horizon.At(provider, fixedAt, cancel) : await horizon.Take(provider, named, cancel);

        // After the horizon, for what an index names may still be on its way; and not for later pages, for it may be gone since.
        named = asOf is null ? await candidates.NamedByNumber(query, named, cancel) : named;
        var run = new SearchRun(query, view, caller, documents, hash.Keyed);
        if (SearchParameters.OnlyWithin.ContainsKey(query.Type) || named is not null)
        {
            run.Take(await Load(named ?? new HashSet<CaseId>(), cancel), time.GetUtcNow());
        }
        else
        {
            var entries = await List(provider, query, asOf, cancel);
            var doubtful = run.Take(entries, time.GetUtcNow());
            run.Take(await Load(doubtful, cancel), time.GetUtcNow());
        }

        return new SearchOutcome(view.Horizon, run.Found(), [], query.Unknown);
    }

    private async Task<IReadOnlyList<SearchEntry>> List(string provider, SearchQuery query, DateTimeOffset? asOf, CancellationToken cancel)
    {
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        bound.CancelAfter(LongestListing);
        try
        {
            var entries = new List<SearchEntry>();
            foreach (var some in SearchCandidates.Prefixes(provider, query, asOf, time.GetUtcNow()).Chunk(ListTogether))
            {
                entries.AddRange((await System.Threading.Tasks.Task.WhenAll(some.Select(prefix => index.ListSearch(prefix, bound.Token)))).SelectMany(list => list));
            }

            return entries;
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            throw new TaskCanceledException("The index took too long to list.", new TimeoutException());
        }
    }

    /// <summary>Reads cases, some at a time; those that don't exist are left out.</summary>
    private async Task<IReadOnlyList<StoredCase>> Load(IEnumerable<CaseId> ids, CancellationToken cancel)
    {
        var loaded = new List<StoredCase>();
        foreach (var some in ids.Chunk(ReadTogether))
        {
            loaded.AddRange((await System.Threading.Tasks.Task.WhenAll(some.Select(id => cases.Load(id, cancel)))).OfType<StoredCase>());
        }

        return loaded;
    }
}
