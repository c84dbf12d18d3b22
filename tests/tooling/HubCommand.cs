using System.Diagnostics;

namespace IntegrationHub.Tooling.Tests;

/// <summary>`./hub` as a process of its own.</summary>
internal static class HubCommand
{
    /// <returns>The exit code, and what was said on both outputs.</returns>
    public static Task<(int Code, string Output)> Run(params string[] typed) => Run([], typed);

    /// <param name="variables">Environment variables besides.</param>
    /// <returns>The exit code, and what was said on both outputs.</returns>
    public static async Task<(int Code, string Output)> Run(IEnumerable<KeyValuePair<string, string>> variables, string[] typed)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "hub.dll"), .. typed]) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in variables)
            start.Environment[name] = value;
        using var process = Process.Start(start)!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        return (process.ExitCode, await output + await error);
    }
}
