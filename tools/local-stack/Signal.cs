using System.Diagnostics;
using System.Runtime.InteropServices;

namespace IntegrationHub.LocalStack;

/// <summary>Requests to other processes.</summary>
public static class Signal
{
    private const int Sigterm = 15;

    /// <summary>Asks a process to end: SIGTERM. Windows has no such request; there the caller's bounded kill follows.</summary>
    public static void Terminate(Process process)
    {
        if (!OperatingSystem.IsWindows())
            _ = Kill(process.Id, Sigterm);
    }

    [DllImport("libc", EntryPoint = "kill", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Kill(int processId, int signal);
}
