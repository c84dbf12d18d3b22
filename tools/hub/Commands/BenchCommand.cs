using IntegrationHub.Tools.Hub.Local;

namespace IntegrationHub.Tools.Hub.Commands;

/// <summary>`./hub bench`: how fast FHIR is rendered and checked, beside what the bare JSON library takes.</summary>
internal static class BenchCommand
{
    private const string Project = "bench/IntegrationHub.Bench.csproj";

    public static async Task<int> RunAsync(Arguments arguments, CancellationToken stop)
    {
        await Work.BuildAsync(Project, "the measurements", stop);
        var (exitCode, said) = await Work.RunAsync(
            "dotnet", ["run", "--project", Project, "-c", "Release", "--no-build", "--", .. arguments.Positional], stop);
        Console.WriteLine(said);
        return exitCode;
    }
}
