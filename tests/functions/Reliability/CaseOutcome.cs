using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using IntegrationHub.Functions.Storage;

namespace IntegrationHub.Functions.Tests.Reliability;

/// <summary>What stands in storage, and went out, of one child, in words that are the same for every child that went the same way.</summary>
/// <param name="Facts">Each fact once as often as it is there, sorted.</param>
/// <param name="Sent">Types of the events that social care gets, each event id once.</param>
/// <param name="Parked">Reasons for which messages were parked, and what became of them.</param>
/// <param name="Told">What partners were told over HTTP.</param>
/// <param name="Audited">What was asked for and granted, each once.</param>
/// <param name="Loose">What should not be: messages unsent, index entries too many or too few, documents that nobody names or that are not there.</param>
internal sealed record CaseOutcome(IReadOnlyList<string> Facts, IReadOnlyList<string> Sent, IReadOnlyList<string> Parked, IReadOnlyList<string> Told, IReadOnlyList<string> Audited, IReadOnlyList<string> Loose)
{
    /// <summary>
    /// Changes by callers of which there is no line in the audit, because the process ended between the commit and the line: then the chronology tells who it was, and
    /// under which correlation.
    /// </summary>
    public int ByChronologyOnly { get; init; }

    /// <summary>The notices that the case says were sent.</summary>
    public IReadOnlyList<string> Notices { get; init; } = [];

    public bool IsLike(CaseOutcome expected) =>
        ToString() == expected.ToString() && (ByChronologyOnly > 0 || expected.Audited.All(Audited.Contains));

    public override string ToString() => string.Join(
        '\n', [.. Facts, .. Sent.Select(type => $"sent {type}"), .. Notices, .. Parked.Select(reason => $"parked {reason}"), .. Told, .. Loose]);
}

/// <summary>A picture of everything in one account.</summary>
internal sealed partial class StoragePicture
{
    private readonly Dictionary<string, JsonNode> cases = [];
    private readonly List<string> index = [];
    private readonly List<string> documents = [];
    private readonly List<JsonNode> parked = [];
    private readonly List<JsonNode> audit = [];
    private readonly HashSet<string> audited = [];
    private readonly List<string> early = [];
    private readonly Partners partners;
    private readonly ILookup<string, JsonObject> events;

    private StoragePicture(Partners partners, IEnumerable<JsonObject> events)
    {
        this.partners = partners;
        this.events = events.DistinctBy(happening => (string)happening["id"]!).ToLookup(happening => (string?)happening["data"]!["caseId"] ?? (string)happening["subject"]!);
    }

    public static async Task<StoragePicture> Take(HubStorage storage, Partners partners, IEnumerable<JsonObject> events)
    {
        var picture = new StoragePicture(partners, events);
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

        await foreach (var blob in storage.Early.GetBlobsAsync())
        {
            picture.early.Add((await storage.Early.GetBlobClient(blob.Name).DownloadContentAsync()).Value.Content.ToString());
        }

        await foreach (var blob in storage.Audit.GetBlobsAsync())
        {
            var lines = (await storage.Audit.GetBlobClient(blob.Name).DownloadContentAsync()).Value.Content.ToString();
            picture.audit.AddRange(lines.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!));
        }

