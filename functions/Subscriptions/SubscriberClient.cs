using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using IntegrationHub.Domain.Subscriptions;
using IntegrationHub.Functions.Hosting;
using Polly;
using Polly.Timeout;

namespace IntegrationHub.Functions.Subscriptions;

/// <summary>One notification, ready to be signed and posted. It prints as its type's name: the headers are secret.</summary>
/// <param name="Id">Header <c>webhook-id</c>: the same for every attempt.</param>
/// <param name="Body">Empty for none.</param>
public sealed record Notification(string Id, Uri Endpoint, string Secret, IReadOnlyList<string> Headers, ReadOnlyMemory<byte> Body)
{
    public override string ToString() => nameof(Notification);
}

/// <summary>
/// Posts to subscribers' endpoints: never to an address that isn't on the public internet, never through a proxy, never after a
/// redirect. The address is judged after the name was resolved, in the connection itself, so that a name can't lead elsewhere later.
/// </summary>
public sealed class SubscriberClient : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    private readonly HubSettings settings;
    private readonly TimeProvider realTime;
    private readonly HttpClient http;
    private readonly ResiliencePipeline limit = new ResiliencePipelineBuilder().AddTimeout(Limit).Build();

    /// <param name="realTime">Timestamps and pauses are about networks: not the business clock.</param>
    public SubscriberClient(HubSettings settings, TimeProvider realTime)
    {
        this.settings = settings;
        this.realTime = realTime;
        http = new HttpClient(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseProxy = false,
            UseCookies = false,
            ActivityHeadersPropagator = DistributedContextPropagator.CreateNoOutputPropagator(),
            MaxResponseHeadersLength = 16,
            MaxResponseDrainSize = 0,
            PooledConnectionLifetime = TimeSpan.FromMinutes(2),
            ConnectCallback = Connect,
        })
        {
            Timeout = Timeout.InfiniteTimeSpan,
        };
    }

    public void Dispose() => http.Dispose();

    /// <summary>Posts once. Whatever the receiver does becomes an attempt; only being stopped is an exception.</summary>
    public async Task<DeliveryAttempt> Post(Notification notification, CancellationToken cancel)
    {
        if (!settings.SubscriptionEndpoints.Allows(notification.Endpoint))
        {
            return Failed("it is not among the endpoints that the hub's operator allows any more");
        }

        try
        {
            return await limit.ExecuteAsync(async token => await PostOnce(notification, token), cancel);
        }
        catch (TimeoutRejectedException)
        {
            return Failed($"it did not answer within {Limit.TotalSeconds:0} seconds");
        }
        catch (HttpRequestException fault)
        {
            return Failed(fault.InnerException is NotPublicException ? "its name leads to no address on the public internet" : "it can't be reached, or hangs up");
        }
    }

    private async Task<DeliveryAttempt> PostOnce(Notification notification, CancellationToken cancel)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, notification.Endpoint) { Content = new ReadOnlyMemoryContent(notification.Body) };
        if (!notification.Body.IsEmpty)
        {
            request.Content.Headers.ContentType = new MediaTypeHeaderValue(SubscriptionTerms.PayloadType);
        }

        foreach (var header in notification.Headers)
        {
            request.Headers.TryAddWithoutValidation(SubscriptionTerms.HeaderName(header), header.Split(':', 2)[1].Trim());
        }

        var timestamp = realTime.GetUtcNow().ToUnixTimeSeconds();
        request.Headers.Add("webhook-id", notification.Id);
        request.Headers.Add("webhook-timestamp", timestamp.ToString(CultureInfo.InvariantCulture));
        request.Headers.Add("webhook-signature", WebhookSignature.Sign(notification.Secret, notification.Id, timestamp, notification.Body.Span));

        // The answer's body is nobody's business here: it is not read.
        using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancel);
        return response.StatusCode switch
        {
            _ when response.IsSuccessStatusCode => new DeliveryAttempt(DeliveryOutcome.Taken, realTime.GetUtcNow()),
            HttpStatusCode.Gone => new DeliveryAttempt(DeliveryOutcome.Gone, realTime.GetUtcNow()),
            var status => Failed($"it answered {(int)status}", status is HttpStatusCode.TooManyRequests or HttpStatusCode.ServiceUnavailable ? RetryAfter(response) : null),
        };
    }

    private TimeSpan? RetryAfter(HttpResponseMessage response) =>
        response.Headers.RetryAfter is { } asked ? asked.Delta ?? asked.Date - realTime.GetUtcNow() : null;

    private DeliveryAttempt Failed(string why, TimeSpan? retryAfter = null) => new(DeliveryOutcome.Failed, realTime.GetUtcNow(), why, retryAfter);

    private async ValueTask<Stream> Connect(SocketsHttpConnectionContext context, CancellationToken cancel)
    {
        var (host, port) = (context.DnsEndPoint.Host, context.DnsEndPoint.Port);
        var mayBeLoopback = settings.IsLocal && settings.SubscriptionEndpoints.NamesLoopback(host, port);
        var resolved = await Dns.GetHostAddressesAsync(host, cancel);
        var addresses = resolved.Where(address => PublicAddress.Is(address) || (mayBeLoopback && IPAddress.IsLoopback(address))).ToArray();
        if (addresses.Length == 0)
        {
            throw new NotPublicException();
        }

        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(addresses, port, cancel);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private sealed class NotPublicException() : IOException("The name leads to no address on the public internet.");
}
