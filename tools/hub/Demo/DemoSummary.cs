using System.Text.Json.Nodes;
using IntegrationHub.LocalStack;
using IntegrationHub.Tools.Hub.Local;

namespace IntegrationHub.Tools.Hub.Demo;

/// <summary>Where things stand after a demo, counted through the public interface like anyone else would.</summary>
internal static class DemoSummary
{
    private static readonly string[] TaskStatuses = ["requested", "received", "accepted", "in-progress", "completed", "rejected", "cancelled"];

    public static async Task PrintAsync(HubClient hub, CancellationToken stop)
    {
        var cases = await CasesAsync(hub, stop);
        Console.WriteLine($"\n{"Notifications (cases)",-34}{cases.Count,6}");
        Print("Cases by status", cases.CountBy(one => one["status"]?.ToString() ?? "none"));
        Print("Referrals (Task) by status", await ReferralsAsync(hub, stop));
        Print("Summary and plan returned", cases
            .Select(one => one["keyDates"]?.AsArray().FirstOrDefault(date => date?["keyDate"]?.ToString() == "summary-and-plan-returned")?["state"]?.ToString())
            .CountBy(state => state switch { "met" => "in time", "met-late" => "late", null => "not listed", _ => state }));
        Print("Alerts by level", await AlertsAsync(hub, cases, stop));
    }

    private static void Print(string title, IEnumerable<KeyValuePair<string, int>> counts)
    {
        Console.WriteLine(title);
        foreach (var (name, count) in counts.OrderBy(count => count.Key, StringComparer.Ordinal))
            Console.WriteLine($"  {name,-32}{count,6}");
    }

    private static async Task<List<JsonObject>> CasesAsync(HubClient hub, CancellationToken stop)
    {
        var cases = new List<JsonObject>();
        for (string? cursor = null; ;)
        {
            var more = cursor is null ? "" : $"&cursor={Uri.EscapeDataString(cursor)}";
            var page = await ReadAsync(hub, "social-care", $"hub/cases?limit=100{more}", stop);
            cases.AddRange(page["cases"]!.AsArray().OfType<JsonObject>());
            cursor = page["next"]?.ToString();
            if (cursor is null)
                return cases;
        }
    }

    private static async Task<List<KeyValuePair<string, int>>> ReferralsAsync(HubClient hub, CancellationToken stop)
    {
        var counts = new List<KeyValuePair<string, int>>();
        foreach (var status in TaskStatuses)
        {
            var found = await ReadAsync(hub, "health", $"hub/fhir/Task?owner=Organization/RXQ&status={status}&_summary=count", stop);
            if (found["total"]?.GetValue<int>() is > 0 and var total)
                counts.Add(new(status, total));
        }
        return counts;
    }

    private static async Task<IEnumerable<KeyValuePair<string, int>>> AlertsAsync(HubClient hub, List<JsonObject> cases, CancellationToken stop)
    {
        var alerts = new List<JsonNode>();
        foreach (var one in cases)
            alerts.AddRange((await ReadAsync(hub, "social-care", $"hub/cases/{one["caseId"]}/alerts", stop))["alerts"]!.AsArray().OfType<JsonNode>());
        return alerts.CountBy(alert => $"level {alert["level"]}, {alert["state"]}");
    }

    private static async Task<JsonNode> ReadAsync(HubClient hub, string persona, string path, CancellationToken stop)
    {
        var answer = await hub.GetAsync(persona, path, stop);
        return answer is { IsSuccess: true, Body: not null }
            ? answer.Body
            : throw new LocalStackException($"GET /{path} answered {(int)answer.Status} {answer.Code}");
    }
}
