using System.Globalization;
using IntegrationHub.Domain.Calendar;
using IntegrationHub.Domain.Policies;

namespace IntegrationHub.Domain.Alarms;

/// <summary>A council from which notifications are expected.</summary>
/// <param name="Code">Three digits.</param>
/// <param name="Since">London date of its last notification, or, when it never sent one, the date from which it is expected.</param>
/// <param name="HasSent">False when it never sent one.</param>
/// <param name="SilentWorkingDays">After how many working days of silence it is an alarm; 0: never.</param>
public sealed record ExpectedCouncil(string Code, DateOnly Since, bool HasSent, int SilentWorkingDays);

/// <summary>A message that stands in an outbox and may go out.</summary>
/// <param name="Since">Since when it may go out: when it was made, or the end of its waiting.</param>
public sealed record UnsentMessage(string Queue, DateTimeOffset Since);

/// <summary>A role of a partnership for which an open alert has nobody to reach.</summary>
/// <param name="Council">Three digits.</param>
/// <param name="Provider">ODS code of the provider that the case was first referred to.</param>
public sealed record UnreachedRole(string Council, string Provider, string Role);

/// <summary>A notice that waits for a channel that didn't take it.</summary>
/// <param name="Since">When it first was not taken.</param>
/// <param name="Quiet">When the policy of its case lets no notice out.</param>
public sealed record FailingNotice(string Channel, DateTimeOffset Since, QuietHours? Quiet);

/// <summary>What was found of the hub's operation.</summary>
/// <param name="Parked">How many messages are parked, by queue.</param>
/// <param name="Poison">About how many messages lie on poison queues, by the queue's name without <c>-poison</c>.</param>
/// <param name="FeedRefusedFor">Why the bank-holiday feed was refused when it was last read; none when it wasn't, or none is read any more.</param>
public sealed record OperationsPicture(
    DateTimeOffset Now, WorkingDays Calendar, IReadOnlyList<ExpectedCouncil> Councils, IReadOnlyDictionary<string, int> Parked,
    IReadOnlyDictionary<string, int> Poison, IReadOnlyList<UnsentMessage> Unsent, IReadOnlyList<UnreachedRole> Unreached, IReadOnlyList<string> FeedRefusedFor,
    IReadOnlyList<FailingNotice> Failing)
{
    /// <summary>Roles for which the last notice of an open alert was refused for good.</summary>
    public IReadOnlyList<UnreachedRole> Refused { get; init; } = [];

    /// <summary>How often the last check of storage found what the hub can't mend itself, by kind of finding.</summary>
    public IReadOnlyDictionary<string, int> Damage { get; init; } = new Dictionary<string, int>();
}

/// <summary>What of a picture is alarming: what is absent, stuck, or about to run out.</summary>
public static class AlarmConditions
{
    /// <summary>An outbox is emptied right after a commit, and every minute.</summary>
    public static readonly TimeSpan LongestUnsent = TimeSpan.FromMinutes(30);

    private const string BankHolidaySubject = "bank-holidays";

    public static IReadOnlyList<AlarmCondition> Of(OperationsPicture picture) =>
    [
        .. picture.Councils.Where(council => IsSilent(council, picture)).Select(Silent),
        .. picture.Parked.Where(queue => queue.Value > 0).Select(queue => new AlarmCondition(
            AlarmKinds.MessagesParked, queue.Key, $"{Messages(queue.Value)} of the queue {queue.Key} could not be processed and are parked. Look at their reasons.")),
        .. picture.Poison.Where(queue => queue.Value > 0).Select(queue => new AlarmCondition(
            AlarmKinds.PoisonQueue, queue.Key, $"{Messages(queue.Value)} lie on the poison queue of {queue.Key}: the hub could not even park them.")),
        .. Stuck(picture),
        .. picture.Unreached.Distinct().Select(Unreached),
        .. picture.Refused.Distinct().Select(Refused),
        .. Failing(picture),
        .. OfCalendar(picture),
        .. picture.Damage.Where(kind => kind.Value > 0).Select(kind => new AlarmCondition(
            AlarmKinds.StorageDamaged, kind.Key,
            string.Create(CultureInfo.InvariantCulture, $"The last check of storage found {kind.Key} {Times(kind.Value)}, which the hub can't mend. List them with ./hub check, restore earlier versions of the blobs, and check again."))),
    ];

