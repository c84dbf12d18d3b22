using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using IntegrationHub.Domain.Escalations;
using IntegrationHub.Functions.Messaging;
using IntegrationHub.Functions.Partners;
using IntegrationHub.Functions.Subscriptions;

namespace IntegrationHub.Functions.Escalations.Delivery;

/// <summary>
/// Posts notices to one address of the operator's (a Teams or Power Automate workflow, a paging service): one post for all recipients. <c>webhook-id</c> and
/// <c>Idempotency-Key</c> are the same for every attempt, so that a receiver can tell a repeat. With a secret it is signed as the Standard Webhooks specification has it.
/// </summary>
public sealed class WebhookChannel(AlertSettings settings, CallLimits limits, IHttpClientFactory http, ChannelHealth health, TimeProvider realTime) : IAlertChannel
{
    private readonly ChannelPipeline pipeline = new(limits, realTime);

    public string Name => AlertChannels.Webhook;

    public bool IsConfigured => settings.Webhook is not null;

    public async Task<IReadOnlyList<NoticeOutcome>> Deliver(Notice notice, IReadOnlyList<NoticeRecipient> recipients, CancellationToken cancel)
    {
        var body = System.Text.Encoding.UTF8.GetBytes(AdaptiveCard.Message(notice, recipients).ToJsonString(OutgoingMessages.Json));
        var (outcome, _) = await pipeline.Run(token => Post(notice.Id, body, token), cancel);
        health.Saw(Name, outcome);
        return [.. recipients.Select(_ => outcome)];
    }

    private async Task<Attempt> Post(string id, byte[] body, CancellationToken cancel)
    {
        using var client = http.CreateClient(DeliveryServices.HttpClientName);
        using var request = new HttpRequestMessage(HttpMethod.Post, settings.Webhook)
        {
            Content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } },
        };
        var timestamp = realTime.GetUtcNow().ToUnixTimeSeconds();
        request.Headers.Add("Idempotency-Key", id);
        request.Headers.Add("webhook-id", id);
        request.Headers.Add("webhook-timestamp", timestamp.ToString(CultureInfo.InvariantCulture));
        if (settings.WebhookSecret is { } secret)
        {
            request.Headers.Add("webhook-signature", WebhookSignature.Sign(secret, id, timestamp, body));
        }

        using var answer = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancel);
        return Judge(answer);
    }

    /// <summary>Nothing is refused for good here: one address takes all notices, so what it refuses speaks of how it is set up.</summary>
    private Attempt Judge(HttpResponseMessage answer) => answer.StatusCode switch
    {
        _ when answer.IsSuccessStatusCode => new Attempt(NoticeOutcome.Delivered),
        HttpStatusCode.TooManyRequests or HttpStatusCode.RequestTimeout or >= HttpStatusCode.InternalServerError =>
            new Attempt(NoticeOutcome.Failed(Answered(answer), RetryAfter.Of(answer, realTime)), IsFault: true),
        _ => new Attempt(NoticeOutcome.Failed(Answered(answer))),
    };

    private static string Answered(HttpResponseMessage answer) => $"The webhook answered {(int)answer.StatusCode}.";
}
