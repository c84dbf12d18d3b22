using IntegrationHub.Contracts.Operations;
using IntegrationHub.Domain.Alarms;

namespace IntegrationHub.Functions.Pages.Operations;

/// <summary>What of all that is known somebody has to see to. Alarms are raised every ten minutes at the earliest; what they would say is said here at once.</summary>
internal static class OperationsConcerns
{
    private const string Guide = "docs/operations.md";

    /// <summary>It runs every hour.</summary>
    public static readonly TimeSpan SweepIsDue = TimeSpan.FromHours(2);

    /// <summary>What nobody has in hand comes first.</summary>
    public static IReadOnlyList<Concern> Of(OperationsFacts facts)
    {
        var alarms = facts.Alarms.Select(OfAlarm).ToList();
        var seen = facts.Alarms.Select(alarm => (alarm.Kind, alarm.Subject)).ToHashSet();
        var kinds = facts.Alarms.Select(alarm => alarm.Kind).ToHashSet();
        List<Concern> others =
        [
            .. facts.Dependencies.Where(dependency => !dependency.IsUp && dependency.Status != "unknown" && !kinds.Contains(AlarmOf(dependency) ?? "")).Select(OfDependency),
            .. facts.Queues.Where(queue => IsStuck(queue, facts.Now) && !seen.Contains((AlarmKinds.OutboxStuck, queue.Queue))).Select(queue => OfKind(
                AlarmKinds.OutboxStuck, $"A message for the queue {queue.Queue} waits to be sent for {OperationsWords.Age(facts.Now - queue.OldestReadyAt!.Value)}.")),
            .. facts.Queues.Where(queue => queue.Poison > 0 && !seen.Contains((AlarmKinds.PoisonQueue, queue.Queue))).Select(queue => OfKind(
                AlarmKinds.PoisonQueue, $"The queue {queue.Queue} has messages that could not even be parked: {queue.Poison}.")),
            .. facts.Parked.GroupBy(parked => parked.Queue).Where(parked => !seen.Contains((AlarmKinds.MessagesParked, parked.Key))).Select(parked => OfKind(
                AlarmKinds.MessagesParked, $"Messages of the queue {parked.Key} could not be processed: {parked.Count()}.")),
            .. SweepIsLate(facts) ? [new Concern("Key dates are not swept", SweepText(facts), $"{Guide}#hub-silent", null)] : Array.Empty<Concern>(),
        ];
        return [.. alarms.Concat(others).OrderBy(concern => concern.IsInHand).ThenByDescending(concern => concern.Alarm?.RaisedAt ?? facts.Now)];
    }

    /// <summary>An outbox is emptied at once, and every minute.</summary>
    public static bool IsStuck(OutboxView queue, DateTimeOffset now) => queue.OldestReadyAt is { } oldest && now - oldest > AlarmConditions.LongestUnsent;

    public static bool SweepIsLate(OperationsFacts facts) => facts.Sweep is not { Failed: 0 } sweep || facts.Now - sweep.At > SweepIsDue;

    private static string SweepText(OperationsFacts facts) => facts.Sweep switch
    {
        null => "No sweep has come to its end yet. It runs five minutes past every hour; until then no alert is raised.",
        { Failed: > 0 } sweep => $"The last sweep could not deal with {Words.Number(sweep.Failed)} of {Words.Number(sweep.Looked)} cases. The log names them; the next sweep looks at them again.",
        { } sweep => $"No sweep has come to its end for {OperationsWords.Age(facts.Now - sweep.At)}. It runs every hour; meanwhile no alert is raised.",
    };

    private static Concern OfAlarm(AlarmView alarm) => new(OperationsWords.Alarm(alarm.Kind), alarm.Text, $"{Guide}#{alarm.Kind}", alarm);

    private static Concern OfKind(string kind, string text) => new(OperationsWords.Alarm(kind), text, $"{Guide}#{kind}", null);

    private static Concern OfDependency(DependencyModel dependency) => new(
        $"{OperationsWords.Dependency(dependency.Name)}: {OperationsWords.Status(dependency.Status)}",
        dependency.Detail.Length > 0 ? dependency.Detail : "Readiness says so; nothing more is known here.", RunbookOf(dependency), null);

    /// <summary>The kind of the alarm that would tell of it; null when none does.</summary>
    private static string? AlarmOf(DependencyModel dependency) => dependency.Name switch
    {
        "bank-holidays" => AlarmKinds.CalendarRunsOut,
        "queue-storage" or "service-bus" => AlarmKinds.OutboxStuck,
        _ when dependency.Name.StartsWith("channel-", StringComparison.Ordinal) => AlarmKinds.ChannelFailing,
        _ => null,
    };

    private static string RunbookOf(DependencyModel dependency) => AlarmOf(dependency) is { } kind ? $"{Guide}#{kind}" : dependency.Name switch
    {
        "subscriptions" => "docs/flows/subscription.md",
        "content-scanner" => "docs/flows/documents.md",
        _ => $"{Guide}#server-errors",
    };
}
