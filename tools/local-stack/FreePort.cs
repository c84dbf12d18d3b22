using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace IntegrationHub.LocalStack;

/// <summary>TCP ports of 127.0.0.1 that nothing listens on.</summary>
public static class FreePort
{
    private static readonly ConcurrentDictionary<int, bool> HandedOut = new();

    /// <summary>A port that was free a moment ago and that this process was not given before.</summary>
    public static int Next()
    {
        while (true)
        {
            using var listener = new TcpListener(IPAddress.Loopback, 0);
            listener.Start();
            var port = ((IPEndPoint)listener.LocalEndpoint).Port;
            if (HandedOut.TryAdd(port, true))
                return port;
        }
    }

    public static bool IsFree(int port)
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Loopback, port);
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    /// <summary>True once something accepts connections on the port.</summary>
    public static async Task<bool> AnswersAsync(int port, CancellationToken cancellation)
    {
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync(IPAddress.Loopback, port, cancellation);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    internal static void Demand(int port, string what, string setting)
    {
        if (!IsFree(port))
            throw new LocalStackException($"Port {port} for {what} is taken by another process. Stop that, or set {setting} to another port.");
    }
}