    private static bool IsSilent(ExpectedCouncil council, OperationsPicture picture) =>
        council.SilentWorkingDays > 0 && picture.Calendar.Between(council.Since, LondonTime.DateOf(picture.Now)) >= council.SilentWorkingDays;

    private static AlarmCondition Silent(ExpectedCouncil council)
    {
        var since = council.Since.ToString("d MMMM yyyy", CultureInfo.InvariantCulture);
        return new AlarmCondition(AlarmKinds.SilentCouncil, council.Code, council.HasSent
            ? $"No notification came from council {council.Code} since {since}. Ask whether its system still sends."
            : $"No notification ever came from council {council.Code}, which is expected since {since}. Ask whether its system sends.");
    }

    private static IEnumerable<AlarmCondition> Stuck(OperationsPicture picture) =>
        picture.Unsent.GroupBy(message => message.Queue)
            .Select(messages => (Queue: messages.Key, Oldest: messages.Min(message => message.Since)))
            .Where(queue => picture.Now - queue.Oldest > LongestUnsent)
            .Select(queue => new AlarmCondition(
                AlarmKinds.OutboxStuck, queue.Queue,
                string.Create(CultureInfo.InvariantCulture, $"A message for the queue {queue.Queue} has not been sent since {queue.Oldest.UtcDateTime:yyyy-MM-dd HH:mm}Z. See whether the queue can be reached.")));

    private static AlarmCondition Unreached(UnreachedRole role) => new(
        AlarmKinds.RoleUnreached, $"{role.Council}/{role.Provider}/{role.Role}",
        $"An alert for the role {role.Role} reached nobody: neither the case's contacts nor the directory of council {role.Council} and provider {role.Provider} has an address, and the role's channel needs one. For a case counts the policy that was in force on its day 0.");

    private static IEnumerable<AlarmCondition> Failing(OperationsPicture picture) =>
        picture.Failing.Where(notice => FailingChannels.AlarmingFrom(notice.Since, notice.Quiet, picture.Calendar) <= picture.Now)
            .GroupBy(notice => notice.Channel)
            .Select(notices => new AlarmCondition(
                AlarmKinds.ChannelFailing, notices.Key,
                string.Create(CultureInfo.InvariantCulture, $"Notices can't be delivered by {notices.Key} since {notices.Min(notice => notice.Since).UtcDateTime:yyyy-MM-dd HH:mm}Z, and wait. See whether it can be reached and whether its settings are right; the reasons stand on the alerts and in readiness.")));

    private static AlarmCondition Refused(UnreachedRole role) => new(
        AlarmKinds.NoticeRefused, $"{role.Council}/{role.Provider}/{role.Role}",
        $"An alert for the role {role.Role} was refused for good: the address in the case's contacts or in the directory of council {role.Council} and provider {role.Provider} is no good. Correct it, and tell them of the open alerts: this notice is not sent again.");

    private static IEnumerable<AlarmCondition> OfCalendar(OperationsPicture picture)
    {
        var holidays = picture.Calendar.Holidays;
        if (holidays.RunsOutSoon(LondonTime.DateOf(picture.Now)))
        {
            yield return new AlarmCondition(
                AlarmKinds.CalendarRunsOut, BankHolidaySubject,
                string.Create(CultureInfo.InvariantCulture, $"Bank holidays are known until {holidays.LastDay:d MMMM yyyy} only, less than 12 months ahead. After that, due dates count every weekday."));
        }

        if (picture.FeedRefusedFor.Count > 0)
        {
            yield return new AlarmCondition(
                AlarmKinds.CalendarFeedRefused, BankHolidaySubject, $"The bank-holiday feed can't be believed and was refused; what is known stays. {string.Join(' ', picture.FeedRefusedFor)}");
        }
    }

    private static string Times(int count) => count == 1 ? "once" : string.Create(CultureInfo.InvariantCulture, $"{count} times");

    private static string Messages(int count) => count == 1 ? "1 message" : string.Create(CultureInfo.InvariantCulture, $"{count} messages");
}
