using System.Diagnostics;
using System.Diagnostics.Metrics;
using IntegrationHub.Contracts.Events;
using IntegrationHub.Domain.Calendar;
using IntegrationHub.Domain.Cases;
using IntegrationHub.Functions.Escalations.Delivery;
using IntegrationHub.Functions.Storage;

namespace IntegrationHub.Functions.Telemetry;

/// <summary>
/// What the hub counts and measures as it happens (docs/observability.md lists it): names after OpenTelemetry's conventions, units after UCUM. Attributes have few values
/// each, and none is of a case or a person.
/// </summary>
public sealed class HubMetrics
{
    public const string ServiceKey = "hub.storage.service";
    public const string TargetKey = "hub.storage.target";

    private const string Failed = "failed";

    private static readonly InstrumentAdvice<double> Seconds = new() { HistogramBucketBoundaries = [0.01, 0.05, 0.1, 0.5, 1, 5, 15, 60, 300, 900, 1800, 3600] };
    private static readonly InstrumentAdvice<double> CallSeconds = new() { HistogramBucketBoundaries = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10] };
    private static readonly InstrumentAdvice<int> Days = new() { HistogramBucketBoundaries = [0, 1, 2, 3, 5, 7, 10, 14, 20, 28, 60] };

    private readonly Counter<long> notifications;
    private readonly Counter<long> deliveries;
    private readonly Histogram<int> referralDelay;
    private readonly Histogram<double> sweepDuration;
    private readonly Histogram<double> queueWait;
    private readonly Histogram<double> storageCalls;

    public HubMetrics(IMeterFactory factory, HubStorage storage)
    {
        var meter = factory.Create(HubTraces.Name);
        notifications = meter.CreateCounter<long>("hub.notifications", "{notification}", "Notifications, each time that one was handled.");
        deliveries = meter.CreateCounter<long>("hub.notice.deliveries", "{delivery}", "Notices handed to a channel, for each recipient.");
        referralDelay = meter.CreateHistogram("hub.referral.delay", "d", "Days from becoming looked after until the hub had the referral.", null, Days);
        sweepDuration = meter.CreateHistogram("hub.sweep.duration", "s", "How long a sweep of the key dates took.", null, Seconds);
        queueWait = meter.CreateHistogram("hub.queue.wait", "s", "How long a message had been with the broker when it was delivered, redeliveries included.", null, Seconds);
        storageCalls = meter.CreateHistogram("hub.storage.call.duration", "s", "Requests to storage, each attempt.", null, CallSeconds);
        storage.Answered += OnStorageAnswered;
    }

    /// <param name="type">Type of the event; null when it could not be read.</param>
    /// <param name="outcome"><c>accepted</c>, <c>repeated</c> or <c>refused</c>.</param>
    /// <param name="code">Code of the problem when it was refused.</param>
    public void Notified(string? type, string outcome, string? code = null)
    {
        var tags = new TagList { { HubTraces.OutcomeKey, outcome } };
        if (NotificationTypes.All.Contains(type))
        {
            tags.Add("hub.notification.type", type);
        }

        notifications.Add(1, WithError(tags, code));
    }

    public void Delivered(string channel, NoticeOutcomeKind outcome) => deliveries.Add(1, new TagList
    {
        { "hub.notice.channel", channel },
        { HubTraces.OutcomeKey, outcome switch { NoticeOutcomeKind.Delivered => "delivered", NoticeOutcomeKind.Refused => "refused", _ => Failed } },
    });

    /// <summary>A case that was committed for the first time is a referral: from then on the health team can pull it.</summary>
    public void Committed(CaseState before, CaseState after, DateTimeOffset at)
    {
        if (!before.Exists && after.Exists)
        {
            referralDelay.Record(Math.Max(0, LondonTime.DateOf(at).DayNumber - after.DayZero.DayNumber));
        }
    }

    public void Swept(TimeSpan took, bool all) => sweepDuration.Record(took.TotalSeconds, new TagList { { HubTraces.OutcomeKey, all ? "done" : Failed } });

    public void Waited(string queue, TimeSpan wait) => queueWait.Record(Math.Max(0, wait.TotalSeconds), new TagList { { HubTraces.QueueKey, queue } });

    private void OnStorageAnswered(StorageCall call)
    {
        if (!storageCalls.Enabled)
        {
            return;
        }

        var tags = new TagList { { ServiceKey, call.Target.Service }, { TargetKey, call.Target.Name }, { "http.request.method", call.Method } };
        if (call.Status is { } status)
        {
            tags.Add("http.response.status_code", status);
        }

        storageCalls.Record(call.Took.TotalSeconds, WithError(tags, call.Fault));
    }

    private static TagList WithError(TagList tags, string? code)
    {
        if (code is not null)
        {
            tags.Add(HubTraces.ErrorKey, code);
        }

        return tags;
    }
}
