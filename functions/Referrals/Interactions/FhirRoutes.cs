using IntegrationHub.Contracts.Fhir;
using IntegrationHub.Contracts.Problems;
using IntegrationHub.Functions.Hosting;
using Microsoft.AspNetCore.Routing.Template;

namespace IntegrationHub.Functions.Referrals.Interactions;

/// <summary>Marks the endpoint that takes what no other endpoint under <c>/hub/fhir</c> takes.</summary>
internal sealed record TakesTheRest;

/// <summary>An endpoint that an address leads to.</summary>
internal sealed record FoundRoute(RouteEndpoint Endpoint, IReadOnlyList<string> Methods, RouteValueDictionary Values);

/// <summary>Looks up what is served under <c>/hub/fhir</c>, for what isn't (404, 405) and for the entries of a Bundle.</summary>
internal sealed class FhirRoutes(EndpointDataSource sources)
{
    private const string Prefix = "/hub/fhir";
    private readonly Lazy<IReadOnlyList<(RouteEndpoint Endpoint, TemplateMatcher Matcher)>> routes = new(() => Read(sources));

    /// <summary>The types of which single resources can be read.</summary>
    public IReadOnlyList<string> ServedTypes =>
    [
        .. routes.Value.Where(route => MethodsOf(route.Endpoint).Contains("GET"))
            .Select(route => route.Endpoint.RoutePattern.RawText!.Split('/'))
            .Where(parts => parts is ["", "hub", "fhir", _, "{id}"]).Select(parts => parts[3])
            .Where(FhirDefinitions.R4.ResourceTypes.Contains).Distinct().Order(StringComparer.Ordinal),
    ];

    /// <summary>Everything an address leads to, whatever the method; the most specific first.</summary>
    /// <param name="path">From the root, decoded.</param>
    public IReadOnlyList<FoundRoute> At(PathString path)
    {
        var found = new List<FoundRoute>();
        foreach (var (endpoint, matcher) in routes.Value)
        {
            var values = new RouteValueDictionary();
            if (matcher.TryMatch(path, values))
            {
                found.Add(new FoundRoute(endpoint, MethodsOf(endpoint), values));
            }
        }

        return [.. found.OrderBy(route => route.Endpoint.RoutePattern.InboundPrecedence)];
    }

    /// <summary>The endpoint for what no other takes: a known address with another method, or nothing the hub serves.</summary>
    public IResult Refuse(HttpContext http)
    {
        var allowed = At(http.Request.Path).SelectMany(route => route.Methods).Distinct().Order(StringComparer.Ordinal).ToList();
        if (allowed.Count > 0)
        {
            http.Response.Headers.Allow = string.Join(", ", allowed);
            return Answers.Refused(405, ProblemCodes.MethodNotAllowed, "This address doesn't take that method.");
        }

        var first = http.Request.Path.Value!.Split('/', StringSplitOptions.RemoveEmptyEntries).ElementAtOrDefault(2);
        return ServedTypes.Contains(first)
            ? Answers.Refused(404, ProblemCodes.NotFound, "There is nothing at this address.")
            : Answers.Refused(404, ProblemCodes.NotSupported, $"The hub doesn't serve this. It serves {string.Join(", ", ServedTypes)}.");
    }

    private static IReadOnlyList<string> MethodsOf(Endpoint endpoint) => endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? [];

    private static List<(RouteEndpoint, TemplateMatcher)> Read(EndpointDataSource sources) =>
    [
        .. sources.Endpoints.OfType<RouteEndpoint>()
            .Where(endpoint => endpoint.RoutePattern.RawText?.StartsWith(Prefix, StringComparison.Ordinal) == true)
            .Where(endpoint => endpoint.Metadata.GetMetadata<TakesTheRest>() is null && endpoint.Metadata.GetMetadata<Requires>() is not null)
            .Select(endpoint => (endpoint, new TemplateMatcher(new RouteTemplate(endpoint.RoutePattern), []))),
    ];
}
