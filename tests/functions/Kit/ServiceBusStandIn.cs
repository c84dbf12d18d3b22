using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace IntegrationHub.Functions.Tests.Kit;

/// <summary>How the broker answers a request to send.</summary>
public enum BusAnswer
{
    Taken,
    Busy,
    Throttled,
    TimedOut,

    /// <summary>The message is taken, and the line goes dead before the answer.</summary>
    HangUpAfterTaking,

    /// <summary>Nothing is taken, and no answer comes.</summary>
    Silent,
    BadRequest,
    TokenRefused,
    NoRight,
    NoSuchQueue,
    Gone,
    TooLarge,
}

/// <summary>A message that the broker took.</summary>
/// <param name="Body">As the reader gets it.</param>
/// <param name="Broker">Its BrokerProperties.</param>
/// <param name="User">Its UserProperties.</param>
public sealed record BusMessage(string Queue, byte[] Body, JsonObject Broker, JsonObject User)
{
    public string Id => (string)Broker["MessageId"]!;

    public JsonNode Json => JsonNode.Parse(Body)!;

    /// <summary>How the Functions host hands it over to a trigger with <c>dataType: binary</c>; see <see cref="BusEnvelope"/>.</summary>
    public string Envelope(string function, int deliveryCount = 1) => BusEnvelope.Of(function, Body, Id, deliveryCount, (JsonObject)User.DeepClone());
}

/// <summary>A request to send, as it came.</summary>
/// <param name="At">Since the stand-in was started.</param>
public sealed record BusRequest(string Queue, TimeSpan At, BusAnswer Answer);

/// <summary>
/// Stands in for a Service Bus namespace on this machine, by the published REST interface (Send Message Batch), and for the identity endpoint of the App Service platform
/// that hands out the tokens for it. It takes nothing that isn't exactly as documented, detects duplicates by MessageId, and misbehaves as it is told.
/// </summary>
public sealed class ServiceBusStandIn : IAsyncDisposable
{
    /// <summary>What the platform tells an app and nobody else.</summary>
    public const string IdentityHeader = "invented-identity-header";

    private static readonly string[] Queues = ["lac-notifications", "assessment-returns", "escalations", "social-care-events"];
    private readonly WebApplication app;
    private readonly Stopwatch started = Stopwatch.StartNew();
    private readonly ConcurrentQueue<BusAnswer> next = new();
    private readonly ConcurrentDictionary<(string Queue, string Id), BusMessage> taken = new();
    private readonly ConcurrentQueue<BusMessage> inOrder = new();
    private volatile BusAnswer otherwise = BusAnswer.Taken;

    private ServiceBusStandIn(WebApplication app) => this.app = app;

    /// <summary>The setting <c>ServiceBus__fullyQualifiedNamespace</c>.</summary>
    public string Namespace => new Uri(app.Urls.Single()).Authority;

    /// <summary>The token that it accepts, for now.</summary>
    public string Token { get; } = $"invented.{Guid.CreateVersion7():N}.token";

    /// <summary>Settings of a hub that sends to it.</summary>
    public (string Name, string? Value)[] Settings =>
    [
        ("HUB_BROKER", "service-bus"), ("ServiceBus__fullyQualifiedNamespace", Namespace),
        ("IDENTITY_ENDPOINT", $"{app.Urls.Single()}/msi/token"), ("IDENTITY_HEADER", IdentityHeader),
    ];

    /// <summary>Bytes of a message with its properties.</summary>
    public int MostBytes { get; set; } = 256 * 1024;

    /// <summary>Seconds in <c>Retry-After</c> of <see cref="BusAnswer.Throttled"/>; null for no such header.</summary>
    public int? RetryAfter { get; set; }

    /// <summary>What was not as documented.</summary>
    public ConcurrentQueue<string> Violations { get; } = new();

    /// <summary>All requests to send, refused ones too.</summary>
    public ConcurrentQueue<BusRequest> Requests { get; } = new();

