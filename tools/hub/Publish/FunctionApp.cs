using IntegrationHub.LocalStack;
using IntegrationHub.Tools.Hub.Local;

namespace IntegrationHub.Tools.Hub.Publish;

/// <summary>
/// The folder that the Functions host starts from: <c>host.json</c>, a folder with <c>function.json</c> for each function, and one self-contained executable for linux-x64
/// that is compiled ahead of time (ReadyToRun).
/// </summary>
internal static class FunctionApp
{
    public const string Name = "integrationhub";
    public const string Executable = "IntegrationHub";
    public const string Project = "functions/IntegrationHub.Functions.csproj";

    private const string HostFile = "host.json";

    /// <exception cref="LocalStackException">Something else lies there, which nobody asked to be removed.</exception>
    public static void DemandReplaceable(string folder)
    {
        if (File.Exists(folder) || (Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any() && !File.Exists(Path.Combine(folder, HostFile))))
            throw new LocalStackException($"{folder} is there and is no published hub: publish to another folder, or remove it.");
    }

    /// <summary>Writes it beside its place and moves it there when it is whole.</summary>
    /// <returns>How many functions there are.</returns>
    /// <exception cref="LocalStackException">It can't be published; what was there before still is.</exception>
    public static async Task<int> WriteAsync(string folder, string broker, CancellationToken stop)
    {
        var beside = $"{folder}.{Environment.ProcessId}.new";
        try
        {
            Directory.CreateDirectory(beside);
            await CompileAsync(Project, beside, stop);
            File.Copy(Repository.PathOf(HostFile), Path.Combine(beside, HostFile));
            await DemandAsync(await HubApp.RunAsync(["functions", beside, broker], stop), "The functions can't be listed");
            SetModes(beside);
            if (Directory.Exists(folder))
                Directory.Delete(folder, recursive: true);
            Directory.Move(beside, folder);
            return Directory.EnumerateDirectories(folder).Count();
        }
        finally
        {
            if (Directory.Exists(beside))
                Directory.Delete(beside, recursive: true);
        }
    }

    /// <summary>Compiles a program as the hub is for Azure. In build folders of its own: what runs from the usual ones, and what tests compare with, stays as it is.</summary>
    /// <exception cref="LocalStackException">It can't be published.</exception>
    public static async Task CompileAsync(string project, string folder, CancellationToken stop) => await DemandAsync(
        await Work.RunAsync(
            "dotnet",
            [
                "publish", project, "-c", "Release", "-p:HubPublish=true", "-p:DebugType=embedded", "-p:RestoreLockedMode=true", "-p:RunAnalyzers=false", "-p:EnforceCodeStyleInBuild=false",
                "--artifacts-path", Repository.PathOf("artifacts", "publish"), "-o", folder, "-v", "quiet", "-nologo",
            ],
            stop),
        $"{project} can't be published");

    private static Task DemandAsync((int ExitCode, string Said) outcome, string otherwise) =>
        outcome.ExitCode == 0 ? Task.CompletedTask : throw new LocalStackException($"{otherwise}:\n{outcome.Said}");

    private static void SetModes(string folder)
    {
        if (OperatingSystem.IsWindows())
            return;
        foreach (var file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
            File.SetUnixFileMode(file, ZipPackage.ModeOf(Path.GetFileName(file) == Executable));
    }
}
