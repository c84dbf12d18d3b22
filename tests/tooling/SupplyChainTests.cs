using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using IntegrationHub.LocalStack;
using IntegrationHub.Tools.Hub.Commands;
using IntegrationHub.Tools.Hub.Sbom;

namespace IntegrationHub.Tooling.Tests;

/// <summary>What the project is made of is pinned, named, and under licences that it takes.</summary>
public sealed partial class SupplyChainTests
{
    private static readonly IReadOnlyList<Package> Packages = PackageReader.Read(Repository.Root);

    [Fact]
    public void Every_project_has_a_lock_file_and_names_no_version_of_its_own()
    {
        foreach (var project in PackageReader.Find(Repository.Root, "*.csproj"))
        {
            Assert.True(File.Exists(Path.Combine(Path.GetDirectoryName(project)!, "packages.lock.json")), $"{project} has no lock file.");
            Assert.DoesNotContain(XDocument.Load(project).Descendants("PackageReference"), package => package.Attribute("Version") is not null || package.Attribute("VersionOverride") is not null);
        }
    }

    [Fact]
    public void Every_version_is_exact()
    {
        var central = XDocument.Load(Repository.PathOf("Directory.Packages.props")).Descendants("PackageVersion").ToList();
        Assert.NotEmpty(central);
        Assert.All(central, package => Assert.Matches(Exact(), (string)package.Attribute("Version")!));
        var tools = JsonNode.Parse(File.ReadAllText(Repository.PathOf(".config", "dotnet-tools.json")))!["tools"]!.AsObject();
        Assert.All(tools, tool => Assert.Matches(Exact(), (string)tool.Value!["version"]!));
    }

    [Fact]
    public void Every_node_folder_names_exact_versions_and_locks_them_with_a_hash()
    {
        var folders = PackageReader.Find(Repository.Root, "package.json").Select(Path.GetDirectoryName).OfType<string>().ToList();
        Assert.NotEmpty(folders);
        foreach (var folder in folders)
        {
            var named = JsonNode.Parse(File.ReadAllText(Path.Combine(folder, "package.json")))!;
            foreach (var part in new[] { "dependencies", "devDependencies", "optionalDependencies" })
                Assert.All(named[part]?.AsObject() ?? [], package => Assert.Matches(Exact(), (string)package.Value!));
            var locked = JsonNode.Parse(File.ReadAllText(Path.Combine(folder, "package-lock.json")))!["packages"]!.AsObject();

            // What comes inside another package is covered by that one's hash.
            Assert.All(locked.Where(package => package.Key.Length > 0 && package.Value!["inBundle"] is null), package =>
                Assert.True(((string?)package.Value!["integrity"])?.StartsWith("sha512-", StringComparison.Ordinal), $"{package.Key} has no hash."));
        }
    }

    [Fact]
    public void Every_licence_is_one_that_is_taken() => Assert.Empty(Licences.Faults(Packages));

    [Fact]
    public void A_licence_that_is_not_taken_is_named_also_where_it_is_taken_for_tests_only()
    {
        var shared = Packages[0] with { Name = "left-pad", Licence = "AGPL-3.0-only" };
        var shipped = Packages.First(package => package.Licence == "PSF-2.0") with { Name = "moved", UsedBy = ["functions"] };

        var faults = Licences.Faults([.. Packages, shared, shipped]);

        Assert.Equal(2, faults.Count);
        Assert.Contains("left-pad", faults[0], StringComparison.Ordinal);
        Assert.Contains("moved", faults[1], StringComparison.Ordinal);
    }

    [Fact]
    public void The_licence_list_is_current() =>
        Assert.True(File.ReadAllText(SbomCommand.LicenceList).ReplaceLineEndings("\n") == Licences.Document(Packages).ReplaceLineEndings("\n"), "Run ./hub sbom.");

    [Fact]
    public void The_bill_of_materials_names_every_locked_package_once_with_version_hash_and_licence()
    {
        var bom = CycloneDx.Of(Packages);

        var components = bom["components"]!.AsArray();
        Assert.Equal(("CycloneDX", "1.6"), ((string)bom["bomFormat"]!, (string)bom["specVersion"]!));
        Assert.Equal(components.Count, components.Select(component => (string)component!["purl"]!).Distinct().Count());
        Assert.All(components, component => Assert.NotEmpty(component!["licenses"]!.AsArray()));
        Assert.All(components.Where(component => component!["hashes"] is not null), component => Assert.Equal(128, ((string)component!["hashes"]![0]!["content"]!).Length));
        Assert.All(components.Where(component => component!["hashes"] is null), component => Assert.Contains("pkg:npm/", (string)component!["purl"]!, StringComparison.Ordinal));
        var blobs = components.Single(component => (string)component!["name"]! == "Azure.Storage.Blobs")!;
        Assert.Equal(("pkg:nuget/Azure.Storage.Blobs@12.30.1", "required", "MIT"), ((string)blobs["purl"]!, (string)blobs["scope"]!, (string)blobs["licenses"]![0]!["license"]!["id"]!));
        Assert.Contains(components, component => (string)component!["purl"]! == "pkg:npm/azurite@3.35.0" && (string)component["scope"]! == "excluded");
    }

    [GeneratedRegex(@"^\d+\.\d+\.\d+(\.\d+)?(-[0-9A-Za-z.-]+)?$")]
    private static partial Regex Exact();
}
