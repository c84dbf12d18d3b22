using System.Diagnostics;
using System.Reflection;

namespace IntegrationHub.Tooling.Tests.Infra;

/// <summary>Microsoft's compiler for Bicep, as a process. The package holds the one for Linux; elsewhere it is the `bicep` of the path.</summary>
internal static class BicepCompiler
{
    private static readonly string Executable = OperatingSystem.IsLinux()
        ? typeof(BicepCompiler).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(one => one.Key == "BicepPath").Value!.Replace('\\', '/')
        : "bicep";

    /// <summary>Faults and warnings of a file and of all that it is made of; empty when there are none.</summary>
    public static Task<string> LintAsync(string file) => RunAsync("lint", file);

    /// <summary>Writes `NAME.snapshot.json` beside a parameter file: every resource that a deployment with it would make.</summary>
    public static Task<string> SnapshotAsync(string parameters, string resourceGroup) => RunAsync(
        "snapshot", parameters, "--mode", "overwrite", "--resource-group", resourceGroup, "--location", "uksouth",
        "--subscription-id", "00000000-0000-0000-0000-000000000001", "--tenant-id", "00000000-0000-0000-0000-000000000002");

    private static async Task<string> RunAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo(Executable, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["HUB_ENTRA_CLIENT_ID"] = "11111111-1111-1111-1111-111111111111";
        start.Environment["HUB_SIGN_IN_CLIENT_ID"] = "22222222-2222-2222-2222-222222222222";
        start.Environment["HUB_NOTIFY_TEMPLATE"] = "22222222-2222-2222-2222-222222222222";
        using var process = Process.Start(start)!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        var said = (await output + await error).Trim();
        return process.ExitCode == 0 || said.Length > 0 ? said : $"exit code {process.ExitCode}";
    }
}
