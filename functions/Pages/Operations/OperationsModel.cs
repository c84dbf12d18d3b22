using IntegrationHub.Contracts.Operations;
using IntegrationHub.Domain.Policies;
using IntegrationHub.Functions.Calendar;
using IntegrationHub.Functions.Escalations;

namespace IntegrationHub.Functions.Pages.Operations;

/// <summary>Something that the hub needs, as readiness tells of it.</summary>
/// <param name="Name">For instance <c>blob-storage</c>.</param>
/// <param name="Status"><c>up</c>, or what is wrong.</param>
/// <param name="Detail">Why, since when; empty when nothing is known.</param>
public sealed record DependencyModel(string Name, string Status, string Detail)
{
    public bool IsUp => Status == "up";
}

/// <summary>All that is known of how the hub's operation stands.</summary>
/// <param name="Now">The hub's clock.</param>
/// <param name="RealNow">The clock of brokers.</param>
/// <param name="Alarms">Those that are open.</param>
/// <param name="Parked">The first of those that nobody has dealt with.</param>
/// <param name="HasMoreParked">There are more than these.</param>
/// <param name="Sweep">Null when none has come to its end.</param>
/// <param name="HolidaysUntil">The last day for which bank holidays are known.</param>
/// <param name="Refresh">When the feed of bank holidays last said something; null when it never did.</param>
/// <param name="Recount">Null before the first look.</param>
/// <param name="Rules">Fingerprint of the rules in force.</param>
public sealed record OperationsFacts(
    DateTimeOffset Now, DateTimeOffset RealNow, IReadOnlyList<DependencyModel> Dependencies, IReadOnlyList<OutboxView> Queues, IReadOnlyList<AlarmView> Alarms,
    IReadOnlyList<ParkedView> Parked, bool HasMoreParked, SweepStanding? Sweep, DateOnly HolidaysUntil, LastRefresh? Refresh, IReadOnlyList<Policy> Policies,
    RecountStanding? Recount, string Rules);

/// <summary>Something that somebody has to see to.</summary>
/// <param name="Title">In a few words.</param>
/// <param name="Text">What was found.</param>
/// <param name="Runbook">Where it stands what to do: a file of the documentation, and its section.</param>
/// <param name="Alarm">The alarm that says so; null when none was raised yet, or none is for it.</param>
public sealed record Concern(string Title, string Text, string Runbook, AlarmView? Alarm)
{
    /// <summary>Somebody has said that they are at it.</summary>
    public bool IsInHand => Alarm?.AcknowledgedAt is not null;
}

/// <summary>A number at the top of the page.</summary>
/// <param name="To">Id of the part of the page that it counts.</param>
public sealed record OperationsFigure(string Number, string Name, bool IsUrgent, string To);

/// <summary>How the hub's operation stands, as its page shows it: what is wrong first.</summary>
public sealed record OperationsModel(OperationsFacts Facts, IReadOnlyList<Concern> Concerns)
{
    public static OperationsModel Of(OperationsFacts facts) => new(facts, OperationsConcerns.Of(facts));

    /// <summary>Is all well?</summary>
    public string Sentence => (Concerns.Count(concern => !concern.IsInHand), Concerns.Count) switch
    {
        (0, 0) => "All is well: what the hub needs answers, nothing is stuck, and key dates are swept.",
        (0, var inHand) => $"Nothing new. {Count(inHand, "thing is", "things are")} in hand and not over yet.",
        (var open, _) => $"{Count(open, "thing needs", "things need")} somebody now. What to do stands with each.",
    };

    public bool IsWell => Concerns.All(concern => concern.IsInHand);

    public IReadOnlyList<OperationsFigure> Figures =>
    [
        new(Count(Facts.Alarms.Count), "open alarms", Facts.Alarms.Any(alarm => alarm.AcknowledgedAt is null), "now"),
        new($"{Count(Facts.Parked.Count)}{(Facts.HasMoreParked ? "+" : "")}", "messages parked", Facts.Parked.Count > 0, "parked"),
        new(Count(Facts.Queues.Sum(queue => queue.Ready)), "to be sent now", Facts.Queues.Any(queue => OperationsConcerns.IsStuck(queue, Facts.Now)), "queues"),
        new(Facts.Sweep is { } sweep ? OperationsWords.Age(Facts.Now - sweep.At) : "Never", "since the last sweep", OperationsConcerns.SweepIsLate(Facts), "rules"),
    ];

    private static string Count(int count) => Words.Number(count);

    private static string Count(int count, string one, string several) => $"{Words.Number(count)} {(count == 1 ? one : several)}";
}
