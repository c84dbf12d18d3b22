using IntegrationHub.Functions.Tests.Escalations.Partners;
using IntegrationHub.Functions.Tests.Subscriptions;

namespace IntegrationHub.Functions.Tests.Reliability;

/// <summary>Whom a hub tells over HTTP: the workflow that gets notices, and a health team's system that subscribes.</summary>
internal sealed class Partners : IAsyncDisposable
{
    private Partners(WebhookPartner webhook) => Webhook = webhook;

    public WebhookPartner Webhook { get; }

    public Receiver Subscriber { get; } = new();

    /// <summary>With which a hub speaks to them.</summary>
    public (string Name, string? Value)[] Settings =>
    [
        ("HUB_ALERT_WEBHOOK", $"{Webhook.Url}"), ("HUB_ALERT_WEBHOOK_SECRET", WebhookPartner.Secret), ("HUB_SUBSCRIPTION_ENDPOINTS", Subscriber.Url),
    ];

    public static async Task<Partners> Start() => new(await WebhookPartner.Start());

    /// <summary>What they were told of a case, each id once: notices by what they say, and the resources that were named.</summary>
    public IEnumerable<string> ToldOf(string caseId) =>
    [
        .. Webhook.Posts.Where(post => post.Id.StartsWith(caseId, StringComparison.Ordinal)).Select(post => $"notice {post.Id}").Distinct().Order(StringComparer.Ordinal),
        .. Subscriber.All.SelectMany(notification => notification.Names).Where(name => name.Contains(caseId, StringComparison.Ordinal))
            .Select(name => $"named {name[name.IndexOf("/fhir/", StringComparison.Ordinal)..]}").Distinct().Order(StringComparer.Ordinal),
    ];

    public ValueTask DisposeAsync()
    {
        Subscriber.Dispose();
        return Webhook.DisposeAsync();
    }
}
