namespace IntegrationHub.Tools.FhirModel;

/// <summary>Compares what is generated with what lies in a folder, and brings the folder up to date.</summary>
internal static class OutputFolder
{
    /// <summary>Files that are missing, different, or no longer generated.</summary>
    public static IReadOnlyList<string> Drift(string folder, IReadOnlyDictionary<string, string> generated)
    {
        var changed = generated.Where(file => ReadOrNull(Path.Combine(folder, file.Key)) != file.Value).Select(file => file.Key);
        var stale = Existing(folder).Where(file => !generated.ContainsKey(file));
        return [.. changed.Concat(stale).Order(StringComparer.Ordinal)];
    }

    public static void Write(string folder, IReadOnlyDictionary<string, string> generated, IReadOnlyList<string> drift)
    {
        foreach (var file in drift)
        {
            var path = Path.Combine(folder, file);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            if (generated.TryGetValue(file, out var text))
                File.WriteAllText(path, text);
            else
                File.Delete(path);
        }
    }

    private static IEnumerable<string> Existing(string folder) => Directory.Exists(folder)
        ? Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(folder, path).Replace('\\', '/'))
        : [];

    /// <summary>A checkout may have other line ends; they are not drift.</summary>
    private static string? ReadOrNull(string path) =>
        File.Exists(path) ? File.ReadAllText(path).ReplaceLineEndings("\n") : null;
}
