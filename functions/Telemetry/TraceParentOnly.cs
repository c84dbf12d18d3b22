using System.Diagnostics;

namespace IntegrationHub.Functions.Telemetry;

/// <summary>
/// Takes from a request, and hands on, its <c>traceparent</c> when that is well-formed, and nothing else: <c>tracestate</c> and <c>baggage</c> are free text of the caller's,
/// which would travel on to partners and into every exported span.
/// </summary>
internal sealed class TraceParentOnly : DistributedContextPropagator
{
    private const string TraceParent = "traceparent";

    private TraceParentOnly()
    {
    }

    public static TraceParentOnly Instance { get; } = new();

    public override IReadOnlyCollection<string> Fields { get; } = [TraceParent];

    public override void Inject(Activity? activity, object? carrier, PropagatorSetterCallback? setter)
    {
        if (activity is { Id: { } id, IdFormat: ActivityIdFormat.W3C } && carrier is not null)
        {
            setter?.Invoke(carrier, TraceParent, id);
        }
    }

    public override void ExtractTraceIdAndState(object? carrier, PropagatorGetterCallback? getter, out string? traceId, out string? traceState)
    {
        (traceId, traceState) = (null, null);
        if (getter is not null && carrier is not null)
        {
            getter(carrier, TraceParent, out var value, out _);
            traceId = ActivityContext.TryParse(value, null, out _) ? value : null;
        }
    }

    public override IEnumerable<KeyValuePair<string, string?>>? ExtractBaggage(object? carrier, PropagatorGetterCallback? getter) => null;
}
