using IntegrationHub.Contracts.Fhir;
using IntegrationHub.Functions.Hosting;
using IntegrationHub.Functions.Pages;
using IntegrationHub.Functions.Referrals.Interactions;
using IntegrationHub.Functions.Security;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Template;
using Microsoft.Extensions.DependencyInjection;

namespace IntegrationHub.Functions.Tests.Security;

/// <summary>An endpoint as the running app has it.</summary>
internal sealed record MappedEndpoint(RouteEndpoint Endpoint, string Pattern, IReadOnlyList<string> Methods, Operation? Operation)
{
    private readonly TemplateMatcher matcher = new(new RouteTemplate(Endpoint.RoutePattern), []);

    /// <summary>Takes what no other takes.</summary>
    public bool IsRest => Endpoint.Metadata.GetMetadata<TakesTheRest>() is not null;

    public bool NamesSomething => Endpoint.RoutePattern.Parameters.Count > 0 && !IsRest;

    /// <summary>Endpoints of the same form, for all resource types that need the same.</summary>
    public string Family => $"{string.Join(",", Methods)} {string.Join('/', Pattern.Split('/').Select(part => FhirDefinitions.R4.ResourceTypes.Contains(part) ? "{type}" : part))} {Operation}";

    /// <summary>The resource type in its address; null when it has none.</summary>
    public string? Type => Pattern.Split('/').FirstOrDefault(FhirDefinitions.R4.ResourceTypes.Contains);

    /// <summary>Every endpoint of the app but the pages, which know their users by a session: see <c>PageAccessTests</c>.</summary>
    public static IReadOnlyList<MappedEndpoint> All(IServiceProvider services) =>
    [
        .. services.GetRequiredService<EndpointDataSource>().Endpoints.Cast<RouteEndpoint>().Where(endpoint => endpoint.Metadata.GetMetadata<Page>() is null).Select(endpoint => new MappedEndpoint(
            endpoint, endpoint.RoutePattern.RawText!, endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? [], endpoint.Metadata.GetMetadata<Requires>()?.Operation)),
    ];

    /// <summary>Where a request leads to, as routing finds it.</summary>
    /// <param name="path">Without a leading slash; a query is left out.</param>
    public static MappedEndpoint? At(IEnumerable<MappedEndpoint> all, string method, string path) => all
        .Where(endpoint => endpoint.Methods.Contains(method) && endpoint.matcher.TryMatch(new PathString($"/{path.Split('?')[0]}"), []))
        .MinBy(endpoint => endpoint.Endpoint.RoutePattern.InboundPrecedence);

    /// <summary>Its address with values in the place of its parameters.</summary>
    public string With(Func<string, string> value) => string.Join('/', Pattern.TrimStart('/').Split('/').Select(part =>
        part.StartsWith('{') ? value(part.Trim('{', '}', '*')) : part));
}
