using IntegrationHub.Domain.Policies;

namespace IntegrationHub.Functions.Policies;

/// <summary>
/// What the app does about policies without starting: <c>policy show</c> prints the built-in default as a policy file, <c>policy check PATH</c> reads a
/// file or a folder as a start would. Nothing is asked of storage or of a hub that runs.
/// </summary>
public static class PolicyCommand
{
    /// <returns>The exit code, or null when the arguments aren't a command of this kind and the app starts.</returns>
    public static async Task<int?> Run(string[] arguments) => arguments switch
    {
        ["policy", "show"] => await Show(),
        ["policy", "check", var path] => await Check(path),
        _ => null,
    };

    private static async Task<int> Show()
    {
        await Console.Out.WriteLineAsync(PolicyFileWriter.Write(Policy.Default));
        return 0;
    }

    private static async Task<int> Check(string path)
    {
        var (files, unreadable) = await PolicySource.ReadFolder(path, CancellationToken.None);
        var faults = unreadable is null ? [.. PolicyFileReader.Read(files).Faults.Select(PolicySource.InWords)] : new List<string> { unreadable };
        foreach (var fault in faults)
        {
            await Console.Error.WriteLineAsync(fault);
        }

        return faults.Count == 0 ? 0 : 1;
    }
}
