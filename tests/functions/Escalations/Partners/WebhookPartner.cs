using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using IntegrationHub.Functions.Escalations.Delivery;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace IntegrationHub.Functions.Tests.Escalations.Partners;

/// <summary>A post as it arrived.</summary>
public sealed record Post(string Id, string Key, JsonNode Body);

/// <summary>A workflow's address on this machine that checks the signature of what is posted and answers as it is told.</summary>
public sealed class WebhookPartner : IAsyncDisposable
{
    public const string Secret = "an-invented-secret-of-forty-characters-0";

    /// <summary>Instead of a status: the post is taken, and the line goes dead before the answer.</summary>
    public const int HangUpAfterTaking = 0;

    private readonly WebApplication app;
    private readonly ConcurrentQueue<int> next = new();
    private volatile int otherwise = 202;

    private WebhookPartner(WebApplication app) => this.app = app;

    public Uri Url => new($"{app.Urls.Single()}/workflow?sig=invented");

    /// <summary>Posts that were taken.</summary>
    public ConcurrentQueue<Post> Posts { get; } = new();

    /// <summary>Posts that were not.</summary>
    public ConcurrentQueue<int> Refused { get; } = new();

    public int? RetryAfter { get; set; }

    public static async Task<WebhookPartner> Start()
    {
        var app = Partner.Create();
        var partner = new WebhookPartner(app);
        app.MapPost("/workflow", partner.Take);
        await app.StartAsync();
        return partner;
    }

    public AlertSettings Settings(string? secret = Secret) => new(Url, secret, new Uri(AlertSettings.NotifyAddress), null, null);

    public void Always(int status) => otherwise = status;

    public void Next(params int[] statuses) => Array.ForEach(statuses, next.Enqueue);

    public ValueTask DisposeAsync() => app.DisposeAsync();

    private async Task Take(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body, Encoding.UTF8);
        var body = await reader.ReadToEndAsync();
        var headers = context.Request.Headers;
        var status = !IsSigned(headers, body) ? 401 : next.TryDequeue(out var first) ? first : otherwise;
        if (status is HangUpAfterTaking or (>= 200 and < 300))
        {
            Posts.Enqueue(new Post(headers["webhook-id"].ToString(), headers["Idempotency-Key"].ToString(), JsonNode.Parse(body)!));
        }
        else
        {
            Refused.Enqueue(status);
        }

        if (status == HangUpAfterTaking)
        {
            await Partner.HangUp(context);
            return;
        }

        if (RetryAfter is { } seconds && status >= 400)
        {
            context.Response.Headers.RetryAfter = $"{seconds}";
        }

        context.Response.StatusCode = status;
    }

    /// <summary>Checked here from the specification's words: HMAC-SHA256 over id, timestamp and body; the timestamp is now.</summary>
    private static bool IsSigned(IHeaderDictionary headers, string body)
    {
        var (id, timestamp) = (headers["webhook-id"].ToString(), headers["webhook-timestamp"].ToString());
        var age = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() - long.Parse(timestamp, CultureInfo.InvariantCulture);
        var expected = HMACSHA256.HashData(Encoding.UTF8.GetBytes(Secret), Encoding.UTF8.GetBytes($"{id}.{timestamp}.{body}"));
        return Math.Abs(age) < 300 && headers["webhook-signature"].ToString() == $"v1,{Convert.ToBase64String(expected)}";
    }
}
