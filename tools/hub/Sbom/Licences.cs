using System.Globalization;
using System.Text;

namespace IntegrationHub.Tools.Hub.Sbom;

/// <summary>Which licences the project takes, and the list of who has which.</summary>
public static class Licences
{
    /// <summary>SPDX ids of licences that ask for no more than to keep their text.</summary>
    private static readonly string[] Taken = ["MIT", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "ISC", "0BSD", "BlueOak-1.0.0"];

    /// <summary>What isn't on that list and is taken all the same, each with the reason; what stands here and doesn't occur is a fault, too.</summary>
    private static readonly Dictionary<string, string> Odd = new()
    {
        ["https://github.com/dotnet/corefx/blob/master/LICENSE.TXT"] = "MIT, named by an address in packages of that age (System.Security.Cryptography.ProtectedData 4.5.0)",
        ["https://raw.githubusercontent.com/xunit/xunit/master/license.txt"] = "Apache-2.0, named by an address (xunit.abstractions); tests only",
        ["http://geraintluff.github.io/tv4/LICENSE.txt"] = "public domain by its README, named by an address (uri-templates, of Azurite); local runs and tests only",
        ["(ISC AND CC-BY-3.0)"] = "date-holidays: code ISC; its data come from Wikipedia (CC BY 3.0 by package.json, CC BY-SA 3.0 by its LICENSE; attribution stands in its holidays.yaml); tests only, nothing of it is shipped",
        ["Python-2.0"] = "the licence of Python, whose argparse this is a port of (argparse, of Node-RED); only measured beside, nothing of it is shipped",
        ["MPL-2.0"] = "axe-core and its binding, used as they are; tests only",
        ["PSF-2.0"] = "the licence of Python, whose argparse this is a port of (argparse, of date-holidays); tests only",
        ["Unlicense"] = "public domain (prepin, of date-holidays); tests only",
    };

    /// <summary>What is wrong with the licences of some packages, a sentence each.</summary>
    public static IReadOnlyList<string> Faults(IReadOnlyList<Package> packages) =>
    [
        .. packages.Where(package => !IsTaken(package.Licence) && !Odd.ContainsKey(package.Licence))
            .Select(package => $"{package.Purl} is under '{package.Licence}', which isn't among the licences that are taken."),
        .. packages.Where(package => package.IsShipped && package.Licence != "MIT" && !IsTaken(package.Licence) && !Odd[package.Licence].StartsWith("MIT", StringComparison.Ordinal))
            .Select(package => $"{package.Purl} is shipped, and its licence '{package.Licence}' is taken for tests only."),
        .. Odd.Keys.Where(licence => packages.All(package => package.Licence != licence)).Select(licence => $"'{licence}' is explained, and nothing is under it any more."),
    ];

    /// <summary><c>docs/licences.md</c>.</summary>
    public static string Document(IReadOnlyList<Package> packages)
    {
        var text = new StringBuilder("""
            # Licences

            Written by `./hub sbom` from the lock files and from what each package says of itself; a test fails when this is not current.
            The hub itself is under the [MIT licence](../LICENSE). `./hub sbom OUT` writes the same as a CycloneDX bill of materials, with hashes.

            | licence | packages | shipped with the Function App | taken because |
            |---|---|---|---|

            """);
        foreach (var same in packages.GroupBy(package => package.Licence).OrderByDescending(same => same.Count()).ThenBy(same => same.Key, StringComparer.Ordinal))
            text.Append(CultureInfo.InvariantCulture, $"| {same.Key} | {same.Count()} | {same.Count(package => package.IsShipped)} | {Odd.GetValueOrDefault(same.Key, "permissive")} |\n");
        text.Append("\n## Shipped with the Function App\n\n| package | version | licence |\n|---|---|---|\n");
        Rows(text, packages.Where(package => package.IsShipped));
        text.Append("\n## For building, testing and local runs only\n\n| package | version | licence |\n|---|---|---|\n");
        Rows(text, packages.Where(package => !package.IsShipped));
        return text.ToString();
    }

    /// <summary>Of a choice (OR) one is enough.</summary>
    private static bool IsTaken(string licence) => licence.Split(" OR ").Any(Taken.Contains);

    private static void Rows(StringBuilder text, IEnumerable<Package> packages)
    {
        foreach (var package in packages)
            text.Append(CultureInfo.InvariantCulture, $"| {package.Name} ({package.Ecosystem}) | {package.Version} | {package.Licence} |\n");
    }
}
