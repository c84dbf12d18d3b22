using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using IntegrationHub.Functions.Partners;

namespace IntegrationHub.Functions.Escalations.Delivery;

/// <summary>
/// The calls to GOV.UK Notify's REST API that the hub makes (https://docs.notifications.service.gov.uk/rest-api.html). Status and error type decide what an
/// answer means; its message text is never read, since it may change and may repeat an address.
/// </summary>
public sealed class NotifyClient(AlertSettings settings, IHttpClientFactory http, TimeProvider realTime)
{
    // Per minute there is a limit that rolls; per day one that ends at midnight UTC, unless Notify raises it before.
    private static readonly TimeSpan RateWindow = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan DailyPause = TimeSpan.FromHours(1);

    /// <summary>What Notify already has under a reference; null when it has nothing, or could not send it for a reason of its own.</summary>
    public async Task<Attempt?> Find(string reference, CancellationToken cancel)
    {
        using var answer = await Call(HttpMethod.Get, $"/v2/notifications?reference={Uri.EscapeDataString(reference)}", null, cancel);
        if (answer.StatusCode != HttpStatusCode.OK)
        {
            return await Judge(answer, cancel);
        }

        var known = (await ReadJson<NotificationList>(answer, cancel))?.Notifications?.Where(notification => notification.Reference == reference).ToList();
        return known switch
        {
            null => Unreadable,
            _ when known.Exists(notification => notification.Status == "permanent-failure") => new Attempt(NoticeOutcome.Refused("The e-mail address does not exist.")),
            _ when known.Exists(notification => notification.Status != "technical-failure") => new Attempt(NoticeOutcome.Delivered),
            _ => null,
        };
    }

    /// <summary>Sends an e-mail.</summary>
    public async Task<Attempt> Send(Notice notice, string address, string reference, CancellationToken cancel)
    {
        var email = new
        {
            email_address = address,
            template_id = settings.NotifyTemplate,
            personalisation = new
            {
                subject = ShownText.InEmail(notice.Subject),
                text = ShownText.InEmail(notice.Text),
                details = ShownText.InEmail(string.Join("\n", notice.Details.Select(detail => $"{detail.Title}: {detail.Value}"))),
                link = notice.Link,
            },
            reference,
        };
        using var answer = await Call(HttpMethod.Post, "/v2/notifications/email", JsonContent.Create(email), cancel);
        return answer.StatusCode switch
        {
            HttpStatusCode.Created => new Attempt(NoticeOutcome.Delivered),
            HttpStatusCode.BadRequest when await TemplateIsMissing(cancel) => new Attempt(NoticeOutcome.Failed("GOV.UK Notify has no such template, or it needs more than the hub sends.")),
            _ => await Judge(answer, cancel),
        };
    }

    /// <summary>A refusal that has nothing to do with the recipient looks the same by its type: whether the template is at fault, Notify is asked.</summary>
    private async Task<bool> TemplateIsMissing(CancellationToken cancel)
    {
        using var answer = await Call(HttpMethod.Get, $"/v2/template/{settings.NotifyTemplate}", null, cancel);
        var template = answer.StatusCode == HttpStatusCode.OK ? await ReadJson<Template>(answer, cancel) : null;
        return answer.StatusCode == HttpStatusCode.NotFound
            || template is { Type: not "email" } || template?.Personalisation?.Keys.Except(["subject", "text", "details", "link"]).Any() == true;
    }

    private async Task<HttpResponseMessage> Call(HttpMethod method, string path, HttpContent? content, CancellationToken cancel)
    {
        using var client = http.CreateClient(DeliveryServices.HttpClientName);
        using var request = new HttpRequestMessage(method, new Uri($"{settings.NotifyUrl.ToString().TrimEnd('/')}{path}")) { Content = content };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", settings.NotifyKey!.Token(realTime.GetUtcNow()));
        return await client.SendAsync(request, cancel);
    }

    private async Task<Attempt> Judge(HttpResponseMessage answer, CancellationToken cancel)
    {
        var type = (await ReadJson<ErrorAnswer>(answer, cancel))?.Errors?.FirstOrDefault()?.Error;
        return (answer.StatusCode, type) switch
        {
            (HttpStatusCode.BadRequest, "ValidationError") => new(NoticeOutcome.Refused("GOV.UK Notify takes it for no valid e-mail address.")),
            (HttpStatusCode.BadRequest, _) => new(NoticeOutcome.Failed("GOV.UK Notify does not send to this recipient: the API key is for the team only, or the service in trial mode.")),
            (HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden, _) => new(NoticeOutcome.Failed("GOV.UK Notify does not accept the API key, or the hub's clock is wrong.")),
            (HttpStatusCode.TooManyRequests, "TooManyRequestsError") => new(NoticeOutcome.Failed("The day's limit of GOV.UK Notify is used up.", DailyPause)),
            (HttpStatusCode.TooManyRequests, _) => new(
                NoticeOutcome.Failed("GOV.UK Notify takes no more this minute.", RetryAfter.Of(answer, realTime) ?? RateWindow), IsFault: true),
            ( >= HttpStatusCode.InternalServerError or HttpStatusCode.RequestTimeout, _) => new(
                NoticeOutcome.Failed("GOV.UK Notify has a fault.", RetryAfter.Of(answer, realTime)), IsFault: true),
            _ => new(NoticeOutcome.Failed("GOV.UK Notify is not at the address that is set.")),
        };
    }

    private static Attempt Unreadable => new(NoticeOutcome.Failed("GOV.UK Notify is not at the address that is set."));

    private static async Task<T?> ReadJson<T>(HttpResponseMessage answer, CancellationToken cancel)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize<T>(await answer.Content.ReadAsStreamAsync(cancel), JsonSerializerOptions.Web);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private sealed record NotificationList(IReadOnlyList<Notification>? Notifications);

    private sealed record Notification(string? Reference, string? Status);

    private sealed record ErrorAnswer(IReadOnlyList<ErrorEntry>? Errors);

    private sealed record ErrorEntry(string? Error);

    private sealed record Template(string? Type, IReadOnlyDictionary<string, JsonElement>? Personalisation);
}
