using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace IntegrationHub.Functions.Tests.Scanning;

/// <summary>How it answers.</summary>
internal enum Clamd
{
    Clean,
    Finds,

    /// <summary>Takes the document and says nothing more.</summary>
    Hangs,

    /// <summary>Ends the connection in the middle of the document.</summary>
    HangsUp,

    /// <summary>As clamd does for a document above its own bound.</summary>
    GivesUp,

    /// <summary>Not the words of clamd.</summary>
    Babbles,
}

/// <summary>Stands in for clamd, on this machine, by its published protocol: INSTREAM and PING.</summary>
internal sealed class FakeClamd : IDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource stop = new();

    public FakeClamd(Clamd answering = Clamd.Clean)
    {
        Answering = answering;
        listener.Start();
        _ = Serve();
    }

    public Clamd Answering { get; set; }

    public Uri Address => new($"tcp://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}");

    /// <summary>The documents it was shown, whole.</summary>
    public ConcurrentQueue<byte[]> Shown { get; } = new();

    public void Dispose()
    {
        stop.Cancel();
        listener.Dispose();
        stop.Dispose();
    }

    private async Task Serve()
    {
        try
        {
            while (true)
            {
                _ = Answer(await listener.AcceptTcpClientAsync(stop.Token));
            }
        }
        catch (Exception closed) when (closed is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            return;
        }
    }

    private async Task Answer(TcpClient client)
    {
        using (client)
        {
            try
            {
                await Answer(client.GetStream());
            }
            catch (Exception closed) when (closed is IOException or OperationCanceledException or ObjectDisposedException)
            {
                return;
            }
        }
    }

    private async Task Answer(NetworkStream stream)
    {
        var command = await Command(stream);
        if (command == "zPING")
        {
            await Say(stream, Answering is Clamd.Clean or Clamd.Finds ? "PONG" : "?");
            return;
        }

        Assert.Equal("zINSTREAM", command);
        using var document = new MemoryStream();
        var length = new byte[4];
        while (true)
        {
            await stream.ReadExactlyAsync(length, stop.Token);
            var size = BinaryPrimitives.ReadInt32BigEndian(length);
            if (size == 0)
            {
                break;
            }

            if (Answering == Clamd.HangsUp)
            {
                return;
            }

            var chunk = new byte[size];
            await stream.ReadExactlyAsync(chunk, stop.Token);
            document.Write(chunk);
        }

        Shown.Enqueue(document.ToArray());
        await Say(stream, Answering switch
        {
            Clamd.Clean => "stream: OK",
            Clamd.Finds => "stream: Win.Test.EICAR_HDB-1 FOUND",
            Clamd.GivesUp => "INSTREAM size limit exceeded. ERROR",
            Clamd.Babbles => "stream: OK, I think",
            _ => null,
        });
    }

    private async Task Say(NetworkStream stream, string? words)
    {
        if (words is null)
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, stop.Token);
        }

        await stream.WriteAsync(Encoding.ASCII.GetBytes($"{words}\0"), stop.Token);
    }

    private async Task<string> Command(NetworkStream stream)
    {
        var text = new StringBuilder();
        var one = new byte[1];
        while (await stream.ReadAsync(one, stop.Token) == 1 && one[0] != 0)
        {
            text.Append((char)one[0]);
        }

        return text.ToString();
    }
}
