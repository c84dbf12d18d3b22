using IntegrationHub.Contracts.Fhir;
using IntegrationHub.Functions.Hosting;
using IntegrationHub.Functions.Referrals.Interactions;
using IntegrationHub.Functions.Security;
using Microsoft.Extensions.Primitives;

namespace IntegrationHub.Functions.Referrals.Terminology;

/// <summary>Read and search of the hub's code systems and value sets. They hold nothing personal, so no token is asked for.</summary>
internal static class TerminologyEndpoints
{
    private static readonly string[] Read = ["GET", "HEAD"];

    /// <summary>How the answer is to be written; there is never more than a page.</summary>
    private static readonly string[] Shaping = ["_format", "_pretty", "_count"];

    private static readonly Dictionary<string, Func<Resource, string?>> Parameters = new()
    {
        ["_id"] = resource => resource.Id,
        ["url"] = resource => resource is CodeSystem system ? system.Url : (resource as ValueSet)?.Url,
        ["name"] = resource => resource is CodeSystem system ? system.Name : (resource as ValueSet)?.Name,
    };

    public static IServiceCollection AddTerminology(this IServiceCollection services, TerminologyMapping mapping) =>
        services.AddSingleton(mapping).AddSingleton<HubConcepts>();

    public static void Map(IEndpointRouteBuilder app)
    {
        foreach (var type in new[] { CodeSystem.TypeName, ValueSet.TypeName })
        {
            app.MapMethods($"/hub/fhir/{type}/{{id}}", Read, (string id) => TerminologyResources.Find(type, id) is { } found ? FhirAnswers.Resource(found) : Answers.NotFound())
                .WithMetadata(new Requires(Operation.Anyone));
            app.MapMethods($"/hub/fhir/{type}", Read, (HttpContext http, HubSettings settings) => Search(http.Request, http.Request.Query, type, settings.PublicUrl))
                .WithMetadata(new Requires(Operation.Anyone));
            app.MapPost($"/hub/fhir/{type}/_search", async (HttpContext http, HubSettings settings, CancellationToken cancel) =>
            {
                var form = await SearchForms.Read(http.Request, cancel);
                return form.Refusal ?? Search(http.Request, [.. http.Request.Query, .. form.Pairs], type, settings.PublicUrl);
            }).WithMetadata(new Requires(Operation.Anyone));
        }
    }

    private static IResult Search(HttpRequest request, IEnumerable<KeyValuePair<string, StringValues>> parameters, string type, string hub)
    {
        var asked = parameters.Where(pair => !Shaping.Contains(pair.Key)).SelectMany(pair => pair.Value.Select(value => (Name: pair.Key, Value: value ?? ""))).ToList();
        var unknown = asked.Select(pair => pair.Name).Where(name => !Parameters.ContainsKey(name)).Distinct().ToList();
        var report = $"Unknown parameters: {string.Join(", ", unknown)}. Known: {string.Join(", ", Parameters.Keys)}.";
        if (unknown.Count > 0 && Preferences.ValueOf(request.Headers["Prefer"], "handling") == "strict")
        {
            return FhirAnswers.Resource(new OperationOutcome { Issue = [FhirAnswers.Issue("not-supported", report)] }, 400);
        }

        var understood = asked.Where(pair => Parameters.ContainsKey(pair.Name)).ToList();
        var found = TerminologyResources.All.Where(resource => resource.ResourceType == type && understood.All(pair => Fits(resource, pair.Name, pair.Value))).ToList();
        return FhirAnswers.Resource(new Bundle
        {
            Type = "searchset",
            Total = found.Count,
            Link = [new Bundle.LinkComponent { Relation = "self", Url = $"{hub}/hub/fhir/{type}{QueryOf(understood)}" }],
            Entry = [.. found.Select(resource => Match(resource, hub)), .. unknown.Count > 0 ? [Reported(report)] : Array.Empty<Bundle.EntryComponent>()],
        });
    }

    // A name is a string parameter, which fits from its beginning and in either case; the others fit as a whole. A comma means or.
    private static bool Fits(Resource resource, string name, string value) => value.Split(',').Any(wanted => name == "name"
        ? Parameters[name](resource)?.StartsWith(wanted, StringComparison.OrdinalIgnoreCase) == true
        : Parameters[name](resource) == wanted);

    private static string QueryOf(List<(string Name, string Value)> understood) => understood.Count == 0
        ? ""
        : $"?{string.Join('&', understood.Select(pair => $"{Uri.EscapeDataString(pair.Name)}={Uri.EscapeDataString(pair.Value)}"))}";

    private static Bundle.EntryComponent Match(Resource resource, string hub) => new()
    {
        FullUrl = $"{hub}/hub/fhir/{resource.ResourceType}/{resource.Id}",
        Resource = resource,
        Search = new Bundle.SearchComponent { Mode = "match" },
    };

    private static Bundle.EntryComponent Reported(string text) => new()
    {
        Resource = new OperationOutcome { Issue = [FhirAnswers.Issue("not-supported", text, severity: "warning")] },
        Search = new Bundle.SearchComponent { Mode = "outcome" },
    };
}
