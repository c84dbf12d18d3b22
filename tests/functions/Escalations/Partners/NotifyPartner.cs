using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using IntegrationHub.Functions.Escalations.Delivery;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace IntegrationHub.Functions.Tests.Escalations.Partners;

/// <summary>How the partner answers a call.</summary>
public enum Answering
{
    Well,

    /// <summary>The message is taken, and the line goes dead before the answer.</summary>
    HangUpAfterTaking,

    /// <summary>The message is taken, and no answer comes.</summary>
    TakenAndNotAnswered,

    /// <summary>No answer at all; nothing is taken.</summary>
    NotAtAll,
    BadAddress,
    TeamOnlyKey,
    RateLimit,
    DailyLimit,
    Broken,
}

/// <summary>An e-mail that the partner took.</summary>
public sealed record Email(string Address, string Reference, JsonNode Personalisation);

/// <summary>
/// Stands in for GOV.UK Notify, on this machine, by its published interface: checks token and template, keeps what it took and lists it by reference.
/// Its answers hold addresses and message texts, as the real ones may.
/// </summary>
public sealed class NotifyPartner : IAsyncDisposable
{
    public const string Template = "9d751e0e-f929-4891-82a1-a3e1c3c18ee3";
    private const string ServiceId = "26785a09-ab16-4eb0-8407-a37497a57506";
    private const string Secret = "3d844edf-8d35-48ac-975b-e847b4f122b0";

    private readonly WebApplication app;
    private readonly ConcurrentQueue<Answering> next = new();
    private readonly ConcurrentDictionary<string, Answering> byAddress = new();
    private volatile Answering otherwise = Answering.Well;
    private int calls;

    private NotifyPartner(WebApplication app) => this.app = app;

    public static string Key { get; } = $"invented_key-{ServiceId}-{Secret}";

    public string Url => app.Urls.Single();

    public ConcurrentQueue<Email> Emails { get; } = new();

    /// <summary>All calls, refused ones too.</summary>
    public int Calls => calls;

    /// <summary>Seconds in the header <c>Retry-After</c> of refusals for now; null for no such header.</summary>
    public int? RetryAfter { get; set; }

    /// <summary>What an e-mail's status is listed as.</summary>
    public string Status { get; set; } = "sending";

    /// <summary>What the template asks for; null when there is no such template.</summary>
    public string[]? TemplateNeeds { get; set; } = ["subject", "text", "link"];

    public static async Task<NotifyPartner> Start()
    {
        var app = Partner.Create();
        var partner = new NotifyPartner(app);
        app.MapPost("/v2/notifications/email", partner.Authenticated(partner.Send));
        app.MapGet("/v2/notifications", partner.Authenticated(partner.List));
        app.MapGet("/v2/template/{id}", partner.Authenticated(partner.GetTemplate));
        await app.StartAsync();
        return partner;
    }

    public AlertSettings Settings(string? key = null, string template = Template) =>
        new(null, null, new Uri(Url), NotifyKey.TryParse(key ?? Key, out var parsed) ? parsed : throw new ArgumentException("Not a key.", nameof(key)), Guid.Parse(template));

    public void Always(Answering answering) => otherwise = answering;

    public void Next(params Answering[] answers) => Array.ForEach(answers, next.Enqueue);

    public void To(string address, Answering answering) => byAddress[address] = answering;

    public ValueTask DisposeAsync() => app.DisposeAsync();

    /// <summary>The token, checked here from the words of the documentation: HS256 with the last UUID of the key, the service as issuer, 30 seconds of clock.</summary>
    private RequestDelegate Authenticated(Func<HttpContext, Task> then) => async context =>
    {
        Interlocked.Increment(ref calls);
        var parts = context.Request.Headers.Authorization.ToString()["Bearer ".Length..].Split('.');
        var signature = HMACSHA256.HashData(Encoding.UTF8.GetBytes(Secret), Encoding.ASCII.GetBytes($"{parts[0]}.{parts[1]}"));
        var payload = JsonNode.Parse(FromBase64Url(parts[1]))!;
        var isSigned = FromBase64Url(parts[2]).AsSpan().SequenceEqual(signature)
            && (string)JsonNode.Parse(FromBase64Url(parts[0]))!["alg"]! == "HS256" && (string)payload["iss"]! == ServiceId;
        var isOnTime = Math.Abs((long)payload["iat"]! - TimeProvider.System.GetUtcNow().ToUnixTimeSeconds()) <= 30;
        await (isSigned && isOnTime
            ? then(context)
            : Error(context, 403, "AuthError", isSigned ? "Error: Your system clock must be accurate to within 30 seconds" : "Invalid token: API key not found"));
    };

