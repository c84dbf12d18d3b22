using IntegrationHub.Contracts.Fhir;
using IntegrationHub.Functions.Cases;
using IntegrationHub.Functions.Hosting;
using IntegrationHub.Functions.Referrals;
using IntegrationHub.Functions.Referrals.Interactions;

namespace IntegrationHub.Functions.Subscriptions;

/// <summary><c>GET Subscription</c> and <c>POST Subscription/_search</c>: the caller's own, all on one page.</summary>
internal static class SearchSubscriptions
{
    public static Task<IResult> Get(HttpContext http, SubscriptionStore store, HubSettings settings, CancellationToken cancel) =>
        Search(http, SubscriptionFilter.Read(http.Request.Query), store, settings, cancel);

    public static async Task<IResult> Post(HttpContext http, SubscriptionStore store, HubSettings settings, CancellationToken cancel)
    {
        var form = await SearchForms.Read(http.Request, cancel);
        return form.Refusal ?? await Search(http, SubscriptionFilter.Read([.. http.Request.Query, .. form.Pairs]), store, settings, cancel);
    }

    private static async Task<IResult> Search(HttpContext http, SubscriptionFilter filter, SubscriptionStore store, HubSettings settings, CancellationToken cancel)
    {
        var unknown = $"Some parameters are not known. Known: {SubscriptionFilter.Names}.";
        if (filter.Unknown.Count > 0 && Preferences.ValueOf(http.Request.Headers["Prefer"], "handling") == "strict")
        {
            return FhirAnswers.Resource(new OperationOutcome { Issue = [FhirAnswers.Issue("not-supported", unknown)] }, 400);
        }

        var own = await store.Of(VisibleCases.CallerOf(http).Organisation, cancel);
        var matches = own.Select(stored => stored.Document.Render()).Where(filter.Fits).ToList();
        var address = $"{settings.PublicUrl}/hub/fhir/{Subscription.TypeName}";
        var query = string.Join('&', filter.Known.Select(pair => $"{Uri.EscapeDataString(pair.Key)}={Uri.EscapeDataString(pair.Value)}"));
        return FhirAnswers.Resource(new Bundle
        {
            Type = "searchset",
            Total = matches.Count,
            Link = [new() { Relation = "self", Url = query.Length == 0 ? address : $"{address}?{query}" }],
            Entry =
            [
                .. matches.Select(match => new Bundle.EntryComponent
                {
                    FullUrl = $"{address}/{match.Id}",
                    Resource = match,
                    Search = new Bundle.SearchComponent { Mode = "match" },
                }),
                .. filter.Unknown.Count == 0 ? Array.Empty<Bundle.EntryComponent>() : [Reported(unknown)],
            ],
        });
    }

    private static Bundle.EntryComponent Reported(string text) => new()
    {
        Resource = new OperationOutcome { Issue = [FhirAnswers.Issue("not-supported", text, severity: "warning")] },
        Search = new Bundle.SearchComponent { Mode = "outcome" },
    };
}
