using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using IntegrationHub.LocalStack;
using IntegrationHub.Tools.Hub.Demo;
using IntegrationHub.Tools.Hub.Operations;

namespace IntegrationHub.Tools.Hub.Imports;

/// <summary>What all parts of an import came to.</summary>
/// <param name="Counts">By name, as the hub's reports have them.</param>
/// <param name="Events">How many of each type.</param>
internal sealed record ImportResult(string Format, bool DryRun, IReadOnlyDictionary<string, int> Counts, IReadOnlyDictionary<string, int> Events, IReadOnlyList<JsonNode> Parts)
{
    public int Refused => Counts["refused"];

    public IEnumerable<JsonNode> All(string list) => Parts.SelectMany(part => part[list]!.AsArray()).Select(item => item!);
}

/// <summary>
/// Sends a file again and again, each time for some more of its children, so that no request takes long and lines stay the file's own. After two seconds there is a bar.
/// </summary>
internal sealed class ImportRun(OperationsHub hub, ImportFiles files, bool dryRun, string? since)
{
    private const int ChildrenAtOnce = 25;
    private static readonly TimeSpan UntilProgress = TimeSpan.FromSeconds(2);

    public async Task<ImportResult> RunAsync(CancellationToken stop)
    {
        var (parts, began) = (new List<JsonNode>(), Stopwatch.GetTimestamp());
        ProgressBar? bar = null;
        for (var (done, total) = (0, 1); done < total; done += ChildrenAtOnce)
        {
            var part = await hub.PostAsync(Path(done), files.Content(), dryRun ? "looks at the file" : "takes the file in", stop)
                ?? throw new LocalStackException($"no hub answers at {hub.Address}");
            parts.Add(part);
            total = (int)part["children"]!["inFile"]!;
            if (Stopwatch.GetElapsedTime(began) > UntilProgress)
                (bar ??= new ProgressBar(total, toError: true)).Show(Math.Min(done + ChildrenAtOnce, total), string.Create(CultureInfo.InvariantCulture, $"{Math.Min(done + ChildrenAtOnce, total)} of {total} children"));
        }
        return new ImportResult((string)parts[0]["format"]!, dryRun, Summed(parts, "children"), Summed(parts, "events"), parts);
    }

    private string Path(int skip) => string.Create(
        CultureInfo.InvariantCulture, $"hub/imports?skip={skip}&take={ChildrenAtOnce}&dryRun={(dryRun ? "true" : "false")}{(since is null ? "" : $"&since={since}")}");

    private static Dictionary<string, int> Summed(List<JsonNode> parts, string name) => parts
        .SelectMany(part => part[name]!.AsObject()).GroupBy(count => count.Key).ToDictionary(counts => counts.Key, counts => counts.Sum(count => (int)count.Value!));
}