    private async Task Send(HttpContext context)
    {
        var body = (await JsonNode.ParseAsync(context.Request.Body))!;
        var address = (string)body["email_address"]!;
        var answering = byAddress.TryGetValue(address, out var own) ? own : next.TryDequeue(out var first) ? first : otherwise;
        if ((string)body["template_id"]! != Template || TemplateNeeds is null)
        {
            await Error(context, 400, "BadRequestError", "Template not found");
            return;
        }

        var missing = TemplateNeeds.Where(name => body["personalisation"]![name] is null).ToList();
        if (missing.Count > 0)
        {
            await Error(context, 400, "BadRequestError", $"Missing personalisation: {string.Join(", ", missing)}");
            return;
        }

        if (answering is Answering.Well or Answering.HangUpAfterTaking or Answering.TakenAndNotAnswered)
        {
            Emails.Enqueue(new Email(address, (string)body["reference"]!, body["personalisation"]!));
        }

        await Answer(context, answering, address);
    }

    private Task Answer(HttpContext context, Answering answering, string address) => answering switch
    {
        Answering.Well => Json(context, 201, new JsonObject { ["id"] = "740e5834-3a29-46b4-9a6f-16142fde533a" }),
        Answering.HangUpAfterTaking => Partner.HangUp(context),
        Answering.NotAtAll or Answering.TakenAndNotAnswered => Partner.KeepWaiting(context),
        Answering.BadAddress => Error(context, 400, "ValidationError", $"email_address {address} is not a valid email address"),
        Answering.TeamOnlyKey => Error(context, 400, "BadRequestError", "Can't send to this recipient using a team-only API key"),
        Answering.RateLimit => Error(context, 429, "RateLimitError", "Exceeded rate limit for key type LIVE of 3000 requests per 60 seconds"),
        Answering.DailyLimit => Error(context, 429, "TooManyRequestsError", "Exceeded send limits (250000) for today"),
        _ => Error(context, 500, "Exception", "Internal server error"),
    };

    private Task List(HttpContext context)
    {
        var reference = context.Request.Query["reference"].ToString();
        return Json(context, 200, new JsonObject
        {
            ["notifications"] = new JsonArray([.. Emails.Where(email => email.Reference == reference).Select(email => new JsonObject
            {
                ["reference"] = email.Reference,
                ["email_address"] = email.Address,
                ["status"] = Status,
            })]),
            ["links"] = new JsonObject(),
        });
    }

    private Task GetTemplate(HttpContext context) => (string)context.Request.RouteValues["id"]! != Template || TemplateNeeds is null
        ? Error(context, 404, "NoResultFound", "No result found")
        : Json(context, 200, new JsonObject
        {
            ["id"] = Template,
            ["type"] = "email",
            ["personalisation"] = new JsonObject(TemplateNeeds.Select(name => KeyValuePair.Create(name, (JsonNode?)new JsonObject { ["required"] = true }))),
        });

    private Task Error(HttpContext context, int status, string type, string message)
    {
        if (RetryAfter is { } seconds && status >= 429)
        {
            context.Response.Headers.RetryAfter = $"{seconds}";
        }

        return Json(context, status, new JsonObject
        {
            ["status_code"] = status,
            ["errors"] = new JsonArray(new JsonObject { ["error"] = type, ["message"] = message }),
        });
    }

    private static Task Json(HttpContext context, int status, JsonObject body)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync(body.ToJsonString());
    }

    private static byte[] FromBase64Url(string text) =>
        Convert.FromBase64String(text.Replace('-', '+').Replace('_', '/').PadRight((text.Length + 3) / 4 * 4, '='));
}
