using IntegrationHub.Contracts.Fhir;
using IntegrationHub.Domain.Identifiers;
using IntegrationHub.Functions.Cases;
using IntegrationHub.Functions.Hosting;
using IntegrationHub.Functions.Referrals.Interactions;
using IntegrationHub.Functions.Referrals.Rendering;
using IntegrationHub.Functions.Referrals.Terminology;
using IntegrationHub.Functions.Security;
using IntegrationHub.Functions.Storage;
using Microsoft.AspNetCore.Http.Features;

namespace IntegrationHub.Functions.Referrals.Search;

/// <summary><c>GET {type}</c> and <c>POST {type}/_search</c>, for every type that the table of search parameters names.</summary>
internal sealed class SearchEndpoints(FhirSearch search, SearchPages pages, CaseIndex index, HubConcepts concepts, TimeProvider time)
{
    public static IServiceCollection AddSearch(IServiceCollection services) => services
        .AddSingleton<SearchHorizon>().AddSingleton<SearchCandidates>().AddSingleton<SearchDocuments>().AddSingleton<FhirSearch>().AddSingleton<SearchPages>()
        .AddSingleton<SearchEndpoints>().AddSingleton<SearchMetadata>(provider => provider.GetRequiredService<SearchDocuments>().MetadataOf);

    public static void Map(IEndpointRouteBuilder app)
    {
        foreach (var type in SearchParameters.ByType.Keys)
        {
            app.MapMethods($"/hub/fhir/{type}", ["GET", "HEAD"], (HttpContext http, SearchEndpoints endpoints, CancellationToken cancel) =>
                endpoints.Answer(http, type, [.. Pairs(http.Request.Query)], cancel)).WithMetadata(new Requires(Operation.ReadFhir));
            app.MapPost($"/hub/fhir/{type}/_search", async (HttpContext http, SearchEndpoints endpoints, CancellationToken cancel) =>
            {
                var form = await SearchForms.Read(http.Request, cancel);
                return form.Refusal ?? await endpoints.Answer(http, type, [.. Pairs(http.Request.Query), .. Pairs(form.Pairs)], cancel);
            }).WithMetadata(new Requires(Operation.ReadFhir));
        }
    }

    private async Task<IResult> Answer(HttpContext http, string type, IReadOnlyList<KeyValuePair<string, string>> parameters, CancellationToken cancel)
    {
        var strict = Preferences.ValueOf(http.Request.Headers["Prefer"], "handling") == "strict";
        var (query, bundle) = await Run(VisibleCases.CallerOf(http), type, parameters, strict, cancel);
        if (bundle is null)
        {
            return FhirAnswers.Resource(Refusal(query, strict), 400);
        }

        http.Features.GetRequiredFeature<RequestContext>().ShownCases = [.. (bundle.Entry ?? [])
            .Select(entry => CaseResources.CaseIdIn(entry.Resource?.Id ?? "")).Where(id => CaseId.TryParse(id, out _)).Distinct()];
        return FhirAnswers.Resource(bundle);
    }

    /// <summary>Answers a search.</summary>
    /// <param name="strict">Whether an unknown parameter is a fault.</param>
    /// <returns>The query as understood; the Bundle, or null when it has faults.</returns>
    public async Task<(SearchQuery Query, Bundle? Bundle)> Run(
        Caller caller, string type, IReadOnlyList<KeyValuePair<string, string>> parameters, bool strict, CancellationToken cancel)
    {
        var cursor = parameters.Where(pair => pair.Key == "_cursor").Select(pair => SearchCursor.TryParse(pair.Value)).ToList();
        if (cursor is [null, ..])
        {
            var wrong = new SearchQuery(type);
            wrong.Fault("_cursor", "Use the links of the Bundle as they were given.");
            return (wrong, null);
        }

        var query = cursor is [{ } place, ..] ? FhirSearch.Continue(type, place) : await search.Read(type, parameters, cancel);
        if (query.Faults.Count > 0 || (strict && query.Unknown.Count > 0))
        {
            return (query, null);
        }

        var offset = cursor.FirstOrDefault()?.Offset ?? 0;
        if (type == Organization.TypeName)
        {
            return (query, pages.Page(query, time.GetUtcNow(), await Organisations(caller.Organisation, query, cancel), offset));
        }

        var outcome = await search.Run(caller, query, cursor.FirstOrDefault()?.Horizon, cancel);
        return (query, await pages.Page(caller, query, outcome, offset, cancel));
    }

    public static OperationOutcome Refusal(SearchQuery query, bool strict) => new()
    {
        Issue =
        [
            .. query.Faults.Select(fault => FhirAnswers.Issue(fault.Code, fault.Text, fault.Expression)),
            .. strict && query.Unknown.Count > 0 ? [FhirAnswers.Issue("not-supported", SearchPages.UnknownText(query))] : Array.Empty<OperationOutcome.IssueComponent>(),
        ],
    };

    /// <summary>The caller's own organisation and the councils that have referred children to it.</summary>
    private async Task<IReadOnlyList<Resource>> Organisations(string own, SearchQuery query, CancellationToken cancel)
    {
        var codes = new SortedSet<string>(StringComparer.Ordinal) { own };
        await foreach (var entry in index.List(CaseIndex.SearchPrefix(own), cancel))
        {
            codes.Add(entry.CaseId.LocalAuthority);
        }

        return
        [
            .. codes.Select(code => PartyResources.OrganizationOf(code, concepts)).Where(organisation => query.Fits(
                organisation.Id!, time.GetUtcNow(),
                new SearchValues(name => [.. SearchParameters.Find(Organization.TypeName, name)!.Values(organisation).OfType<string>()]), () => null, time.GetUtcNow())),
        ];
    }

    private static IEnumerable<KeyValuePair<string, string>> Pairs(IEnumerable<KeyValuePair<string, Microsoft.Extensions.Primitives.StringValues>> values) =>
        values.SelectMany(pair => pair.Value.Select(value => new KeyValuePair<string, string>(pair.Key, value ?? "")));
}
