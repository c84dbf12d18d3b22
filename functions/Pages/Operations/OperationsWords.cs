using System.Globalization;
using IntegrationHub.Contracts;
using IntegrationHub.Domain.Alarms;
using IntegrationHub.Domain.Calendar;

namespace IntegrationHub.Functions.Pages.Operations;

/// <summary>Codes of operations as people read them.</summary>
public static class OperationsWords
{
    public static string Alarm(string kind) => kind switch
    {
        AlarmKinds.SilentCouncil => "A council is silent",
        AlarmKinds.MessagesParked => "Messages could not be processed",
        AlarmKinds.OutboxStuck => "Messages are not sent",
        AlarmKinds.PoisonQueue => "Messages could not even be parked",
        AlarmKinds.CalendarRunsOut => "Bank holidays run out",
        AlarmKinds.CalendarFeedRefused => "Bank holidays can't be believed",
        AlarmKinds.RoleUnreached => "An alert reached nobody",
        AlarmKinds.NoticeRefused => "An address is no good",
        AlarmKinds.ChannelFailing => "Notices can't be delivered",
        AlarmKinds.StorageDamaged => "Something stored is damaged",
        _ => Words.Plain(kind),
    };

    public static string Dependency(string name) => name switch
    {
        "blob-storage" => "Storage of cases",
        "queue-storage" => "Queues",
        "service-bus" => "Service Bus",
        "token-signing-keys" => "Keys of who signs tokens",
        "bank-holidays" => "Bank holidays",
        "subscriptions" => "Subscriptions of health systems",
        "content-scanner" => "Virus scanner",
        "channel-notify" => "E-mail by GOV.UK Notify",
        "channel-webhook" => "Webhook for notices",
        _ => Words.Plain(name),
    };

    public static string Status(string status) => status switch
    {
        "up" => "works",
        "down" => "doesn't answer",
        "failing" => "fails",
        "misconfigured" => "is set up wrongly",
        "runs-out-soon" => "run out soon",
        "unknown" => "not known yet",
        _ => Words.Plain(status).ToLowerInvariant(),
    };

    /// <summary>What a queue carries.</summary>
    public static string Queue(string queue) => queue switch
    {
        Queues.LacNotifications => "Notifications from social care",
        Queues.AssessmentReturns => "Assessments from health",
        Queues.Escalations => "Notices to people",
        Queues.SocialCareEvents => "Events for social care's systems",
        _ => queue,
    };

    public static string ParkedState(string state) => state switch
    {
        "replayed" => "Replayed",
        "discarded" => "Discarded",
        _ => "Parked",
    };

    /// <summary>Such as <c>5 minutes</c>, the largest unit alone.</summary>
    public static string Age(TimeSpan age) => age switch
    {
        { TotalMinutes: < 1 } => "under a minute",
        { TotalHours: < 1 } => Of((int)age.TotalMinutes, "minute"),
        { TotalDays: < 2 } => Of((int)age.TotalHours, "hour"),
        _ => Of((int)age.TotalDays, "day"),
    };

    /// <summary>Such as <c>27 November 2026 at 14:30</c>, in England.</summary>
    public static string Moment(DateTimeOffset instant) => $"{DateWords.Of(LondonTime.DateOf(instant))} at {LondonTime.TimeOf(instant):HH:mm}";

    public static string Times(int count) => Of(count, "time");

    private static string Of(int count, string unit) => string.Create(CultureInfo.InvariantCulture, $"{count} {unit}{(count == 1 ? "" : "s")}");
}
