using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using IntegrationHub.Functions.Referrals.Shape;

namespace IntegrationHub.Functions.Tests.Subscriptions;

/// <summary>A notification as it arrived.</summary>
public sealed record Received(string Id, string Timestamp, string Signature, string? Authorization, string? ContentType, string Body, int Answered)
{
    /// <summary>What it says it is: handshake or event-notification.</summary>
    public string Kind => Parameter("type", "valueCode");

    public long Events => long.Parse(Parameter("events-since-subscription-start", "valueString"), CultureInfo.InvariantCulture);

    /// <summary>The references that it names, in the status and as entries: the same.</summary>
    public IReadOnlyList<string> Names
    {
        get
        {
            var entries = JsonNode.Parse(Body)!["entry"]!.AsArray().Skip(1).ToList();
            Assert.All(entries, entry => Assert.Null(entry!["resource"]));
            List<string> names = [.. entries.Select(entry => (string)entry!["fullUrl"]!)];
            Assert.Equal(names, Parameters.Where(parameter => (string)parameter!["name"]! == "notification-event")
                .Select(parameter => (string)parameter!["part"]!.AsArray().Single(part => (string)part!["name"]! == "focus")!["valueReference"]!["reference"]!));
            return names;
        }
    }

    private JsonArray Parameters => JsonNode.Parse(Body)!["entry"]![0]!["resource"]!["parameter"]!.AsArray();

    /// <summary>The signature, computed here from the specification's words: HMAC-SHA256 over id, timestamp and body.</summary>
    public bool IsSignedWith(string secret) =>
        Signature == "v1," + Convert.ToBase64String(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes($"{Id}.{Timestamp}.{Body}")));

    /// <summary>A Bundle without a fault of FHIR R4.</summary>
    public void IsFhir()
    {
        using var json = JsonDocument.Parse(Body);
        Assert.Empty(FhirShape.Check(json.RootElement, "Bundle"));
        Assert.Equal("application/fhir+json", ContentType);
    }

    private string Parameter(string name, string value) => (string)Parameters.Single(parameter => (string)parameter!["name"]! == name)![value]!;
}

/// <summary>A subscriber's endpoint on this machine that answers as it is told; plain sockets, so that it can hang up too.</summary>
public sealed class Receiver : IDisposable
{
    /// <summary>Instead of a status: the connection is closed without an answer.</summary>
    public const int HangUp = 0;

    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly ConcurrentQueue<Received> received = new();
    private volatile int answer = 200;
    private volatile TaskCompletionSource? held;

    public Receiver()
    {
        listener.Start();
        Url = $"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/hook";
        _ = Serve();
    }

    public string Url { get; }

    public IReadOnlyList<Received> All => [.. received];

    /// <summary>What the next calls are answered: a status, or <see cref="HangUp"/>.</summary>
    public void Answer(int status) => answer = status;

    /// <summary>Keeps the next calls without an answer until they are let go.</summary>
    public void Hold() => held = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    public void LetGo() => Interlocked.Exchange(ref held, null)?.SetResult();

    public void Dispose()
    {
        LetGo();
        listener.Dispose();
    }

    private async Task Serve()
    {
        while (true)
        {
            try
            {
                _ = Take(await listener.AcceptTcpClientAsync());
            }
            catch (Exception closed) when (closed is SocketException or ObjectDisposedException)
            {
                return;
            }
        }
    }

    private async Task Take(TcpClient client)
    {
        using (client)
        {
            using var reader = new StreamReader(client.GetStream(), Encoding.UTF8);
            var headers = await Headers(reader);
            var body = new char[int.Parse(headers["Content-Length"], CultureInfo.InvariantCulture)];
            if (body.Length > 0)
            {
                // Asked for nothing, it would wait for more.
                await reader.ReadBlockAsync(body);
            }

            var status = answer;
            received.Enqueue(new Received(
                headers["webhook-id"], headers["webhook-timestamp"], headers["webhook-signature"], headers.GetValueOrDefault("Authorization"),
                headers.GetValueOrDefault("Content-Type"), new string(body), status));
            if (held is { } waiting)
            {
                await waiting.Task;
            }

            if (status != HangUp)
            {
                await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(
                    $"HTTP/1.1 {status} Answer\r\nContent-Length: 0\r\nConnection: close\r\nLocation: {Url}/elsewhere\r\n\r\n"));
            }
        }
    }

    /// <summary>Notifications are ASCII, so a length in bytes is one in characters.</summary>
    private static async Task<Dictionary<string, string>> Headers(StreamReader reader)
    {
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        await reader.ReadLineAsync();
        while (await reader.ReadLineAsync() is { Length: > 0 } line)
        {
            headers[line.Split(':')[0]] = line.Split(':', 2)[1].Trim();
        }

        return headers;
    }
}
