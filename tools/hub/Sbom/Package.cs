namespace IntegrationHub.Tools.Hub.Sbom;

/// <summary>A package that the hub, its tools or its tests are made of.</summary>
/// <param name="Ecosystem"><c>nuget</c> or <c>npm</c>.</param>
/// <param name="Sha512">Of the package as the lock file has it, lower-case hex; null where the lock file has none.</param>
/// <param name="Licence">SPDX expression, or what the package says instead.</param>
/// <param name="UsedBy">The folders whose lock files name it, with <c>/</c>.</param>
public sealed record Package(string Ecosystem, string Name, string Version, string? Sha512, string Licence, IReadOnlyList<string> UsedBy)
{
    /// <summary>Package URL, such as <c>pkg:npm/%40azure/core-auth@1.10.1</c>.</summary>
    public string Purl => $"pkg:{Ecosystem}/{Name.Replace("@", "%40", StringComparison.Ordinal)}@{Version}";

    /// <summary>True for what the Function App itself ships; all else is for building, testing, and local runs.</summary>
    public bool IsShipped => UsedBy.Any(folder => folder is "functions" or "functions/Pages/Assets" or "domain" or "contracts") && Name != Analyser;

    /// <summary>Runs in the compiler only.</summary>
    private const string Analyser = "Microsoft.CodeAnalysis.BannedApiAnalyzers";
}
