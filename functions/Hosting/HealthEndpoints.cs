using IntegrationHub.Domain.Calendar;
using IntegrationHub.Functions.Calendar;
using IntegrationHub.Functions.Escalations.Delivery;
using IntegrationHub.Functions.Scanning;
using IntegrationHub.Functions.Security;
using IntegrationHub.Functions.Storage;
using IntegrationHub.Functions.Subscriptions;

namespace IntegrationHub.Functions.Hosting;

/// <summary>Liveness, and readiness with each dependency named. No token, and nothing of any child.</summary>
public static class HealthEndpoints
{
    private const string LivePath = "/hub/health/live";

    private static readonly byte[] LiveBody = """{"status":"live"}"""u8.ToArray();

    /// <summary>
    /// Liveness goes by no route: it says that the process answers and nothing else, and whoever waits for a start by it doesn't wait for the tables of all routes, which the first
    /// request that needs them makes.
    /// </summary>
    public static void AnswerLiveFirst(IApplicationBuilder app) =>
        app.Use((http, next) => HttpMethods.IsGet(http.Request.Method) && http.Request.Path == LivePath ? Live(http) : next(http));

    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet(LivePath, Live).WithMetadata(new Requires(Operation.Anyone)).WithMetadata(new WithoutRateLimit());
        app.MapGet("/hub/health/ready", Ready).WithMetadata(new Requires(Operation.Anyone)).WithMetadata(new WithoutRateLimit());
    }

    private static async Task Live(HttpContext http)
    {
        http.Response.ContentType = "application/json";
        http.Response.ContentLength = LiveBody.Length;
        await http.Response.Body.WriteAsync(LiveBody, http.RequestAborted);
    }

    private static async Task<IResult> Ready(
        StorageStartup startup, HubStorage storage, SigningKeys keys, SubscriptionCounts subscriptions, BrokerReadiness broker, IEnumerable<IAlertChannel> channels, ChannelHealth health, IContentScanner scanner, HubCalendar calendar, TimeProvider time, CancellationToken cancel)
    {
        var blobs = await Check(() => storage.Cases.ExistsAsync(cancel), cancel);
        var carrier = await broker.Look(cancel);
        var signing = await Check(() => keys.Current(cancel), cancel);
        var subscribers = new SubscriptionCount(0, 0, 0);
        var counted = await Check(async () => subscribers = await subscriptions.Count(cancel), cancel);
        var ready = startup.IsReady && blobs && carrier.IsReady && signing;
        var scans = scanner.IsConfigured && await scanner.Answers(cancel);
        var runsOut = calendar.Current.Holidays.RunsOutSoon(LondonTime.Today(time));
        return Answers.Ok(new
        {
            status = ready ? "ready" : "not-ready",
            dependencies = (object[])
            [
                new { name = "blob-storage", status = blobs && startup.IsReady ? "up" : "down" },
                carrier.View,
                new { name = "token-signing-keys", status = signing ? "up" : "down" },
                new { name = "bank-holidays", status = runsOut ? "runs-out-soon" : "up", knownUntil = calendar.Current.Holidays.LastDay },
                new { name = "subscriptions", status = !counted ? "unknown" : subscribers.Failing + subscribers.Paused > 0 ? "failing" : "up", active = subscribers.Active, failing = subscribers.Failing, paused = subscribers.Paused },
                .. scanner.IsConfigured ? (object[])[new { name = "content-scanner", status = scans ? "up" : "down" }] : [],
                .. channels.Where(channel => channel.IsConfigured && channel is not LocalRecord).Select(channel => StandingOf(channel.Name, health)),
            ],
        }, ready ? 200 : 503);
    }

    /// <summary>A channel that fails delays notices and loses none, so the hub stays ready; why it fails is for the operator to mend.</summary>
    private static object StandingOf(string channel, ChannelHealth health)
    {
        var standing = health.Channels.GetValueOrDefault(channel);
        return new { name = $"channel-{channel}", status = standing?.Since is null ? "up" : "failing", reason = standing?.Reason, since = standing?.Since };
    }

    internal static async Task<bool> Check(Func<Task> call, CancellationToken cancel)
    {
        try
        {
            await call();
            return true;
        }
        catch (Exception fault) when (StorageFaults.IsStorageAway(fault, cancel) || fault is HttpRequestException or IOException)
        {
            return false;
        }
    }
}
