using IntegrationHub.Contracts.Fhir;
using IntegrationHub.Domain.Codes;
using IntegrationHub.Domain.Identifiers;
using IntegrationHub.Functions.Storage;

namespace IntegrationHub.Functions.Referrals.Search;

/// <summary>Which cases a search has to look at, before it looks.</summary>
internal sealed class SearchCandidates(CaseIndex index)
{
    // Beyond this many a listing is cheaper than reading them one by one.
    public const int MostReadOneByOne = 100;

    // Beyond this many months one listing of all of them is cheaper.
    private const int MostMonths = 12;

    // Of an instant's text.
    private const int DayLength = 8;

    // Up to three days are not many more listings than two months.
    private static readonly TimeSpan MostDays = TimeSpan.FromDays(2);

    private static readonly string[] Open = [TaskStatuses.Requested, TaskStatuses.Received, TaskStatuses.Accepted, TaskStatuses.InProgress];
    private static readonly string[] Closed = [TaskStatuses.Completed, TaskStatuses.Rejected, TaskStatuses.Cancelled];

    /// <summary>The cases that a search itself names, by id or by reference; null when it doesn't, or names too many.</summary>
    public static IReadOnlySet<CaseId>? Named(SearchQuery query)
    {
        HashSet<CaseId>? named = null;
        foreach (var some in query.Criteria.Select(NamedBy).OfType<HashSet<CaseId>>())
        {
            named = named is null ? some : [.. named.Intersect(some)];
        }

        return named is { Count: <= MostReadOneByOne } ? named : null;
    }

    /// <summary>The same, narrowed down by the NHS numbers that the search names.</summary>
    public async Task<IReadOnlySet<CaseId>?> NamedByNumber(SearchQuery query, IReadOnlySet<CaseId>? named, CancellationToken cancel)
    {
        foreach (var criterion in query.Criteria.Where(criterion => criterion is { Type: Patient.TypeName, Parameter.Kind: SearchKind.Identifier, Modifier: null }))
        {
            if (await ByNhsNumber(criterion.Alternatives, cancel) is { } some)
            {
                named = named is null ? some : named.Intersect(some).ToHashSet();
            }
        }

        return named is { Count: <= MostReadOneByOne } ? named : null;
    }

    /// <summary>
    /// The prefixes of the index to list. Open referrals are few; of those that have ended, the months since the earliest change that is asked for. When
    /// a later page is asked for, everything that changed since the first is looked at too.
    /// </summary>
    public static IReadOnlyList<string> Prefixes(string provider, SearchQuery query, DateTimeOffset? since, DateTimeOffset now)
    {
        var wanted = query.Type == Contracts.Fhir.Task.TypeName ? WantedStatuses(query) : null;
        if (wanted is null && query.NotBefore is null)
        {
            return [CaseIndex.SearchPrefix(provider)];
        }

        var prefixes = new HashSet<string>();
        foreach (var status in Open.Concat(Closed))
        {
            var from = wanted?.Contains(status) != false ? query.NotBefore : since ?? DateTimeOffset.MaxValue;
            if (Open.Contains(status) ? wanted?.Contains(status) != false || since is not null : from is null || from < now.AddMonths(-MostMonths))
            {
                prefixes.Add($"{CaseIndex.SearchPrefix(provider)}{status}/");
            }
            else if (from is { } month && month < DateTimeOffset.MaxValue)
            {
                prefixes.UnionWith(Since(month, now).Select(part => $"{CaseIndex.SearchPrefix(provider, status, part.At)}{part.Day}"));
            }
        }

        return [.. prefixes];
    }

    private static HashSet<string>? WantedStatuses(SearchQuery query)
    {
        var criterion = query.Criteria.Find(each => each is { Name: "status", Modifier: null } && each.Type == query.Type);
        var codes = criterion?.Alternatives.Select(status => status[(status.IndexOf('|', StringComparison.Ordinal) + 1)..]).ToHashSet();

        // A system alone means any of its codes.
        return codes?.Contains("") == true ? null : codes;
    }

    /// <summary>
    /// Months; days instead where the time is short, as for whoever asks every few minutes what is new: names within a month begin with the day, and a month of a
    /// busy provider holds hundreds of cases that have long been seen. A day more than now: a case's time may run a little ahead.
    /// </summary>
    private static IEnumerable<(DateTimeOffset At, string Day)> Since(DateTimeOffset from, DateTimeOffset now)
    {
        var (day, last) = (Midnight(from), Midnight(now).AddDays(1));
        return last - day > MostDays
            ? Months(from, now).Select(month => (month, ""))
            : Enumerable.Range(0, Math.Max(0, (last - day).Days + 1)).Select(more => day.AddDays(more)).Select(each => (each, CaseIndex.SortableInstant(each)[..DayLength]));
    }

    private static DateTimeOffset Midnight(DateTimeOffset instant) => new(instant.UtcDateTime.Date, TimeSpan.Zero);

    /// <summary>A month more than now: a case's time may run a little ahead.</summary>
    private static IEnumerable<DateTimeOffset> Months(DateTimeOffset from, DateTimeOffset now)
    {
        for (var month = new DateTimeOffset(from.UtcDateTime.Year, from.UtcDateTime.Month, 1, 0, 0, 0, TimeSpan.Zero); month <= now.AddMonths(1); month = month.AddMonths(1))
        {
            yield return month;
        }
    }

    private static HashSet<CaseId>? NamedBy(Criterion criterion) => criterion switch
    {
        { Modifier: "not" or "missing" } => null,
        { Name: "_id" } => [.. criterion.Alternatives.Select(CaseOf).OfType<CaseId>()],
        { Parameter: { Kind: SearchKind.Reference } parameter } when !parameter.Targets.Contains(Organization.TypeName) => AllOf(
            criterion.Alternatives.Select(reference => CaseOf(reference[(reference.LastIndexOf('/') + 1)..]))),
        _ => null,
    };

    private static CaseId? CaseOf(string resourceId) => CaseId.TryParse(CaseResources.CaseIdIn(resourceId), out var caseId) ? caseId : null;

    /// <summary>Null when one of them is no case: a resource may refer to what another system holds.</summary>
    private static HashSet<CaseId>? AllOf(IEnumerable<CaseId?> cases)
    {
        var all = cases.ToList();
        return all.Contains(null) ? null : [.. all.OfType<CaseId>()];
    }

    /// <summary>The hash of an identifier is the beginning of its NHS number's: <see cref="NhsNumberHash"/>.</summary>
    private async Task<HashSet<CaseId>?> ByNhsNumber(IReadOnlyList<string> tokens, CancellationToken cancel)
    {
        const string system = $"{FhirSystems.NhsNumber}|";
        if (!tokens.All(token => token.StartsWith(system, StringComparison.Ordinal) && token.Length > system.Length))
        {
            return null;
        }

        var found = new HashSet<CaseId>();
        foreach (var token in tokens)
        {
            await foreach (var entry in index.List($"child/{token[system.Length..]}", cancel))
            {
                found.Add(entry.CaseId);
            }
        }

        return found;
    }
}
