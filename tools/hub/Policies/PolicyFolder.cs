using System.Text;
using System.Text.Json.Nodes;
using IntegrationHub.LocalStack;

namespace IntegrationHub.Tools.Hub.Policies;

/// <summary>Policy files as they are sent to a hub: their names within the folder, and their text.</summary>
public static class PolicyFolder
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <exception cref="LocalStackException">There is nothing at the path, or it can't be read as text.</exception>
    public static JsonObject Read(string path)
    {
        try
        {
            IEnumerable<string> names = File.Exists(path) ? [Path.GetFileName(path)] : Directory.EnumerateFiles(path, "*", SearchOption.AllDirectories)
                .Select(file => Path.GetRelativePath(path, file).Replace('\\', '/'))
                .Where(name => !name.Split('/').Any(part => part.StartsWith('.')))
                .Order(StringComparer.Ordinal);
            var folder = File.Exists(path) ? Path.GetDirectoryName(path)! : path;
            return new JsonObject(names.Select(name => KeyValuePair.Create(name, (JsonNode?)Text(Path.Combine(folder, name)))));
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            throw new LocalStackException($"{path} can't be read: {unreadable.Message}");
        }
        catch (DecoderFallbackException)
        {
            throw new LocalStackException($"{path} holds a file that isn't UTF-8 text.");
        }
    }

    private static string Text(string file) => Strict.GetString(File.ReadAllBytes(file)).TrimStart('\uFEFF');
}
