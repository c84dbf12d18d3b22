using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using IntegrationHub.Functions.Referrals.Shape;
using IntegrationHub.LocalStack;

namespace IntegrationHub.Functions.Tests.Subscriptions;

/// <summary>A notification as it arrived.</summary>
public sealed record Received(string Id, string Timestamp, string Signature, string? Authorization, string? ContentType, string Body, int Answered)
{
    /// <summary>What it says it is: handshake or event-notification.</summary>
    public string Kind => Parameter("type", "valueCode");

    public long Events => long.Parse(Parameter("events-since-subscription-start", "valueString"), System.Globalization.CultureInfo.InvariantCulture);

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

/// <summary>A subscriber's endpoint on this machine that answers as it is told.</summary>
public sealed class Receiver : IDisposable
{
    /// <summary>Instead of a status: the connection is closed without an answer.</summary>
    public const int HangUp = 0;

    private readonly HttpListener listener = new();
    private readonly ConcurrentQueue<Received> received = new();
    private volatile int answer = 200;
    private volatile TaskCompletionSource? held;

    public Receiver()
    {
        Url = $"http://127.0.0.1:{FreePort.Next()}/hook";
        listener.Prefixes.Add($"{Url}/");
        listener.Start();
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
        listener.Close();
    }

    private async Task Serve()
    {
        while (true)
        {
            try
            {
                _ = Take(await listener.GetContextAsync());
            }
            catch (Exception closed) when (closed is HttpListenerException or ObjectDisposedException)
            {
                return;
            }
        }
    }

    private async Task Take(HttpListenerContext context)
    {
        var request = context.Request;
        using var reader = new StreamReader(request.InputStream, Encoding.UTF8);
        var body = await reader.ReadToEndAsync();
        var status = answer;
        received.Enqueue(new Received(
            request.Headers["webhook-id"]!, request.Headers["webhook-timestamp"]!, request.Headers["webhook-signature"]!, request.Headers["Authorization"],
            request.ContentType, body, status));
        if (held is { } waiting)
        {
            await waiting.Task;
        }

        if (status == HangUp)
        {
            context.Response.Abort();
            return;
        }

        context.Response.StatusCode = status;
        if (status == 302)
        {
            context.Response.RedirectLocation = $"{Url}/elsewhere";
        }

        context.Response.Close();
    }
}
