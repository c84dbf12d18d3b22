using IntegrationHub.Contracts;
using IntegrationHub.Functions.Alarms;
using IntegrationHub.Functions.Assessments;
using IntegrationHub.Functions.Calendar;
using IntegrationHub.Functions.Escalations;
using IntegrationHub.Functions.Escalations.Digests;
using IntegrationHub.Functions.Messaging;
using IntegrationHub.Functions.Notifications;
using IntegrationHub.Functions.Operations;
using IntegrationHub.Functions.Reports.Weekly;
using IntegrationHub.Functions.Retention;
using IntegrationHub.Functions.Storage;
using IntegrationHub.Functions.Subscriptions;

namespace IntegrationHub.Functions.Hosting;

/// <summary>What starts a function.</summary>
public abstract record Trigger;

/// <summary>A public HTTP route under the prefix <c>/hub</c>; the host proxies it unchanged.</summary>
public sealed record HttpTrigger(string Route) : Trigger;

/// <summary>A queue, the same name on both brokers; on Service Bus <c>escalations</c> is a topic, read by the subscription <see cref="Queues.DeliverAlertSubscription"/>.</summary>
/// <param name="Queue">One of <see cref="Queues"/>.</param>
public sealed record QueueTrigger(string Queue, Type Function) : Trigger
{
    /// <summary>True for what the broker has given up on, instead of the queue itself: its poison queue, or its dead-letter queue.</summary>
    public bool IsDeadLetters { get; init; }

    /// <summary>The storage queue that triggers it.</summary>
    public string StorageQueue => IsDeadLetters ? $"{Queue}{CollectPoison.Ending}" : Queue;
}

/// <summary>A timer.</summary>
/// <param name="Schedule">NCRONTAB with seconds, UTC.</param>
/// <param name="Every">The same, as an interval for the local stand-in.</param>
public sealed record TimerTrigger(string Schedule, TimeSpan Every, Type Function) : Trigger
{
    /// <summary>False for what a local hub need not do again each time that its clock is moved on.</summary>
    public bool FiresOnClockMove { get; init; } = true;
}

/// <summary>One function.</summary>
/// <param name="Name">Name of its folder, and of the path the host posts to.</param>
public sealed record FunctionEntry(string Name, Trigger Trigger);

/// <summary>Every function of the app. What the host is told, what is mapped and what the local stand-in pumps all come from here.</summary>
public static class FunctionCatalogue
{
    public static IReadOnlyList<FunctionEntry> All { get; } =
    [
        new("Notifications", new HttpTrigger("notifications")),
        new("Imports", new HttpTrigger("imports")),
        new("Cases", new HttpTrigger("cases/{*rest}")),
        new("Alerts", new HttpTrigger("alerts/{*rest}")),
        new("Fhir", new HttpTrigger("fhir/{*rest}")),
        new("Reports", new HttpTrigger("reports/{*rest}")),
        new("Health", new HttpTrigger("health/{*rest}")),
        new("Operations", new HttpTrigger("operations/{*rest}")),
        new("Start", new HttpTrigger("start")),
        new("SignOut", new HttpTrigger("sign-out")),
        new("Worklist", new HttpTrigger("worklist/{*rest}")),
        new("MyCases", new HttpTrigger("my-cases/{*rest}")),
        new("Case", new HttpTrigger("case/{*rest}")),
        new("Timeliness", new HttpTrigger("timeliness/{*rest}")),
        new("Caseload", new HttpTrigger("caseload/{*rest}")),
        new("DataQuality", new HttpTrigger("data-quality/{*rest}")),
        new("AuditSample", new HttpTrigger("audit-sample/{*rest}")),
        new("CasesBehind", new HttpTrigger("cases-behind")),
        new("Assets", new HttpTrigger("assets/{*rest}")),
        new("ReceiveNotification", new QueueTrigger(Queues.LacNotifications, typeof(NotificationQueue))),
        new("ReceiveAssessment", new QueueTrigger(Queues.AssessmentReturns, typeof(AssessmentQueue))),
        new("DeliverAlert", new QueueTrigger(Queues.Escalations, typeof(DeliverAlert))),
        new("CollectPoisonNotifications", new QueueTrigger(Queues.LacNotifications, typeof(CollectPoison)) { IsDeadLetters = true }),
        new("CollectPoisonAssessments", new QueueTrigger(Queues.AssessmentReturns, typeof(CollectPoison)) { IsDeadLetters = true }),
        new("CollectPoisonAlerts", new QueueTrigger(Queues.Escalations, typeof(CollectPoison)) { IsDeadLetters = true }),
        new("CollectPoisonEvents", new QueueTrigger(Queues.SocialCareEvents, typeof(CollectPoison)) { IsDeadLetters = true }),
        new("RefreshCalendar", new TimerTrigger("0 50 4 * * 1", TimeSpan.FromDays(7), typeof(RefreshCalendar))),
        new("SweepKeyDates", new TimerTrigger("0 5 * * * *", TimeSpan.FromHours(1), typeof(SweepKeyDates))),
        new("DispatchOutbox", new TimerTrigger("30 * * * * *", TimeSpan.FromMinutes(1), typeof(DispatchOutbox))),
        new("TidyIndex", new TimerTrigger("0 35 * * * *", TimeSpan.FromHours(1), typeof(TidyIndex))),
        new("RetryEarlyFollowUps", new TimerTrigger("20 * * * * *", TimeSpan.FromMinutes(1), typeof(RetryEarlyFollowUps))),
        new("CheckStorage", new TimerTrigger("0 20 2 * * *", TimeSpan.FromDays(1), typeof(CheckStorage)) { FiresOnClockMove = false }),
        new("ApplyRetention", new TimerTrigger("0 40 3 * * *", TimeSpan.FromDays(1), typeof(ApplyRetention))),
        new("NotifySubscribers", new TimerTrigger("0 * * * * *", TimeSpan.FromMinutes(1), typeof(NotifySubscribers))),
        new("SendDigests", new TimerTrigger("45 * * * * *", TimeSpan.FromMinutes(1), typeof(SendDigests))),
        new("SendDataQuality", new TimerTrigger("0 10 * * * *", TimeSpan.FromHours(1), typeof(SendDataQuality)) { FiresOnClockMove = false }),
        new("WatchOperations", new TimerTrigger("15 */10 * * * *", TimeSpan.FromMinutes(10), typeof(WatchOperations))),
    ];
}
