using System.Globalization;
using IntegrationHub.Bench.Kit;

namespace IntegrationHub.Bench.Notifications;

/// <summary>Sees which calls to storage the hub makes for the first notification about a child, from its own pipeline.</summary>
internal static class PlanRecorder
{
    private const string MetadataHeader = "x-ms-meta-";
    private const int Recordings = 9;
    private static readonly TimeSpan Quiet = TimeSpan.FromMilliseconds(100);

    /// <summary>
    /// The plan that most of some recordings agree on: one after the other, when the hub is warm. Which calls go on at the same time is seen from when each
    /// began and ended; a call that ended by chance before its neighbour began would look as if it were waited for.
    /// </summary>
    public static async Task<StoragePlan> RecordAsync(CancellationToken stop)
    {
        await using var storage = await EmptyStorage.StartAsync(stop);
        var log = new StorageCallLog { KeepsAll = true };
        var now = TimeProvider.System.GetUtcNow();
        await using var hub = await InProcessHub.StartAsync(storage.Connection, now, log, stop);
        var plans = new List<StoragePlan>();
        for (var child = 0; child < Recordings + 2; child++)
        {
            await log.TakeAsync(Quiet, stop);
            var body = Children.BecameLookedAfter(child, now, DateOnly.FromDateTime(now.UtcDateTime));
            await hub.AskAsync("social-care", HttpMethod.Post, "hub/notifications", body, "application/cloudevents+json", stop);
            var answered = System.Diagnostics.Stopwatch.GetTimestamp();
            plans.Add(PlanOf(await log.TakeAsync(Quiet, stop), answered));
        }
        return plans.Skip(2).GroupBy(Shape).MaxBy(alike => alike.Count())!.First();
    }

    private static StoragePlan PlanOf(IReadOnlyList<LoggedCall> calls, long answered) => new([.. calls.Select(call => new PlannedCall(
        KindOf(call), call.Container, NameOf(call), call.Body?.Length ?? 0,
        call.Headers.GetValueOrDefault("If-None-Match") == "*", call.Headers.GetValueOrDefault("x-ms-blob-content-type"),
        call.Headers.Where(header => header.Key.StartsWith(MetadataHeader, StringComparison.OrdinalIgnoreCase)).ToDictionary(header => header.Key[MetadataHeader.Length..], header => header.Value),
        [.. Enumerable.Range(0, calls.Count).Where(other => calls[other].Ended <= call.Began)],
        call.Began < answered))]);

    private static string NameOf(LoggedCall call) => KindOf(call) == CallKind.List
        ? call.Query.TrimStart('?').Split('&').Where(part => part.StartsWith("prefix=", StringComparison.Ordinal)).Select(part => part["prefix=".Length..]).FirstOrDefault() ?? ""
        : call.Name;

    private static CallKind KindOf(LoggedCall call) => (call.Method, call.Query) switch
    {
        ("GET", var query) when query.Contains("comp=list", StringComparison.Ordinal) => CallKind.List,
        ("GET", _) => CallKind.Get,
        ("HEAD", _) => CallKind.Head,
        ("PUT", var query) when query.Contains("comp=appendblock", StringComparison.Ordinal) => CallKind.Append,
        ("PUT", "") => CallKind.Put,
        ("DELETE", _) => CallKind.Delete,
        ("POST", _) when call.Name == "messages" => CallKind.Send,
        _ => throw new NotSupportedException($"The floor doesn't know {call.Method} {call.Query}: teach it that call."),
    };

    private static string Shape(StoragePlan plan) =>
        string.Join('\n', plan.Calls.Select(call => string.Create(CultureInfo.InvariantCulture, $"{call.Kind} {call.Container} {string.Join(',', call.After)} {call.BeforeAnswer}")));
}
