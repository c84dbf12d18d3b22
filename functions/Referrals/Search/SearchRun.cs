using IntegrationHub.Contracts.Fhir;
using IntegrationHub.Domain.Identifiers;
using IntegrationHub.Functions.Security;
using IntegrationHub.Functions.Storage;

namespace IntegrationHub.Functions.Referrals.Search;

/// <summary>One search while it goes through what was listed and read. Pure: it is given everything.</summary>
internal sealed class SearchRun(SearchQuery query, SearchView view, Caller caller, SearchDocuments documents, Func<string, string> hash)
{
    private readonly List<(SearchMatch Match, SearchValues Values)> found = [];

    /// <summary>Takes in index entries.</summary>
    /// <param name="now">When the listing had ended: what is later isn't being written but comes of a clock that was set back, and is shown.</param>
    /// <returns>Cases that must be read: something is on its way, they changed after the horizon, or the entry doesn't hold the values.</returns>
    public IReadOnlyList<CaseId> Take(IEnumerable<SearchEntry> entries, DateTimeOffset now)
    {
        var doubtful = new List<CaseId>();
        foreach (var ofCase in entries.GroupBy(entry => entry.CaseId))
        {
            // Entries of earlier versions stay for a while.
            var latest = ofCase.MaxBy(entry => (entry.LastUpdated, !entry.Moved))!;
            if (ofCase.Any(view.IsOnItsWay) || IsLaterThanHorizon(latest.LastUpdated, now) || (!latest.Moved && !documents.Trusts(latest)))
            {
                doubtful.Add(ofCase.Key);
                continue;
            }

            if (latest.Moved)
            {
                continue;
            }

            var patient = new Lazy<SearchValues?>(() => SearchDocuments.Read(latest, Patient.TypeName).Select(held => held.Values).FirstOrDefault());
            Add(latest.CaseId, latest.Version, latest.LastUpdated, SearchDocuments.Read(latest, query.Type), patient);
        }

        return doubtful;
    }

    /// <summary>Takes in cases that were read, as they stood at the horizon, where the caller sees them.</summary>
    public void Take(IEnumerable<StoredCase> cases, DateTimeOffset now)
    {
        foreach (var stored in cases)
        {
            var own = Access.View(caller, Operation.ReadFhir, stored);
            var seen = own is not null && IsLaterThanHorizon(own.LastUpdated, now) ? own.AsOf(view.Horizon) : own;
            if (seen is not null && Access.Sees(caller, Operation.ReadFhir, seen.State))
            {
                var patient = new Lazy<SearchValues?>(() => documents.Read(seen, Patient.TypeName, hash).Select(held => held.Values).FirstOrDefault());
                Add(seen.State.CaseId, seen.Version, seen.LastUpdated, documents.Read(seen, query.Type, hash), patient);
            }
        }
    }

    /// <summary>What was found, in the order asked for; without one, by the last change.</summary>
    public IReadOnlyList<SearchMatch> Found()
    {
        var order = query.Order.Count == 0 ? [("_lastUpdated", false)] : query.Order;
        IOrderedEnumerable<(SearchMatch Match, SearchValues Values)> sorted = found.Order(Comparer<(SearchMatch, SearchValues)>.Create((_, _) => 0));
        foreach (var (name, descending) in order)
        {
            sorted = descending
                ? sorted.ThenByDescending(one => SortKey(one, name, descending), StringComparer.Ordinal)
                : sorted.ThenBy(one => SortKey(one, name, descending), StringComparer.Ordinal);
        }

        return [.. sorted.ThenBy(one => one.Match.ResourceId, StringComparer.Ordinal).Select(one => one.Match)];
    }

    private void Add(
        CaseId caseId, int version, DateTimeOffset lastUpdated, IEnumerable<(string ResourceId, SearchValues Values)> resources, Lazy<SearchValues?> patient) =>
        found.AddRange(resources
            .Where(resource => query.Fits(resource.ResourceId, lastUpdated, resource.Values, () => patient.Value, view.Horizon))
            .Select(resource => (new SearchMatch(caseId, resource.ResourceId, version, lastUpdated), resource.Values)));

    private bool IsLaterThanHorizon(DateTimeOffset instant, DateTimeOffset now) => instant > view.Horizon && instant <= now + view.ClockSkew;

    /// <summary>What has no value comes last either way.</summary>
    private string SortKey((SearchMatch Match, SearchValues Values) one, string name, bool descending)
    {
        var key = name switch
        {
            "_id" => one.Match.ResourceId,
            "_lastUpdated" => CaseIndex.SortableInstant(one.Match.LastUpdated),
            _ => SearchParameters.Find(query.Type, name)!.Kind == SearchKind.Date
                ? one.Values[name].Select(value => DateRange.TryParse(value, out var range) ? CaseIndex.SortableInstant(range.From) : null).FirstOrDefault()
                : one.Values[name].FirstOrDefault(),
        };
        return key is null ? descending ? "" : "\uffff" : key;
    }
}
