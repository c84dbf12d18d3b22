using System.Net;
using System.Net.Sockets;
using System.Text;

namespace IntegrationHub.Functions.Tests.Kit;

/// <summary>Speaks HTTP/1.1 byte by byte, where a client library would tidy up what is sent.</summary>
internal static class RawHttp
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(60);

    /// <summary>Sends a request with a body, and reads until the other end closes.</summary>
    /// <param name="target">The request target, as it stands in the request line.</param>
    public static Task<(int Status, string Text)> Post(int port, string target, string body, params (string Name, string Value)[] headers) => Send(port, stream =>
        stream.WriteAsync(Encoding.Latin1.GetBytes(
            $"POST {target} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\nContent-Type: application/json\r\n{string.Concat(headers.Select(header => $"{header.Name}: {header.Value}\r\n"))}"
            + $"Content-Length: {Encoding.Latin1.GetByteCount(body)}\r\n\r\n{body}")).AsTask());

    /// <summary>Sends whatever <paramref name="send"/> sends, and reads until the other end closes.</summary>
    /// <returns>Status 0 when there was no answer.</returns>
    public static async Task<(int Status, string Text)> Send(int port, Func<NetworkStream, Task> send)
    {
        using var limit = new CancellationTokenSource(Bound);
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, port, limit.Token);
        await using var stream = client.GetStream();
        var sending = Quietly(send(stream));
        using var answer = new MemoryStream();
        await Quietly(stream.CopyToAsync(answer, limit.Token));
        Assert.False(limit.IsCancellationRequested, "The connection stayed open.");
        await sending;
        var text = Encoding.UTF8.GetString(answer.ToArray());
        return (text.StartsWith("HTTP/1.1 ", StringComparison.Ordinal) ? int.Parse(text.AsSpan(9, 3), System.Globalization.CultureInfo.InvariantCulture) : 0, text);
    }

    /// <summary>The other end may close at any moment.</summary>
    private static async Task Quietly(Task task)
    {
        try
        {
            await task;
        }
        catch (Exception closed) when (closed is IOException or SocketException or OperationCanceledException)
        {
            return;
        }
    }
}
