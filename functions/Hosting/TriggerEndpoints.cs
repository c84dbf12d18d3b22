using System.Diagnostics;
using System.Text;
using System.Text.Json;
using IntegrationHub.Functions.Messaging;
using IntegrationHub.Functions.Storage;
using IntegrationHub.Functions.Telemetry;

namespace IntegrationHub.Functions.Hosting;

/// <summary>
/// The paths the Functions host posts triggers to, <c>POST /{FunctionName}</c>. They lie outside <c>/hub</c>, the only prefix that the
/// host proxies from outside. The answer always has a JSON body: the host hangs on an empty 2xx.
/// </summary>
public static class TriggerEndpoints
{
    public static void Map(IEndpointRouteBuilder app)
    {
        // The host's probe: any answer means ready to be called.
        app.MapGet("/", () => Results.Json(new { name = "IntegrationHub" }));
        foreach (var entry in FunctionCatalogue.All)
        {
            switch (entry.Trigger)
            {
                case QueueTrigger queue:
                    app.MapPost($"/{entry.Name}", (Delegate)((HttpContext http) => OnMessage(http, queue))).AddEndpointFilter(new HostOnly($"/{entry.Name}"));
                    break;
                case TimerTrigger timer:
                    app.MapPost($"/{entry.Name}", (Delegate)((HttpContext http) => OnTimer(http, timer))).AddEndpointFilter(new HostOnly($"/{entry.Name}"));
                    break;
                default:
                    break;
            }
        }
    }

    private static async Task<IResult> OnMessage(HttpContext http, QueueTrigger trigger)
    {
        var raw = await new StreamReader(http.Request.Body, Encoding.UTF8).ReadToEndAsync(http.RequestAborted);
        if (TriggerEnvelope.Parse(raw) is not { } envelope)
        {
            return Answer(400, "not-an-envelope");
        }

        using var activity = HubTraces.StartMessage("process", trigger.Queue, ActivityKind.Consumer, envelope.TraceParent);
        if (envelope.InsertedAt is { } inserted)
        {
            http.RequestServices.GetRequiredService<HubMetrics>().Waited(trigger.Queue, TimeProvider.System.GetUtcNow() - inserted);
        }

        var message = new TriggerMessage(trigger.Queue, envelope.Body, envelope.MessageId, envelope.DeliveryCount) { Raw = raw };
        var result = await Guarded(http, cancel => Handle(http, trigger, message, cancel));
        Tell(activity, result);
        if (result.Kind == TriggerResultKind.Park || (result.Kind == TriggerResultKind.Retry && message.IsLastDelivery))
        {
            return await Park(http, message, result, raw);
        }

        if (result.Kind == TriggerResultKind.Retry)
        {
            await http.RequestServices.GetRequiredService<RedeliveryPause>().Wait(message, http.RequestAborted);
        }

        return result.Kind == TriggerResultKind.Done ? Answer(200, result.Reason) : Answer(500, result.Reason);
    }

    private static async Task<TriggerResult> Handle(HttpContext http, QueueTrigger trigger, TriggerMessage message, CancellationToken cancel)
    {
        var function = (IQueueFunction)http.RequestServices.GetRequiredService(trigger.Function);

        // What the broker gave up on is parked as it came, a claim as a claim.
        var body = trigger.IsDeadLetters ? message.Body : await http.RequestServices.GetRequiredService<ClaimCheck>().TakeUp(trigger.Queue, message.Body, cancel);
        return body is { } content ? await function.Handle(message with { Body = content }, cancel) : TriggerResult.Park("claim-not-found");
    }

    private static void Tell(Activity? activity, TriggerResult result)
    {
        activity?.SetTag(HubTraces.OutcomeKey, result.Kind switch { TriggerResultKind.Done => "done", TriggerResultKind.Park => "parked", _ => "retry" }).SetTag("hub.reason", result.Reason);
        if (result.Kind != TriggerResultKind.Done)
        {
            activity?.SetTag(HubTraces.ErrorKey, result.Reason).SetStatus(ActivityStatusCode.Error);
        }
    }

    private static async Task<IResult> OnTimer(HttpContext http, TimerTrigger trigger)
    {
        var function = (ITimerFunction)http.RequestServices.GetRequiredService(trigger.Function);
        var result = await Guarded(http, function.Run);
        return Answer(result.Kind == TriggerResultKind.Done ? 200 : 500, result.Reason);
    }

    private static async Task<IResult> Park(HttpContext http, TriggerMessage message, TriggerResult result, string raw)
    {
        var time = http.RequestServices.GetRequiredService<TimeProvider>();
        var parked = new ParkedMessage(
            message.Queue, message.MessageId, result.Reason, message.DeliveryCount, Activity.Current?.TraceId.ToString() ?? "", time.GetUtcNow(), raw);
        var outcome = await Guarded(http, async cancel =>
        {
            await http.RequestServices.GetRequiredService<ParkedStore>().Park(parked, cancel);
            return TriggerResult.Done($"parked: {result.Reason}");
        });
        return Answer(outcome.Kind == TriggerResultKind.Done ? 200 : 500, outcome.Reason);
    }

    /// <summary>Storage that is away is a transient fault; anything unexpected is retried too, and parked near the delivery limit.</summary>
    private static async Task<TriggerResult> Guarded(HttpContext http, Func<CancellationToken, Task<TriggerResult>> act)
    {
        try
        {
            return await act(http.RequestAborted);
        }
        catch (Exception fault) when (StorageFaults.IsStorageAway(fault, http.RequestAborted))
        {
            LogOf(http).LogWarning("Storage is away: {Fault}", StorageFaults.Describe(fault));
            return TriggerResult.Retry("storage-unavailable");
        }
        catch (Exception fault) when (!StorageFaults.IsStop(fault, http.RequestAborted))
        {
            LogOf(http).LogError("Unexpected fault: {Fault} {Stack}", fault.GetType().FullName, fault.StackTrace);
            return TriggerResult.Retry("unexpected-fault");
        }
    }

    private static ILogger LogOf(HttpContext http) => http.RequestServices.GetRequiredService<ILoggerFactory>().CreateLogger("Triggers");

    private static IResult Answer(int status, string log) =>
        Results.Json(new { Outputs = new { }, Logs = new[] { log }, ReturnValue = (object?)null }, new JsonSerializerOptions(), "application/json", status);
}
