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
    private const int FewestAtOnce = 10;
    private const int MostAtOnce = 500;
    private static readonly TimeSpan UntilProgress = TimeSpan.FromSeconds(2);

    public async Task<ImportResult> RunAsync(CancellationToken stop)
    {
        var (parts, began) = (new List<JsonNode>(), Stopwatch.GetTimestamp());
        ProgressBar? bar = null;
        var take = FewestAtOnce;
        for (var (done, total) = (0, 1); done < total;)
        {
            var sent = Stopwatch.GetTimestamp();
            var part = await hub.PostAsync(Path(done, take), files.Content(), Doing(bar is not null), stop)
                ?? throw new LocalStackException($"no hub answers at {hub.Address}");
            parts.Add(part);
            total = (int)part["children"]!["inFile"]!;
            done = Math.Min(done + take, total);
            take = Next(take, Stopwatch.GetElapsedTime(sent));
            if (Stopwatch.GetElapsedTime(began) > UntilProgress)
                (bar ??= new ProgressBar(total, toError: true)).Show(done, string.Create(CultureInfo.InvariantCulture, $"{done} of {total} children"));
        }
        return new ImportResult((string)parts[0]["format"]!, dryRun, Summed(parts, "children"), Summed(parts, "events"), parts);
    }

    /// <summary>Beside a bar no words are needed.</summary>
    private string? Doing(bool hasBar) => hasBar ? null : dryRun ? "looks at the file" : "takes the file in";

    /// <summary>How many next time, so that the bar moves every few seconds and a large file isn't sent more often than need be.</summary>
    internal static int Next(int take, TimeSpan took) =>
        took < TimeSpan.FromSeconds(1) ? Math.Min(take * 2, MostAtOnce) : took > TimeSpan.FromSeconds(3) ? Math.Max(take / 2, FewestAtOnce) : take;

    private string Path(int skip, int take) => string.Create(
        CultureInfo.InvariantCulture, $"hub/imports?skip={skip}&take={take}&dryRun={(dryRun ? "true" : "false")}{(since is null ? "" : $"&since={since}")}");

    private static Dictionary<string, int> Summed(List<JsonNode> parts, string name) => parts
        .SelectMany(part => part[name]!.AsObject()).GroupBy(count => count.Key).ToDictionary(counts => counts.Key, counts => counts.Sum(count => (int)count.Value!));
}
