using IntegrationHub.Functions.Hosting;
using IntegrationHub.Functions.Security;
using IntegrationHub.Functions.Tests.Kit;
using IntegrationHub.Functions.Tests.Reliability;

namespace IntegrationHub.Functions.Tests.Security;

/// <summary>The table of <see cref="AccessTests"/> is whole: nothing that the running app serves is missing in it, and each endpoint keeps to it.</summary>
[Collection(TestStack.Name)]
public sealed class AccessMatrixTests(SharedInProcessHub shared) : IClassFixture<SharedInProcessHub>
{
    private const string NoCase = "825-aaaaaaaaaaaaaaaaaaaaaaaaaa";
    private readonly InProcessHub hub = shared.Hub;
    private readonly IReadOnlyList<MappedEndpoint> endpoints = MappedEndpoint.All(shared.Hub.Services);

    /// <summary>Each row of the table: who may, and by which request.</summary>
    private static IReadOnlyList<(string Method, string Path, string Allowed)> Rows { get; } =
    [
        .. AccessTests.Endpoints.Select(row => ((string)row[0], (string)row[1], (string)row[2])),
        .. AccessTests.Open.Select(row => ((string)row[0], (string)row[1], "anyone")),
    ];

    [Fact]
    public void Every_endpoint_has_a_row_in_the_table_and_every_row_its_endpoint()
    {
        var rows = Rows.Select(row => (Row: row, Endpoint: MappedEndpoint.At(endpoints, row.Method, Filled(row.Path)))).ToList();

        Assert.Empty(rows.Where(row => row.Endpoint is null).Select(row => row.Row));
        Assert.Empty(endpoints.Where(IsPublic).Select(endpoint => endpoint.Family).Except(rows.Select(row => row.Endpoint!.Family)));
        foreach (var (row, endpoint) in rows)
        {
            Assert.True(row.Allowed == AllowedBy(endpoint!.Operation!.Value), $"{row} leads to {endpoint.Family}, which lets in: {AllowedBy(endpoint.Operation.Value)}");
        }
    }

    [Fact]
    public void Every_endpoint_under_hub_says_what_it_needs_and_nothing_else_is_served_but_triggers()
    {
        Assert.Empty(endpoints.Where(endpoint => IsPublic(endpoint) && endpoint.Operation is null).Select(endpoint => endpoint.Pattern));
        Assert.Equal(
            FunctionCatalogue.All.Where(entry => entry.Trigger is not HttpTrigger).Select(entry => $"/{entry.Name}").Append("/").Order(StringComparer.Ordinal),
            endpoints.Where(endpoint => !IsPublic(endpoint)).Select(endpoint => endpoint.Pattern).Order(StringComparer.Ordinal));
        Assert.All(endpoints.Where(endpoint => !IsPublic(endpoint)), endpoint => Assert.Null(endpoint.Operation));
    }

    [Fact]
    public async Task Every_endpoint_with_every_method_refuses_strangers_and_those_without_a_role()
    {
        var asked = 0;
        foreach (var endpoint in endpoints.Where(endpoint => IsPublic(endpoint) && endpoint.Operation != Operation.Anyone))
        {
            var allowed = AllowedBy(endpoint.Operation!.Value).Split(' ');
            var other = Personas.All.First(persona => !allowed.Contains(persona.Name)).Name;
            foreach (var method in endpoint.Methods)
            {
                var path = endpoint.With(name => name == "id" ? NoCase : "x");
                Assert.True((await Ask(method, path, null)) == 401, $"{method} {path} without a token");
                Assert.True((await Ask(method, path, hub.Token(other))) == 403, $"{method} {path} as {other}");
                asked++;
            }
        }

        Assert.True(asked > 200, $"Only {asked} were asked.");
    }

    [Fact]
    public async Task Every_interaction_of_the_capability_statement_is_walked_with_every_role()
    {
        var server = (await hub.Get("hub/fhir/metadata", null)).Json["rest"]![0]!;
        var declared = server["resource"]!.AsArray()
            .SelectMany(resource => resource!["interaction"]!.AsArray().Select(interaction => ((string)resource["type"]!, (string)interaction!["code"]!)))
            .Concat(server["resource"]!.AsArray().SelectMany(resource => (resource!["operation"]?.AsArray() ?? []).Select(operation => ((string)resource!["type"]!, $"${operation!["name"]}"))))
            .Concat(server["interaction"]!.AsArray().Select(interaction => ("", (string)interaction!["code"]!)));
        foreach (var (type, code) in declared)
        {
            var (method, path) = RequestOf(type, code);
            var endpoint = MappedEndpoint.At(endpoints, method, path);
            Assert.True(endpoint is { IsRest: false, Operation: not null }, $"{type} {code} is declared and not served");
            var allowed = AllowedBy(endpoint!.Operation!.Value);
            Assert.Equal(allowed == "anyone", await Ask(method, path, null) != 401);
            foreach (var persona in Personas.All)
            {
                var isLetIn = await Ask(method, path, hub.Token(persona.Name)) is not (401 or 403);
                Assert.True(isLetIn == (allowed == "anyone" || allowed.Split(' ').Contains(persona.Name)), $"{type} {code} as {persona.Name}");
            }
        }
    }

    /// <summary>How an interaction is asked for (R4 http). One that isn't here has no proof and may not be declared.</summary>
    private static (string Method, string Path) RequestOf(string type, string code) => code switch
    {
        "read" => ("GET", $"hub/fhir/{type}/{NoCase}"),
        "vread" => ("GET", $"hub/fhir/{type}/{NoCase}/_history/1"),
        "history-instance" => ("GET", $"hub/fhir/{type}/{NoCase}/_history"),
        "search-type" => ("GET", $"hub/fhir/{type}"),
        "create" => ("POST", $"hub/fhir/{type}"),
        "update" => ("PUT", $"hub/fhir/{type}/{NoCase}"),
        "delete" => ("DELETE", $"hub/fhir/{type}/{NoCase}"),
        "$validate" => ("POST", $"hub/fhir/{type}/$validate"),
        "transaction" or "batch" => ("POST", "hub/fhir"),
        _ => throw new ArgumentException($"{type} {code} is declared, and nobody knows how to ask for it.", nameof(code)),
    };

    private static bool IsPublic(MappedEndpoint endpoint) => endpoint.Pattern == "/hub" || endpoint.Pattern.StartsWith("/hub/", StringComparison.OrdinalIgnoreCase);

    private static string AllowedBy(Operation operation) => operation == Operation.Anyone
        ? "anyone"
        : string.Join(' ', Personas.All.Where(persona => persona.Roles.Intersect(Access.RolesFor(operation)).Any()).Select(persona => persona.Name));

    private static string Filled(string path) => path.Replace("{id}", NoCase, StringComparison.Ordinal);

    private async Task<int> Ask(string method, string path, string? token) => (await hub.Send(
        HttpMethod.Parse(method), path, token, method is "GET" or "HEAD" ? null : HubClient.Content("{}", path.Contains("fhir", StringComparison.Ordinal) ? "application/fhir+json" : "application/json"))).Status;
}
