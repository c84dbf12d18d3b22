using System.Text.Encodings.Web;
using System.Text.Json;
using IntegrationHub.LocalStack;
using IntegrationHub.Tools.Hub.Sbom;

namespace IntegrationHub.Tools.Hub.Commands;

/// <summary>`./hub sbom`: the software bill of materials and the licence list.</summary>
internal static class SbomCommand
{
    private static readonly JsonSerializerOptions Json = new() { WriteIndented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string LicenceList => Repository.PathOf("docs", "licences.md");

    public static Task<int> RunAsync(Arguments arguments, CancellationToken stop) => arguments.Positional switch
    {
        [] or [_] when !arguments.Has("check") => WriteAsync(LocalHubSettings.TypedPath(arguments.Positional.FirstOrDefault() ?? "sbom.json"), stop),
        [] => Task.FromResult(Check()),
        _ => throw new UsageException("sbom takes the file to write, or --check"),
    };

    private static async Task<int> WriteAsync(string file, CancellationToken stop)
    {
        var packages = PackageReader.Read(Repository.Root);
        await File.WriteAllTextAsync(file, CycloneDx.Of(packages).ToJsonString(Json) + "\n", stop);
        await File.WriteAllTextAsync(LicenceList, Licences.Document(packages), stop);
        Console.WriteLine($"{file}: {packages.Count} packages, {packages.Count(package => package.IsShipped)} of them shipped. docs/licences.md is current.");
        return Said(Licences.Faults(packages));
    }

    private static int Check()
    {
        var packages = PackageReader.Read(Repository.Root);
        var isCurrent = File.Exists(LicenceList) && File.ReadAllText(LicenceList).ReplaceLineEndings("\n") == Licences.Document(packages).ReplaceLineEndings("\n");
        return Said([.. Licences.Faults(packages), .. isCurrent ? Array.Empty<string>() : ["docs/licences.md is not current: run ./hub sbom."]]);
    }

    private static int Said(IReadOnlyList<string> faults)
    {
        foreach (var fault in faults)
            Console.Error.WriteLine(fault);
        return faults.Count == 0 ? 0 : 1;
    }
}