    public static async Task<ServiceBusStandIn> Start()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.Urls.Add("http://127.0.0.1:0");
        var standIn = new ServiceBusStandIn(app);
        app.MapGet("/msi/token", standIn.IssueToken);
        app.MapFallback(standIn.Send);
        await app.StartAsync();
        return standIn;
    }

    public void Always(BusAnswer answer) => otherwise = answer;

    public void Next(params BusAnswer[] answers) => Array.ForEach(answers, next.Enqueue);

    /// <summary>What stands on a queue or topic, in the order in which it came.</summary>
    public IReadOnlyList<BusMessage> On(string queue) => [.. inOrder.Where(message => message.Queue == queue)];

    public ValueTask DisposeAsync() => app.DisposeAsync();

    /// <summary>As documented for App Service: the secret in X-IDENTITY-HEADER, the resource in the query.</summary>
    private async Task IssueToken(HttpContext context)
    {
        var query = context.Request.Query;
        var isGood = context.Request.Headers["X-IDENTITY-HEADER"] == IdentityHeader && query["api-version"] == "2019-08-01" && query["resource"].ToString().TrimEnd('/') == "https://servicebus.azure.net";
        await Json(context, isGood ? 200 : 400, new JsonObject
        {
            ["access_token"] = isGood ? Token : null,
            ["expires_on"] = TimeProvider.System.GetUtcNow().AddHours(24).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture),
            ["resource"] = "https://servicebus.azure.net",
            ["token_type"] = "Bearer",
        });
    }

    private async Task Send(HttpContext context)
    {
        var queue = context.Request.Path.Value!.Split('/') is ["", var name, "messages"] ? name : "";
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        var answer = next.TryDequeue(out var first) ? first : otherwise;
        Requests.Enqueue(new BusRequest(queue, started.Elapsed, answer));
        var violations = BusRules.Check(context.Request, body.ToArray(), Token).ToList();
        violations.ForEach(Violations.Enqueue);
        if (answer is BusAnswer.Taken or BusAnswer.HangUpAfterTaking)
        {
            answer = violations.Count > 0 ? BusAnswer.BadRequest : Queues.Contains(queue) ? Take(queue, body.ToArray(), answer) : BusAnswer.NoSuchQueue;
        }

        await Answer(context, answer);
    }

    private BusAnswer Take(string queue, byte[] body, BusAnswer answer)
    {
        foreach (var entry in JsonNode.Parse(body)!.AsArray())
        {
            var message = BusRules.Read(queue, entry!.AsObject());
            if (message.Body.Length + message.Broker.ToJsonString().Length + message.User.ToJsonString().Length > MostBytes)
            {
                return BusAnswer.NoRight;
            }

            if (taken.TryAdd((queue, message.Id), message))
            {
                inOrder.Enqueue(message);
            }
        }

        return answer;
    }

    private async Task Answer(HttpContext context, BusAnswer answer)
    {
        switch (answer)
        {
            case BusAnswer.HangUpAfterTaking:
                context.Abort();
                return;
            case BusAnswer.Silent:
                var gone = new TaskCompletionSource();
                await using (context.RequestAborted.Register(gone.SetResult))
                {
                    await gone.Task;
                }

                return;
            case BusAnswer.Throttled when RetryAfter is { } seconds:
                context.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
                break;
            default:
                break;
        }

        context.Response.StatusCode = answer switch
        {
            BusAnswer.Taken => 201,
            BusAnswer.Busy => 503,
            BusAnswer.Throttled => 429,
            BusAnswer.TimedOut => 408,
            BusAnswer.BadRequest => 400,
            BusAnswer.TokenRefused => 401,
            BusAnswer.NoRight => 403,
            BusAnswer.NoSuchQueue => 404,
            BusAnswer.Gone => 410,
            _ => 413,
        };
    }

    private static Task Json(HttpContext context, int status, JsonObject body)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync(body.ToJsonString(), Encoding.UTF8);
    }
}
