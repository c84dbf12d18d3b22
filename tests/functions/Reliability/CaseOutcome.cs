using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using IntegrationHub.Functions.Storage;

namespace IntegrationHub.Functions.Tests.Reliability;

/// <summary>What stands in storage, and went out, of one child, in words that are the same for every child that went the same way.</summary>
/// <param name="Facts">Each fact once as often as it is there, sorted.</param>
/// <param name="Sent">Types of the events that social care gets, each event id once.</param>
/// <param name="Parked">Reasons for which messages were parked.</param>
/// <param name="Loose">What should not be: messages unsent, index entries too many or too few, documents that nobody names or that are not there.</param>
internal sealed record CaseOutcome(IReadOnlyList<string> Facts, IReadOnlyList<string> Sent, IReadOnlyList<string> Parked, IReadOnlyList<string> Loose)
{
    public override string ToString() => string.Join('\n', [.. Facts, .. Sent.Select(type => $"sent {type}"), .. Parked.Select(reason => $"parked {reason}"), .. Loose]);
}

/// <summary>A picture of everything in one account.</summary>
internal sealed partial class StoragePicture
{
    private readonly Dictionary<string, JsonNode> cases = [];
    private readonly List<string> index = [];
    private readonly List<string> documents = [];
    private readonly List<JsonNode> parked = [];
    private readonly ILookup<string, JsonObject> events;

    private StoragePicture(IEnumerable<JsonObject> events) =>
        this.events = events.DistinctBy(happening => (string)happening["id"]!).ToLookup(happening => (string?)happening["data"]!["caseId"] ?? (string)happening["subject"]!);

    public static async Task<StoragePicture> Take(HubStorage storage, IEnumerable<JsonObject> events)
    {
        var picture = new StoragePicture(events);
        await foreach (var blob in storage.Cases.GetBlobsAsync())
        {
            var content = await storage.Cases.GetBlobClient(blob.Name).DownloadContentAsync();
            picture.cases[blob.Name[(blob.Name.IndexOf('/', StringComparison.Ordinal) + 1)..^".json".Length]] = JsonNode.Parse(content.Value.Content.ToString())!;
        }

        await foreach (var blob in storage.Index.GetBlobsAsync())
        {
            picture.index.Add(blob.Name);
        }

        await foreach (var blob in storage.Documents.GetBlobsAsync())
        {
            picture.documents.Add(blob.Name);
        }

        await foreach (var blob in storage.Parked.GetBlobsAsync())
        {
            picture.parked.Add(JsonNode.Parse((await storage.Parked.GetBlobClient(blob.Name).DownloadContentAsync()).Value.Content.ToString())!);
        }

        return picture;
    }

    public CaseOutcome Of(string caseId)
    {
        var stored = cases.GetValueOrDefault(caseId);
        var facts = stored?["facts"]!.AsArray().Select(fact => fact!["data"]!.AsObject()).ToList() ?? [];
        var localId = (string?)stored?["header"]!["localId"] ?? "none";
        return new CaseOutcome(
            [.. facts.Select(data => Anonymous(data.ToJsonString(), caseId, localId)).Order(StringComparer.Ordinal)],
            [.. events[caseId].Select(happening => (string)happening["type"]!).Order(StringComparer.Ordinal)],
            [.. parked.Where(message => (string)message["messageId"]! == caseId).Select(message => (string)message["reason"]!)],
            [.. Loose(caseId, stored, facts)]);
    }

    private IEnumerable<string> Loose(string caseId, JsonNode? stored, List<JsonObject> facts)
    {
        var named = stored?["indexEntries"]!.AsArray().Select(name => (string)name!).ToHashSet() ?? [];
        var there = index.Where(name => name.Contains(caseId, StringComparison.Ordinal)).ToHashSet();
        var wanted = facts.Select(data => (string?)data["sha256"]).OfType<string>().Select(hash => $"{caseId}/{hash}").ToHashSet();
        var kept = documents.Where(name => name.StartsWith(caseId, StringComparison.Ordinal)).ToHashSet();
        return
        [
            .. stored?["outbox"]!.AsArray().Select(message => $"unsent {message!["queue"]}") ?? [],
            .. named.Except(there).Select(name => $"missing index entry {name}"),
            .. there.Except(named).Select(name => $"orphan index entry {name}"),
            .. wanted.Except(kept).Select(name => $"missing document {name}"),
            .. kept.Except(wanted).Select(name => $"orphan document {name}"),
        ];
    }

    private static string Anonymous(string data, string caseId, string localId) =>
        Ids().Replace(data.Replace(caseId, "CASE", StringComparison.Ordinal).Replace(localId, "CHILD", StringComparison.Ordinal), "ID");

    [GeneratedRegex("[0-9a-f]{8}-[0-9a-f-]{27}|[0-9a-f]{16,}")]
    private static partial Regex Ids();
}
