using System.Diagnostics;
using System.Net.Http.Headers;

namespace IntegrationHub.Bench.Notifications;

/// <summary>Posts notifications on a number of connections, each as soon as the one before is answered.</summary>
internal sealed class Load(Uri server, string token, int connections) : IDisposable
{
    private readonly HttpClient http = new(new SocketsHttpHandler { MaxConnectionsPerServer = connections, PooledConnectionIdleTimeout = TimeSpan.FromMinutes(5) })
    {
        BaseAddress = server,
        Timeout = TimeSpan.FromMinutes(1),
    };

    private readonly AuthenticationHeaderValue authorization = new("Bearer", token);

    /// <returns>How long all of them took.</returns>
    /// <exception cref="InvalidOperationException">One was answered with anything but 201.</exception>
    public async Task<TimeSpan> SendAsync(IReadOnlyList<byte[]> bodies, CancellationToken stop)
    {
        var (next, since) = (-1, Stopwatch.GetTimestamp());
        await Task.WhenAll(Enumerable.Range(0, connections).Select(async _ =>
        {
            for (var at = Interlocked.Increment(ref next); at < bodies.Count; at = Interlocked.Increment(ref next))
                await SendAsync(bodies[at], stop);
        }));
        return Stopwatch.GetElapsedTime(since);
    }

    public void Dispose() => http.Dispose();

    private async Task SendAsync(byte[] body, CancellationToken stop)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri("hub/notifications", UriKind.Relative))
        {
            Headers = { Authorization = authorization },
            Content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/cloudevents+json") } },
        };
        using var answer = await http.SendAsync(request, stop);
        var said = await answer.Content.ReadAsByteArrayAsync(stop);
        if ((int)answer.StatusCode != 201)
            throw new InvalidOperationException($"{server} answered {(int)answer.StatusCode}: {System.Text.Encoding.UTF8.GetString(said)}");
    }
}
