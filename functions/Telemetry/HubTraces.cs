using System.Diagnostics;

namespace IntegrationHub.Functions.Telemetry;

/// <summary>
/// The hub's own spans, beside those of requests in and out. Attributes are ids, codes and counts: a case's id is allowed, nothing of a child, and no address as it was sent.
/// </summary>
public static class HubTraces
{
    /// <summary>Name of the source and of the meter.</summary>
    public const string Name = "IntegrationHub";

    /// <summary>Span attribute: id of a case.</summary>
    public const string CaseIdKey = "hub.case.id";

    /// <summary>Attribute: what became of something, one of few words.</summary>
    public const string OutcomeKey = "hub.outcome";

    /// <summary>Attribute: name of a queue or topic.</summary>
    public const string QueueKey = "messaging.destination.name";

    /// <summary>Attribute: a stable code of what went wrong.</summary>
    public const string ErrorKey = "error.type";

    public static ActivitySource Source { get; } = new(Name);

    private static readonly ActivityListener Always = new()
    {
        ShouldListenTo = source => source.Name is Name or "Microsoft.AspNetCore",
        Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.PropagationData,
    };

    /// <summary>Sees to it that each request and each message has a trace id, exported or not: answers, audit and chronology name it as the correlation.</summary>
    public static void AlwaysCorrelate()
    {
        // Adding it again changes nothing.
        ActivitySource.AddActivityListener(Always);
        DistributedContextPropagator.Current = TraceParentOnly.Instance;
    }

    /// <summary>A span that begins a trace of its own, linked to what led to it. To be called in an asynchronous method, which gives its caller the span of before back.</summary>
    /// <param name="traceParents">W3C trace contexts; those that are null are left out.</param>
    public static Activity? StartApart(string name, params string?[] traceParents)
    {
        List<ActivityLink> links = [.. traceParents.Select(LinkTo).OfType<ActivityLink>()];
        Activity.Current = null;
        return Source.StartActivity(name, ActivityKind.Internal, default(ActivityContext), null, links);
    }

    /// <summary>A span for sending or processing a message, as OpenTelemetry's conventions for messaging name it.</summary>
    /// <param name="messageId">Of a message of the hub's own; what others chose as an id may say more than it should.</param>
    /// <param name="traceParent">What it continues; null for what runs at the moment.</param>
    public static Activity? StartMessage(string operation, string queue, ActivityKind kind, string? traceParent, string? messageId = null)
    {
        List<ActivityLink> links = traceParent is not null && LinkTo(Activity.Current?.Id) is { } link ? [link] : [];
        return Source.StartActivity(
            $"{operation} {queue}", kind, ContextOf(traceParent),
            [new("messaging.operation.name", operation), new("messaging.operation.type", operation), new(QueueKey, queue), new("messaging.message.id", messageId)], links);
    }

    private static ActivityContext ContextOf(string? traceParent) => ActivityContext.TryParse(traceParent, null, isRemote: true, out var context) ? context : default;

    private static ActivityLink? LinkTo(string? traceParent) => ActivityContext.TryParse(traceParent, null, out var context) ? new ActivityLink(context) : null;
}
