using System.Text.Json.Nodes;

namespace IntegrationHub.Tools.Hub.Sbom;

/// <summary>A software bill of materials in CycloneDX 1.6, JSON. The same lock files give the same document.</summary>
public static class CycloneDx
{
    public static JsonObject Of(IReadOnlyList<Package> packages) => new()
    {
        ["$schema"] = "http://cyclonedx.org/schema/bom-1.6.schema.json",
        ["bomFormat"] = "CycloneDX",
        ["specVersion"] = "1.6",
        ["version"] = 1,
        ["metadata"] = new JsonObject
        {
            ["component"] = new JsonObject { ["type"] = "application", ["bom-ref"] = "integration-hub", ["name"] = "IntegrationHub", ["licenses"] = LicenceOf("MIT") },
        },
        ["components"] = new JsonArray([.. packages.Select(ComponentOf)]),
        ["dependencies"] = new JsonArray(new JsonObject
        {
            ["ref"] = "integration-hub",
            ["dependsOn"] = new JsonArray([.. packages.Where(package => package.IsShipped).Select(package => (JsonNode)package.Purl)]),
        }),
    };

    private static JsonObject ComponentOf(Package package)
    {
        var component = new JsonObject
        {
            ["type"] = "library",
            ["bom-ref"] = package.Purl,
            ["name"] = package.Name,
            ["version"] = package.Version,
            ["scope"] = package.IsShipped ? "required" : "excluded",
        };
        if (package.Sha512 is { } sha512)
            component["hashes"] = new JsonArray(new JsonObject { ["alg"] = "SHA-512", ["content"] = sha512 });
        component["licenses"] = LicenceOf(package.Licence);
        component["purl"] = package.Purl;
        component["properties"] = new JsonArray([.. package.UsedBy.Select(folder => (JsonNode)new JsonObject { ["name"] = "integrationhub:usedBy", ["value"] = folder })]);
        return component;
    }

    private static JsonArray LicenceOf(string licence) => new(
        Uri.IsWellFormedUriString(licence, UriKind.Absolute) ? new JsonObject { ["license"] = new JsonObject { ["name"] = "named by address", ["url"] = licence } }
        : licence.Contains(' ', StringComparison.Ordinal) ? new JsonObject { ["expression"] = licence }
        : new JsonObject { ["license"] = new JsonObject { ["id"] = licence } });
}
