using IntegrationHub.Contracts.Fhir;
using IntegrationHub.Functions.Hosting;
using IntegrationHub.Functions.Referrals.Rendering;
using IntegrationHub.Functions.Referrals.Terminology;
using IntegrationHub.Functions.Security;
using IntegrationHub.Functions.Storage;

namespace IntegrationHub.Functions.Referrals.Search;

/// <summary>Makes the searchset Bundle of one page: only the page's cases are read, each as it stood at the horizon.</summary>
internal sealed class SearchPages(CaseStore cases, CaseResources resources, HubConcepts concepts, HubSettings settings)
{
    public async Task<Bundle> Page(Caller caller, SearchQuery query, SearchOutcome outcome, int offset, CancellationToken cancel)
    {
        var page = outcome.Matches.Skip(offset).Take(query.Count).ToList();
        var found = await Rendered(caller, query.Type, page, cancel);
        var included = await new SearchIncludes(resources, query).Of(found, code => PartyResources.OrganizationOf(code, concepts), cancel);
        return BundleOf(query, outcome.Horizon, outcome.Matches.Count, offset, [.. found.Select(one => one.Resource)], included);
    }

    /// <summary>A page of resources that are no part of a case.</summary>
    public Bundle Page(SearchQuery query, DateTimeOffset now, IReadOnlyList<Resource> found, int offset) =>
        BundleOf(query, now, found.Count, offset, [.. found.Skip(offset).Take(query.Count)], []);

    private async Task<IReadOnlyList<(StoredCase Case, Resource Resource)>> Rendered(Caller caller, string type, List<SearchMatch> page, CancellationToken cancel)
    {
        var loaded = await System.Threading.Tasks.Task.WhenAll(page.Select(match => match.CaseId).Distinct().Select(id => cases.Load(id, cancel)));
        var byId = loaded.OfType<StoredCase>().Select(stored => Access.View(caller, Operation.ReadFhir, stored)).OfType<StoredCase>().ToDictionary(stored => stored.State.CaseId);
        var rendered = new List<(StoredCase, Resource)>();
        foreach (var match in page)
        {
            if (byId.GetValueOrDefault(match.CaseId)?.AsOfVersion(match.Version) is { } stored && await resources.Find(stored, type, match.ResourceId, cancel) is { } resource)
            {
                rendered.Add((stored, resource));
            }
        }

        return rendered;
    }

    private Bundle BundleOf(SearchQuery query, DateTimeOffset horizon, int total, int offset, IReadOnlyList<Resource> found, IReadOnlyList<Resource> included) => new()
    {
        // A pull that goes on from here misses nothing and repeats nothing.
        Meta = new Meta { LastUpdated = Fhir.Instant(horizon) },
        Type = "searchset",
        Total = query.SaysTotal ? total : null,
        Link = [.. Links(query, horizon, total, offset)],
        Entry = [.. found.Select(resource => Entry(SubsetResources.Of(resource, query.Subset), "match")), .. included.Select(resource => Entry(resource, "include")), .. Outcome(query)],
    };

    private IEnumerable<Bundle.LinkComponent> Links(SearchQuery query, DateTimeOffset horizon, int total, int offset)
    {
        var self = string.Join('&', query.Understood.Select(pair => $"{Uri.EscapeDataString(pair.Key)}={Uri.EscapeDataString(pair.Value)}"));
        yield return Link("self", query.Type, query.NamesIdentifier ? $"_cursor={SearchCursor.For(query, horizon, offset)}" : self);
        if (query.Count > 0 && offset > 0)
        {
            yield return Link("first", query.Type, $"_cursor={SearchCursor.For(query, horizon, 0)}");
            yield return Link("previous", query.Type, $"_cursor={SearchCursor.For(query, horizon, Math.Max(0, offset - query.Count))}");
        }

        if (query.Count > 0 && offset + query.Count < total)
        {
            yield return Link("next", query.Type, $"_cursor={SearchCursor.For(query, horizon, offset + query.Count)}");
        }
    }

    private Bundle.LinkComponent Link(string relation, string type, string parameters) =>
        new() { Relation = relation, Url = $"{settings.PublicUrl}/hub/fhir/{type}{(parameters.Length == 0 ? "" : "?")}{parameters}" };

    private Bundle.EntryComponent Entry(Resource resource, string mode) => new()
    {
        FullUrl = $"{settings.PublicUrl}/hub/fhir/{resource.ResourceType}/{resource.Id}",
        Resource = resource,
        Search = new Bundle.SearchComponent { Mode = mode },
    };

    private static IEnumerable<Bundle.EntryComponent> Outcome(SearchQuery query) => query.Unknown.Count == 0 ? [] :
    [
        new Bundle.EntryComponent
        {
            Resource = new OperationOutcome { Issue = [FhirAnswers.Issue("not-supported", UnknownText(query), severity: "warning")] },
            Search = new Bundle.SearchComponent { Mode = "outcome" },
        },
    ];

    public static string UnknownText(SearchQuery query) =>
        $"Unknown parameters: {string.Join(", ", query.Unknown)}. Known: {string.Join(", ", SearchQuery.NamesFor(query.Type))}.";
}
