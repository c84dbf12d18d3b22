using System.Security.Cryptography;

namespace IntegrationHub.LocalStack;

/// <summary>`npm ci` for a folder with a lock file, only when what is installed isn't what the lock file says.</summary>
public static class NodePackages
{
    private static readonly TimeSpan InstallBound = TimeSpan.FromMinutes(5);

    /// <param name="folder">Absolute; holds package.json and package-lock.json.</param>
    /// <param name="report">Gets one line when there is something to do.</param>
    /// <param name="cancellation">Ends the installation.</param>
    /// <exception cref="LocalStackException">npm is missing or failed; the end of what it said is in the message.</exception>
    public static async Task EnsureAsync(string folder, Action<string> report, CancellationToken cancellation = default)
    {
        if (!File.Exists(Path.Combine(folder, "package-lock.json")))
            throw new LocalStackException($"{folder} has no package-lock.json to install from.");
        if (IsCurrent(folder))
            return;
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        bound.CancelAfter(InstallBound);
        await using var onlyOne = await LockAsync(folder, bound.Token);
        if (IsCurrent(folder))
            return;

        report($"Installing the Node packages of {Path.GetRelativePath(Repository.Root, folder)} (npm ci) ...");
        await using var npm = OperatingSystem.IsWindows()
            ? ChildProcess.Start("cmd.exe", ["/c", "npm", "ci", "--no-audit", "--no-fund"], folder)
            : ChildProcess.Start("npm", ["ci", "--no-audit", "--no-fund"], folder);
        if (await npm.WaitForExitAsync(bound.Token) != 0)
            throw new LocalStackException($"npm ci failed in {folder}:\n{npm.Tail}");
        await File.WriteAllTextAsync(StampOf(folder), LockFileHash(folder), bound.Token);
    }

    private static bool IsCurrent(string folder) =>
        File.Exists(StampOf(folder)) && File.ReadAllText(StampOf(folder)) == LockFileHash(folder);

    private static string StampOf(string folder) => Path.Combine(folder, "node_modules", ".installed-from");

    private static string LockFileHash(string folder) =>
        Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(Path.Combine(folder, "package-lock.json"))));

    // npm ci empties node_modules: a second one at the same time breaks both. The lock lies outside of it.
    private static async Task<FileStream> LockAsync(string folder, CancellationToken cancellation)
    {
        var locks = Directory.CreateDirectory(Repository.PathOf("artifacts", "locks")).FullName;
        var name = Path.GetRelativePath(Repository.Root, folder).Replace(Path.DirectorySeparatorChar, '-');
        while (true)
        {
            try
            {
                return new FileStream(Path.Combine(locks, name), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException)
            {
                await Task.Delay(200, cancellation);
            }
        }
    }
}
