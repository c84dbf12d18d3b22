using System.Net.Http.Headers;

namespace IntegrationHub.Tools.Hub.Imports;

/// <summary>The files of one import, as they are sent.</summary>
internal sealed record ImportFiles(IReadOnlyList<(string Name, byte[] Content)> Files, string MediaType)
{
    /// <exception cref="UsageException">A file is missing, or they don't go together.</exception>
    public static ImportFiles Read(IReadOnlyList<string> paths)
    {
        foreach (var path in paths.Where(path => !File.Exists(path)))
            throw new UsageException($"there is no file {path}");
        var types = paths.Select(path => Path.GetExtension(path).ToLowerInvariant() switch
        {
            ".json" => "application/json",
            ".xml" => "application/xml",
            ".csv" => "text/csv",
            _ => throw new UsageException($"{path} is neither .json nor .xml nor .csv"),
        }).Distinct().ToList();
        return types.Count > 1 || (paths.Count > 1 && types[0] != "text/csv")
            ? throw new UsageException("several files go together only where they are CSV tables of one SSDA903 return")
            : new ImportFiles([.. paths.Select(path => (Path.GetFileName(path), File.ReadAllBytes(path)))], types[0]);
    }

    /// <summary>Made anew for each request.</summary>
    public HttpContent Content()
    {
        if (Files.Count == 1)
            return Typed(Files[0].Content);
        var form = new MultipartFormDataContent();
        foreach (var ((_, content), at) in Files.Select((file, at) => (file, at)))
            form.Add(Typed(content), $"table{at}");
        return form;
    }

    private ByteArrayContent Typed(byte[] content)
    {
        var typed = new ByteArrayContent(content);
        typed.Headers.ContentType = new MediaTypeHeaderValue(MediaType);
        return typed;
    }
}
