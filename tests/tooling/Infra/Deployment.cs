using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace IntegrationHub.Tooling.Tests.Infra;

/// <summary>What a deployment with one parameter file would make, as the compiler predicts it.</summary>
internal sealed partial class Deployment(JsonNode snapshot)
{
    public IEnumerable<JsonNode> Resources => snapshot["predictedResources"]!.AsArray().Select(resource => resource!);

    /// <summary>Names of the resources of a type, each without what it is part of.</summary>
    public IReadOnlyList<string> NamesOf(string type) => [.. Of(type).Select(resource => ((string)resource["name"]!).Split('/')[^1]).Order(StringComparer.Ordinal)];

    public JsonNode Single(string type) => Assert.Single(Of(type));

    public IEnumerable<JsonNode> Of(string type) => Resources.Where(resource => (string)resource["type"]! == type);

    /// <summary>Who is given what: the last two parts of what it is about, and the role's id.</summary>
    public IReadOnlyList<string> Roles =>
    [
        .. Of("Microsoft.Authorization/roleAssignments")
            .Select(resource => $"{string.Join('/', Scope().Match((string)resource["id"]!).Groups[1].Value.Split('/')[^2..])} {((string)resource["properties"]!["roleDefinitionId"]!).Split('/')[^1]}")
            .Order(StringComparer.Ordinal),
    ];

    /// <summary>App settings by name. What only Azure can say while it deploys is null.</summary>
    public IReadOnlyDictionary<string, string?> Settings => Setting()
        .Matches((string)Single("Microsoft.Web/sites")["properties"]!["siteConfig"]!["appSettings"]!)
        .ToDictionary(match => match.Groups[1].Value, match => match.Groups[2].Success ? match.Groups[2].Value : null);

    [GeneratedRegex(@"extensionResourceId\('([^']+)', 'Microsoft\.Authorization/roleAssignments'")]
    private static partial Regex Scope();

    [GeneratedRegex(@"createObject\('name', '([^']+)', 'value', (?:'([^']*)')?")]
    private static partial Regex Setting();
}