        picture.audited.UnionWith(picture.audit.Select(line => (string)line["correlation"]!));
        return picture;
    }

    public CaseOutcome Of(string caseId)
    {
        var stored = cases.GetValueOrDefault(caseId);
        var facts = stored?["facts"]!.AsArray().Select(fact => fact!["data"]!.AsObject()).ToList() ?? [];
        var origins = stored?["facts"]!.AsArray().Select(fact => fact!["origin"]!).ToList() ?? [];
        Assert.All(origins, origin => Assert.False(string.IsNullOrEmpty((string?)origin["actor"]) || string.IsNullOrEmpty((string?)origin["organisation"]), $"{origin}"));
        var localId = (string?)stored?["header"]!["localId"] ?? "none";
        return new CaseOutcome(
            [.. facts.Select(data => Anonymous(data.ToJsonString(), caseId, localId)).Order(StringComparer.Ordinal)],
            [.. events[caseId].Select(happening => (string)happening["type"]!).Order(StringComparer.Ordinal)],
            [.. parked.Where(message => (string)message["messageId"]! == caseId).Select(message => $"{message["reason"]}, {message["state"]}")],
            [.. partners.ToldOf(caseId).Select(line => Anonymous(line, caseId, localId))],
            [.. audit.Where(line => (string?)line["caseId"] == caseId && (int)line["status"]! < 400).Select(line => $"{line["operation"]} {line["method"]}").Distinct().Order(StringComparer.Ordinal)],
            [.. Loose(caseId, stored, facts)])
        {
            Notices = [.. (stored?["sent"]!.AsArray() ?? []).Where(message => (string)message!["queue"]! == "escalations").Select(message => $"sent {message!["messageId"]}".Replace(caseId, "CASE", StringComparison.Ordinal)).Order(StringComparer.Ordinal)],
            ByChronologyOnly = origins.Count(origin => !((string)origin["actor"]!).StartsWith("queue:", StringComparison.Ordinal) && (string)origin["organisation"]! != "hub"
                && !audited.Contains((string)origin["correlation"]!)),
        };
    }

    private IEnumerable<string> Loose(string caseId, JsonNode? stored, List<JsonObject> facts)
    {
        var named = stored?["indexEntries"]!.AsArray().Select(name => (string)name!).ToHashSet() ?? [];
        var there = index.Where(name => name.Contains(caseId, StringComparison.Ordinal)).ToHashSet();
        var wanted = facts.Select(data => (string?)data["sha256"]).OfType<string>().Select(hash => $"{caseId}/{hash}").ToHashSet();
        var kept = documents.Where(name => name.StartsWith(caseId, StringComparison.Ordinal)).ToHashSet();
        return
        [
            .. early.Where(message => message.Contains(caseId, StringComparison.Ordinal)).Select(_ => "a follow-up that still waits"),
            .. stored?["outbox"]!.AsArray().Select(message => $"unsent {message!["queue"]}") ?? [],
            .. NotRecorded(caseId, [.. stored?["sent"]!.AsArray().Select(message => message!) ?? []]),
            .. named.Except(there).Select(name => $"missing index entry {name}"),
            .. there.Except(named).Select(name => $"orphan index entry {name}"),
            .. wanted.Except(kept).Select(name => $"missing document {name}"),
            .. kept.Except(wanted).Select(name => $"orphan document {name}"),
        ];
    }

    /// <summary>What the case says was sent is what was sent, each once.</summary>
    private IEnumerable<string> NotRecorded(string caseId, IReadOnlyList<JsonNode> sent)
    {
        var recorded = sent.Select(message => (string)message["messageId"]!).ToList();
        var happened = events[caseId].Select(happening => (string)happening["id"]!).Where(id => id.StartsWith(caseId, StringComparison.Ordinal)).ToHashSet();
        var ofEvents = sent.Where(message => (string)message["queue"]! == "social-care-events").Select(message => (string)message["messageId"]!);
        return
        [
            .. recorded.GroupBy(id => id).Where(same => same.Count() > 1).Select(same => $"recorded twice {same.Key}"),
            .. happened.Except(recorded).Select(id => $"sent and not recorded {id}"),
            .. ofEvents.Except(happened).Select(id => $"recorded and not sent {id}"),
        ];
    }

    private static string Anonymous(string data, string caseId, string localId) =>
        Ids().Replace(data.Replace(caseId, "CASE", StringComparison.Ordinal).Replace(localId, "CHILD", StringComparison.Ordinal), "ID");

    [GeneratedRegex("[0-9a-f]{8}-[0-9a-f-]{27}|[0-9a-f]{16,}")]
    private static partial Regex Ids();
}
