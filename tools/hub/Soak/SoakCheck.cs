using System.Text.Json.Nodes;
using Azure.Storage.Queues;
using Azure.Storage.Queues.Models;
using IntegrationHub.LocalStack;
using IntegrationHub.Tools.Hub.Local;

namespace IntegrationHub.Tools.Hub.Soak;

/// <summary>Waits until the hub is quiet, then asks it, by its public interface, for everything that was promised.</summary>
internal static class SoakCheck
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(4);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    public static async Task UntilReadyAsync(HubClient hub, CancellationToken stop) =>
        await UntilAsync("the hub is ready", async () => (await hub.GetAsync("operations", "hub/health/ready", stop)).IsSuccess, stop);

    public static async Task<SoakResult> RunAsync(HubClient hub, QueueServiceClient queues, SoakLedger ledger, CancellationToken stop)
    {
        await UntilReadyAsync(hub, stop);
        var replayed = await UntilQuietAsync(hub, stop);
        var wrong = new List<string>();
        wrong.AddRange(await LostAsync(hub, ledger, stop));
        var cases = await CasesAsync(hub, stop);
        var (facts, alerts) = (0, 0);
        foreach (var caseId in cases)
        {
            var chronology = (await hub.GetAsync("social-care", $"hub/cases/{caseId}/chronology", stop)).Body!["facts"]!.AsArray();
            facts += chronology.Count;
            wrong.AddRange(Doubled(caseId, chronology));
            var raised = (await hub.GetAsync("social-care", $"hub/cases/{caseId}/alerts", stop)).Body!["alerts"]!.AsArray();
            alerts += raised.Count;
            wrong.AddRange(WrongAlerts(caseId, raised));
        }
        wrong.AddRange(HalfThere(ledger, cases.Count));
        wrong.AddRange(await UnsoundAsync(hub, stop));
        var (repeated, differing) = await EventsAsync(queues, stop);
        wrong.AddRange(differing);
        return new SoakResult(ledger, cases.Count, facts, alerts, repeated, replayed, wrong);
    }

    /// <summary>Nothing to send, nothing on the hub's own queues; what was parked because every delivery of it was killed is replayed.</summary>
    private static async Task<int> UntilQuietAsync(HubClient hub, CancellationToken stop)
    {
        var replayed = 0;
        var quiet = 0;
        await UntilAsync("nothing is left to do", async () =>
        {
            var sent = await hub.SendAsync("operations", HttpMethod.Post, "hub/operations/parked/replay?limit=500", null, "", null, stop);
            var parked = sent.IsSuccess ? sent.Body!["messages"]!.AsArray().Count : 1;
            replayed += sent.IsSuccess ? parked : 0;
            var waits = await hub.GetAsync("operations", "hub/operations/outbox", stop);
            var isQuiet = parked == 0 && waits.IsSuccess && waits.Body!["queues"]!.AsArray().All(queue =>
                queue!["ready"]!.GetValue<int>() + queue["waiting"]!.GetValue<int>() + queue["poison"]!.GetValue<int>() == 0
                && (queue["queue"]!.GetValue<string>() == "social-care-events" || queue["depth"]!.GetValue<int>() == 0));
            quiet = isQuiet ? quiet + 1 : 0;
            return quiet >= 3;
        }, stop);
        return replayed;
    }

    /// <summary>Each message that was taken in, sent once more, is a repeat with the answer of the first time.</summary>
    private static async Task<IReadOnlyList<string>> LostAsync(HubClient hub, SoakLedger ledger, CancellationToken stop)
    {
        var wrong = new List<string>();
        foreach (var (id, known) in ledger.Acknowledgements)
        {
            var again = await hub.SendAsync("social-care", HttpMethod.Post, "hub/notifications", JsonNode.Parse(known.Body), HubClient.CloudEvents, null, stop);
            if ((int)again.Status != 200 || (known.Answer is not null && known.Answer != again.Body?.ToJsonString()))
                wrong.Add($"lost: {id} was taken in and is answered {(int)again.Status} now");
        }
        return wrong;
    }

    private static async Task<IReadOnlyList<string>> CasesAsync(HubClient hub, CancellationToken stop)
    {
        var cases = new List<string>();
        for (var cursor = ""; ;)
        {
            var page = (await hub.GetAsync("social-care", $"hub/cases?limit=200{(cursor.Length > 0 ? $"&cursor={Uri.EscapeDataString(cursor)}" : "")}", stop)).Body!;
            cases.AddRange(page["cases"]!.AsArray().Select(one => one!["caseId"]!.GetValue<string>()));
            if (page["next"]?.GetValue<string>() is not { } next)
                return cases;
            cursor = next;
        }
    }

    private static IEnumerable<string> Doubled(string caseId, JsonArray chronology) => chronology
        .Where(fact => fact!["origin"]!["messageId"] is not null || fact["data"]!["type"]!.GetValue<string>() is "appointment-recorded" or "document-received" or "alert-raised" or "referral-moved")
        .GroupBy(fact => $"{fact!["origin"]!["messageId"]} {fact["data"]!.ToJsonString()}")
        .Where(same => same.Count() > 1)
        .Select(same => $"doubled: {same.Count()} times in {caseId}: {same.First()!["data"]!["type"]}");

    /// <summary>Told late by ten days: one alert each, and each of its roles told once.</summary>
    private static IEnumerable<string> WrongAlerts(string caseId, JsonArray alerts)
    {
        if (alerts.Count == 0)
            yield return $"lost: {caseId} has no alert";
        if (alerts.DistinctBy(alert => alert!["alertId"]!.GetValue<string>()).Count() != alerts.Count)
            yield return $"doubled: an alert of {caseId}";
        foreach (var alert in alerts)
        {
            var told = alert!["deliveries"]!.AsArray().Where(delivery => delivery!["state"]!.GetValue<string>() == "raised" && delivery["outcome"]!.GetValue<string>() == "delivered")
                .Select(delivery => delivery!["role"]!.GetValue<string>()).ToList();
            if (told.Distinct().Count() != told.Count)
                yield return $"doubled: a delivery of {alert["alertId"]}";
            if (alert["state"]!.GetValue<string>() != "resolved" && told.Count < alert["recipients"]!.AsArray().Count)
                yield return $"lost: {alert["alertId"]} did not reach all its roles";
        }
    }

    /// <summary>Every case is one that somebody told of: acknowledged, or sent by somebody who gave up waiting.</summary>
    private static IEnumerable<string> HalfThere(SoakLedger ledger, int cases)
    {
        var told = ledger.Acknowledgements.Keys.Count(id => id.EndsWith("became-looked-after", StringComparison.Ordinal));
        var perhaps = ledger.Unanswered.Keys.Count(id => id.EndsWith("became-looked-after", StringComparison.Ordinal));
        if (cases < told || cases > told + perhaps)
            yield return $"{told} cases were taken in, {perhaps} perhaps, and {cases} are there";
    }

    /// <summary>Nothing that a case names is missing. What is left over is young, and goes by itself.</summary>
    private static async Task<IReadOnlyList<string>> UnsoundAsync(HubClient hub, CancellationToken stop)
    {
        var report = (await hub.SendAsync("operations", HttpMethod.Post, "hub/operations/check", null, "", null, stop)).Body!;
        return [.. report["findings"]!.AsArray().Select(finding => finding!["kind"]!.GetValue<string>()).Where(kind => kind.StartsWith("missing", StringComparison.Ordinal) || kind.StartsWith("unreadable", StringComparison.Ordinal)).Select(kind => $"unsound: {kind}")];
    }

    private static async Task<(int Repeated, IReadOnlyList<string> Differing)> EventsAsync(QueueServiceClient queues, CancellationToken stop)
    {
        var queue = queues.GetQueueClient("social-care-events");
        var events = new List<JsonNode>();
        while ((await queue.ReceiveMessagesAsync(32, TimeSpan.FromMinutes(10), stop)).Value is { Length: > 0 } messages)
            foreach (QueueMessage message in messages)
                events.Add(JsonNode.Parse(message.Body.ToString())!);
        var byId = events.GroupBy(one => one["id"]!.GetValue<string>()).ToList();
        return (
            byId.Sum(same => same.Count() - 1),
            [.. byId.Select(same => (Id: same.Key, Differ: DifferingMembers([.. same]))).Where(same => same.Differ.Count > 0)
                .Select(same => $"doubled: event {same.Id} ({string.Join(", ", same.Differ)}) came with different contents")]);
    }

    /// <summary>JSON pointers of the members in which copies of an event differ.</summary>
    private static List<string> DifferingMembers(IReadOnlyList<JsonNode> copies)
    {
        var members = copies.Select(copy => Members(copy, "").ToDictionary(member => member.Pointer, member => member.Value)).ToList();
        return [.. members.SelectMany(copy => copy.Keys).Distinct().Where(pointer => members.Select(copy => copy.GetValueOrDefault(pointer)).Distinct().Count() > 1)];
    }

    private static IEnumerable<(string Pointer, string Value)> Members(JsonNode? node, string pointer) => node switch
    {
        JsonObject group => group.SelectMany(member => Members(member.Value, $"{pointer}/{member.Key}")),
        JsonArray list => list.SelectMany((item, at) => Members(item, $"{pointer}/{at}")),
        _ => [(pointer, node?.ToJsonString() ?? "null")],
    };

    private static async Task UntilAsync(string what, Func<Task<bool>> holds, CancellationToken stop)
    {
        var since = TimeProvider.System.GetTimestamp();
        while (true)
        {
            try
            {
                if (await holds())
                    return;
            }
            catch (HttpRequestException)
            {
                // Not up yet.
            }
            if (TimeProvider.System.GetElapsedTime(since) > LongestWait)
                throw new LocalStackException($"Waited {LongestWait.TotalMinutes} minutes in vain until {what}.");
            await Task.Delay(Pause, stop);
        }
    }
}
