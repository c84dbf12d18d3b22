using System.Text.RegularExpressions;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using IntegrationHub.Contracts.Policies;
using IntegrationHub.Domain.Policies;
using IntegrationHub.Functions.Storage;

namespace IntegrationHub.Functions.Policies;

/// <summary>
/// Where the policy files are: a folder, or blobs in the hub's own storage account (<c>blob:{container}/{prefix}</c>). They are read once, at start; a
/// change of them counts from the next start on.
/// </summary>
public static partial class PolicySource
{
    private const int MostFiles = 1000;
    private const string BlobScheme = "blob:";

    /// <summary>Reads the files that a setting names.</summary>
    /// <param name="setting">A folder, or <c>blob:{container}/{prefix}</c>; null for the built-in default alone.</param>
    /// <param name="container">Opens a container of the hub's storage account; null when it isn't known which account that is.</param>
    /// <returns>The policies, or every fault in a sentence of its own.</returns>
    public static async Task<(PolicyBook? Book, IReadOnlyList<string> Faults)> Load(
        string? setting, Func<string, BlobContainerClient>? container, CancellationToken cancel)
    {
        if (string.IsNullOrEmpty(setting))
        {
            return (PolicyBook.BuiltIn, []);
        }

        var blobs = BlobForm().Match(setting);
        if (setting.StartsWith(BlobScheme, StringComparison.Ordinal) && !blobs.Success)
        {
            return (null, ["HUB_POLICY must be a folder, or blobs as blob:{container}/{prefix}."]);
        }

        var (files, fault) = !blobs.Success ? await ReadFolder(setting, cancel)
            : container is null ? ([], null)
            : await ReadBlobs(container(blobs.Groups["container"].Value), blobs.Groups["prefix"].Value, cancel);
        if (fault is not null || (blobs.Success && container is null))
        {
            return (null, fault is null ? [] : [$"HUB_POLICY: {fault}"]);
        }

        var (policies, faults) = PolicyFileReader.Read(files);
        return policies is null ? (null, [.. faults.Select(found => $"HUB_POLICY: {InWords(found)}")]) : (new PolicyBook(policies), []);
    }

    /// <summary>A fault in a sentence: file, pointer, what is wrong, code.</summary>
    public static string InWords(PolicyFault fault) =>
        $"{string.Join(' ', new[] { fault.File, fault.Pointer }.Where(part => part.Length > 0))}{(fault.File.Length > 0 ? ": " : "")}{fault.Message} ({fault.Code})";

    /// <summary>Every file in a folder and those below it, in the order of their names, or the one file; what begins with a full stop is passed over.</summary>
    public static async Task<(IReadOnlyList<PolicyFile> Files, string? Fault)> ReadFolder(string path, CancellationToken cancel)
    {
        try
        {
            if (File.Exists(path))
            {
                return ([new PolicyFile(Path.GetFileName(path), await File.ReadAllBytesAsync(path, cancel))], null);
            }

            var names = Directory.EnumerateFiles(path, "*", SearchOption.AllDirectories)
                .Select(file => Path.GetRelativePath(path, file).Replace('\\', '/'))
                .Where(IsShown).Order(StringComparer.Ordinal).Take(MostFiles + 1).ToList();
            if (names.Count > MostFiles)
            {
                return ([], $"There are more than {MostFiles} files.");
            }

            var files = new List<PolicyFile>();
            foreach (var name in names)
            {
                files.Add(new PolicyFile(name, await File.ReadAllBytesAsync(Path.Combine(path, name), cancel)));
            }

            return (files, null);
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return ([], "The folder, or a file in it, can't be read.");
        }
    }

    private static async Task<(IReadOnlyList<PolicyFile> Files, string? Fault)> ReadBlobs(BlobContainerClient container, string prefix, CancellationToken cancel)
    {
        var files = new List<PolicyFile>();
        try
        {
            await foreach (var blob in container.GetBlobsAsync(BlobTraits.None, BlobStates.None, prefix, cancel))
            {
                if (!IsShown(blob.Name))
                {
                    continue;
                }

                if (files.Count == MostFiles)
                {
                    return ([], $"There are more than {MostFiles} files.");
                }

                var content = await container.GetBlobClient(blob.Name).DownloadContentAsync(cancel);
                files.Add(new PolicyFile(blob.Name, content.Value.Content.ToMemory()));
            }

            return (files, null);
        }
        catch (Exception unreadable) when (unreadable is RequestFailedException || StorageFaults.IsStorageAway(unreadable, cancel))
        {
            return ([], "The blobs can't be read.");
        }
    }

    private static bool IsShown(string name) => !name.Split('/').Any(part => part.StartsWith('.'));

    [GeneratedRegex(@"^blob:(?<container>[a-z0-9](?:-?[a-z0-9]){2,62})(?:/(?<prefix>[^\\?#]{0,900}))?\z")]
    private static partial Regex BlobForm();
}
