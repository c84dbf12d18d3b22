using System.Text.Json.Nodes;
using System.Xml.Linq;
using IntegrationHub.LocalStack;

namespace IntegrationHub.Tools.Hub.Sbom;

/// <summary>Every package of every lock file of a checkout, each once, with the licence that it names itself.</summary>
public static class PackageReader
{
    private const string NoneNamed = "none named";

    /// <summary>Packages so old that npm's lock file names no licence of theirs: what they say of themselves elsewhere.</summary>
    private static readonly Dictionary<string, string> NamedElsewhere = new()
    {
        ["busboy"] = "MIT",
        ["cli-table"] = "MIT",
        ["passport-http-bearer"] = "MIT",
        ["passport-oauth2-client-password"] = "MIT",
        ["passport-strategy"] = "MIT",
        ["pause"] = "MIT",
        ["streamsearch"] = "MIT",
    };

    private static readonly string[] NotLookedInto = ["node_modules", "bin", "obj", "artifacts", ".git", ".local"];

    /// <param name="root">Folder of the checkout.</param>
    /// <exception cref="LocalStackException">A .NET package isn't restored, so its licence can't be read.</exception>
    public static IReadOnlyList<Package> Read(string root) =>
    [
        .. Find(root, "packages.lock.json").SelectMany(file => NuGet(root, file)).Concat(Find(root, "package-lock.json").SelectMany(file => Npm(root, file)))
            .GroupBy(package => package.Purl)
            .Select(same => same.First() with { UsedBy = [.. same.SelectMany(package => package.UsedBy).Distinct().Order(StringComparer.Ordinal)] })
            .OrderBy(package => package.Ecosystem, StringComparer.Ordinal).ThenBy(package => package.Name, StringComparer.Ordinal).ThenBy(package => package.Version, StringComparer.Ordinal),
    ];

    /// <summary>Files of a name, in every folder that holds the project's own files.</summary>
    public static IEnumerable<string> Find(string folder, string pattern) => Directory.EnumerateFiles(folder, pattern)
        .Concat(Directory.EnumerateDirectories(folder).Where(inner => !NotLookedInto.Contains(Path.GetFileName(inner))).SelectMany(inner => Find(inner, pattern)))
        .Order(StringComparer.Ordinal);

    private static IEnumerable<Package> NuGet(string root, string file) => JsonNode.Parse(File.ReadAllText(file))!["dependencies"]!.AsObject()
        .SelectMany(framework => framework.Value!.AsObject())
        .Where(dependency => (string?)dependency.Value!["type"] != "Project")
        .Select(dependency =>
        {
            var (name, version) = (dependency.Key, (string)dependency.Value!["resolved"]!);
            return new Package("nuget", name, version, Hex((string?)dependency.Value["contentHash"]), LicenceOf(name, version), [FolderOf(root, file)]);
        });

    private static IEnumerable<Package> Npm(string root, string file) => JsonNode.Parse(File.ReadAllText(file))!["packages"]!.AsObject()
        .Where(entry => entry.Key.Length > 0)
        .Select(entry =>
        {
            var name = entry.Key[(entry.Key.LastIndexOf("node_modules/", StringComparison.Ordinal) + "node_modules/".Length)..];
            var integrity = (string?)entry.Value!["integrity"];
            var sha512 = integrity?.StartsWith("sha512-", StringComparison.Ordinal) == true ? Hex(integrity["sha512-".Length..]) : null;
            return new Package("npm", name, (string)entry.Value["version"]!, sha512, LicenceOf(Path.GetDirectoryName(file)!, name, entry), [FolderOf(root, file)]);
        });

    /// <summary>From the installed package where there is one, else from the lock file, where npm copied it from the package.</summary>
    private static string LicenceOf(string folder, string name, KeyValuePair<string, JsonNode?> entry)
    {
        var installed = Path.Combine(folder, entry.Key, "package.json");
        var said = File.Exists(installed) ? JsonNode.Parse(File.ReadAllText(installed))!["license"] : entry.Value!["license"];
        return (said as JsonObject)?["type"]?.ToString() ?? said?.ToString() ?? entry.Value!["license"]?.ToString() ?? NamedElsewhere.GetValueOrDefault(name, NoneNamed);
    }

    private static string LicenceOf(string name, string version)
    {
        var folder = Environment.GetEnvironmentVariable("NUGET_PACKAGES") is { Length: > 0 } named
            ? named
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        var file = Path.Combine(folder, name.ToLowerInvariant(), version.ToLowerInvariant(), $"{name.ToLowerInvariant()}.nuspec");
        if (!File.Exists(file))
            throw new LocalStackException($"{name} {version} isn't restored: run dotnet restore {Repository.Solution} first.");
        var metadata = XDocument.Load(file).Root!.Elements().First(element => element.Name.LocalName == "metadata");
        XElement? Of(string element) => metadata.Elements().FirstOrDefault(found => found.Name.LocalName == element);
        return Of("license") is not { } licence ? Of("licenseUrl")?.Value.Trim() ?? NoneNamed
            : licence.Attribute("type")?.Value == "file" ? LicenceIn(Path.Combine(Path.GetDirectoryName(file)!, licence.Value.Trim()))
            : licence.Value.Trim();
    }

    /// <summary>By the words with which the text of a licence begins; the name of the file where it begins with none that is known.</summary>
    private static string LicenceIn(string file)
    {
        var words = string.Join(' ', File.ReadAllText(file).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Take(12));
        return words.StartsWith("Apache License Version 2.0", StringComparison.Ordinal) ? "Apache-2.0"
            : words.StartsWith("MIT License", StringComparison.Ordinal) || words.StartsWith("The MIT License", StringComparison.Ordinal) ? "MIT"
            : Path.GetFileName(file);
    }

    private static string FolderOf(string root, string file) => Path.GetRelativePath(root, Path.GetDirectoryName(file)!).Replace(Path.DirectorySeparatorChar, '/');

    private static string? Hex(string? base64) => base64 is null ? null : Convert.ToHexStringLower(Convert.FromBase64String(base64));
}
