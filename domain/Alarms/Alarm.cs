using System.Globalization;
using IntegrationHub.Domain.Escalations;

namespace IntegrationHub.Domain.Alarms;

/// <summary>Kinds of alarm. The names are stored.</summary>
public static class AlarmKinds
{
    public const string SilentCouncil = "silent-council";
    public const string MessagesParked = "messages-parked";
    public const string OutboxStuck = "outbox-stuck";
    public const string PoisonQueue = "poison-queue-not-empty";
    public const string CalendarRunsOut = "calendar-runs-out";
    public const string CalendarFeedRefused = "calendar-feed-refused";
    public const string RoleUnreached = "role-unreached";
    public const string NoticeRefused = "notice-refused";
    public const string ChannelFailing = "channel-failing";
    public const string StorageDamaged = "storage-damaged";

    public static IReadOnlyList<string> All { get; } =
    [
        SilentCouncil, MessagesParked, OutboxStuck, PoisonQueue, CalendarRunsOut, CalendarFeedRefused, RoleUnreached, NoticeRefused, ChannelFailing, StorageDamaged,
    ];
}

/// <summary>Something that is not as it should be at this moment.</summary>
/// <param name="Kind">One of <see cref="AlarmKinds"/>.</param>
/// <param name="Subject">A council's code, a queue, a channel, a role of a partnership, a kind of damage; never anything personal.</param>
/// <param name="Text">Plain English: what was found, what to do.</param>
public sealed record AlarmCondition(string Kind, string Subject, string Text)
{
    /// <summary>One alarm at a time for each key: <c>{kind}.{subject}</c>, in letters, digits, <c>.</c> and <c>-</c>.</summary>
    public string Key => $"{Kind}.{string.Concat(Subject.ToLowerInvariant().Select(letter => char.IsAsciiLetterOrDigit(letter) ? letter : '-'))}";
}

/// <summary>What became of one notice of an alarm, as it was last tried.</summary>
/// <param name="State"><see cref="DeliveryOutcomes.Raised"/> or <see cref="DeliveryOutcomes.Resolved"/>.</param>
public sealed record AlarmNotice(string State, string Channel, string Outcome, DateTimeOffset At, string? Detail, bool Final)
{
    /// <summary>True when it isn't to be tried again.</summary>
    public bool IsSettled => Outcome == DeliveryOutcomes.Delivered || Final;
}

/// <summary>An alarm: raised once, open until what it is about is over.</summary>
/// <param name="Key">See <see cref="AlarmCondition.Key"/>.</param>
/// <param name="Round">1, 2, ...: how often this has been raised.</param>
/// <param name="Notices">The last attempt of each notice.</param>
public sealed record Alarm(
    string Key, int Round, string Kind, string Subject, string Text, DateTimeOffset RaisedAt, DateTimeOffset? ResolvedAt, DateTimeOffset? AcknowledgedAt,
    IReadOnlyList<AlarmNotice> Notices)
{
    public const string Acknowledged = "acknowledged";

    /// <summary>The states in which an alarm can be listed.</summary>
    public static IReadOnlyList<string> States { get; } = [DeliveryOutcomes.Raised, Acknowledged, DeliveryOutcomes.Resolved];

    public string AlarmId => string.Create(CultureInfo.InvariantCulture, $"{Key}.{Round}");

    public string State => ResolvedAt is not null ? DeliveryOutcomes.Resolved : AcknowledgedAt is not null ? Acknowledged : DeliveryOutcomes.Raised;

    /// <summary>The notices that are still to be told, in order.</summary>
    public IReadOnlyList<string> Outstanding =>
        [.. (ResolvedAt is null ? [DeliveryOutcomes.Raised] : new[] { DeliveryOutcomes.Raised, DeliveryOutcomes.Resolved })
            .Where(state => !Notices.Any(notice => notice.State == state && notice.IsSettled))];

    /// <summary>Over, and everything told.</summary>
    public bool IsSettled => ResolvedAt is not null && Outstanding.Count == 0;

    public static Alarm Raise(AlarmCondition condition, int round, DateTimeOffset now) =>
        new(condition.Key, round, condition.Kind, condition.Subject, condition.Text, now, null, null, []);

    /// <summary>With the outcome of an attempt, in the place of the attempt before.</summary>
    public Alarm Told(AlarmNotice notice) => this with { Notices = [.. Notices.Where(other => other.State != notice.State), notice] };

    /// <summary>Somebody says that they have seen it. Null when that changes nothing.</summary>
    public Alarm? Acknowledge(DateTimeOffset now) => ResolvedAt is null && AcknowledgedAt is null ? this with { AcknowledgedAt = now } : null;
}

/// <summary>What is to be raised and resolved.</summary>
public sealed record AlarmChanges(IReadOnlyList<Alarm> Raised, IReadOnlyList<Alarm> Resolved);

/// <summary>Compares what holds now with the alarms that are open.</summary>
public static class AlarmLedger
{
    /// <param name="latest">The last alarm of each key, open or over.</param>
    public static AlarmChanges Decide(IReadOnlyList<Alarm> latest, IReadOnlyList<AlarmCondition> conditions, DateTimeOffset now)
    {
        var holding = conditions.Select(condition => condition.Key).ToHashSet();
        var known = latest.ToDictionary(alarm => alarm.Key);
        return new AlarmChanges(
            [.. conditions.DistinctBy(condition => condition.Key)
                .Where(condition => known.GetValueOrDefault(condition.Key) is null or { ResolvedAt: not null })
                .Select(condition => Alarm.Raise(condition, (known.GetValueOrDefault(condition.Key)?.Round ?? 0) + 1, now))],
            [.. latest.Where(alarm => alarm.ResolvedAt is null && !holding.Contains(alarm.Key)).Select(alarm => alarm with { ResolvedAt = now })]);
    }
}
