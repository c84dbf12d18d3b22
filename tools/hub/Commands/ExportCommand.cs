using IntegrationHub.LocalStack;
using IntegrationHub.Tools.Hub.Operations;

namespace IntegrationHub.Tools.Hub.Commands;

/// <summary>`./hub export --case ID`: everything that is held on a child's case, for a subject access request.</summary>
internal static class ExportCommand
{
    public static async Task<int> RunAsync(Arguments arguments, CancellationToken stop)
    {
        if (arguments.Positional.Count > 0 || arguments.Text("case") is not { Length: > 0 } id || id.Any(letter => !char.IsAsciiLetterOrDigit(letter) && letter != '-'))
            throw new UsageException("export takes --case and a case's id, such as 825-abcdefghijklmnopqrstuvwxyz");
        var file = LocalHubSettings.TypedPath(arguments.Text("out") ?? $"{id}.zip");
        if (File.Exists(file))
            throw new LocalStackException($"{file} is there already; name another with --out");
        using var hub = OperationsHub.Of(arguments);

        // A name of its own until it is whole: half an export must not pass for one.
        var part = $"{file}.part";
        try
        {
            await using (var content = new FileStream(part, FileMode.Create, FileAccess.Write))
                if (!await hub.FetchAsync($"hub/operations/cases/{id}/export", content, "writes the export", stop))
                    throw new LocalStackException($"no hub answers at {hub.Address}");
            File.Move(part, file);
        }
        finally
        {
            File.Delete(part);
        }

        Console.WriteLine($"{file}: {new FileInfo(file).Length} bytes. It is personal and confidential; README.txt in it says what is in it.");
        return 0;
    }
}
