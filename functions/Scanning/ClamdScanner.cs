using System.Buffers.Binary;
using System.Net.Sockets;
using System.Text;

namespace IntegrationHub.Functions.Scanning;

/// <summary>
/// ClamAV's daemon over TCP: <c>INSTREAM</c>, and <c>PING</c> (clamd(8), commands ended by a null character). Whatever isn't its plain "OK" or
/// "FOUND" is no verdict.
/// </summary>
/// <param name="address"><c>tcp://host:port</c>.</param>
/// <param name="bound">How long one document may take, connection included.</param>
public sealed class ClamdScanner(Uri address, TimeSpan bound, ILogger<ClamdScanner> log) : IContentScanner
{
    /// <summary>clamd gives up on a document after two minutes (MaxScanTime); a sender doesn't wait for that.</summary>
    public static readonly TimeSpan UsualBound = TimeSpan.FromSeconds(30);

    private const int ChunkBytes = 64 * 1024;
    private const int MaxReplyBytes = 4096;
    private const string Found = " FOUND";

    public bool IsConfigured => true;

    public async Task<ScanVerdict> Scan(ReadOnlyMemory<byte> content, CancellationToken cancel)
    {
        var reply = await Ask("zINSTREAM\0", content, cancel);
        if (reply == "stream: OK")
        {
            return ScanVerdict.Clean;
        }

        if (reply?.StartsWith("stream: ", StringComparison.Ordinal) == true && reply.EndsWith(Found, StringComparison.Ordinal))
        {
            // The signature's name comes from the scanner's own database, not from the document.
            log.LogWarning("The malware scanner found {Signature}", reply[8..^Found.Length]);
            return ScanVerdict.Infected;
        }

        if (reply is not null)
        {
            log.LogError("The malware scanner gave no verdict: {Reply}", reply);
        }

        return ScanVerdict.Unavailable;
    }

    public async Task<bool> Answers(CancellationToken cancel) => await Ask("zPING\0", null, cancel) == "PONG";

    /// <summary>The reply without its end; null when the scanner is away, hangs or hangs up.</summary>
    private async Task<string?> Ask(string command, ReadOnlyMemory<byte>? content, CancellationToken cancel)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(bound);
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync(address.Host, address.Port, limit.Token);
            await using var stream = client.GetStream();
            await stream.WriteAsync(Encoding.ASCII.GetBytes(command), limit.Token);
            if (content is { } bytes)
            {
                await Send(stream, bytes, limit.Token);
            }

            return await Reply(stream, limit.Token);
        }
        catch (Exception fault) when (fault is SocketException or IOException || (fault is OperationCanceledException && !cancel.IsCancellationRequested))
        {
            log.LogWarning("The malware scanner can't be asked: {Fault}", fault.GetType().Name);
            return null;
        }
    }

    /// <summary>Chunks with their length (4 bytes, network order), and an empty one at the end.</summary>
    private static async Task Send(NetworkStream stream, ReadOnlyMemory<byte> content, CancellationToken cancel)
    {
        var length = new byte[4];
        for (var at = 0; at < content.Length; at += ChunkBytes)
        {
            var chunk = content.Slice(at, Math.Min(ChunkBytes, content.Length - at));
            BinaryPrimitives.WriteInt32BigEndian(length, chunk.Length);
            await stream.WriteAsync(length, cancel);
            await stream.WriteAsync(chunk, cancel);
        }

        BinaryPrimitives.WriteInt32BigEndian(length, 0);
        await stream.WriteAsync(length, cancel);
    }

    private static async Task<string?> Reply(NetworkStream stream, CancellationToken cancel)
    {
        var buffer = new byte[MaxReplyBytes];
        var length = 0;
        while (length < buffer.Length)
        {
            var read = await stream.ReadAsync(buffer.AsMemory(length), cancel);
            if (read == 0)
            {
                return null;
            }

            length += read;
            var end = Array.IndexOf(buffer, (byte)0, 0, length);
            if (end >= 0)
            {
                return Encoding.ASCII.GetString(buffer, 0, end).Trim();
            }
        }

        return null;
    }
}
