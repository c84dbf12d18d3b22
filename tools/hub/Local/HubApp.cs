using System.Diagnostics;
using System.Text;
using IntegrationHub.LocalStack;

namespace IntegrationHub.Tools.Hub.Local;

/// <summary>The hub's executable as a program that does one thing and ends, without starting a hub.</summary>
internal static class HubApp
{
    /// <summary>Runs what was last built.</summary>
    public static async Task<(int ExitCode, string Said)> RunAsync(string[] arguments, CancellationToken stop)
    {
        var app = Repository.HubExecutable();
        var isHost = !app.EndsWith(".dll", StringComparison.Ordinal);
        using var process = Process.Start(new ProcessStartInfo(isHost ? app : "dotnet", isHost ? arguments : [app, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
        })!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(stop), process.StandardError.ReadToEndAsync(stop));
        await process.WaitForExitAsync(stop);
        return (process.ExitCode, $"{await output}{await error}".TrimEnd());
    }
}
