using System.Collections.Concurrent;
using System.Net;
using IntegrationHub.LocalStack;

namespace IntegrationHub.Functions.Tests.Kit;

/// <summary>How storage behaves, seen through a <see cref="LossyBlobProxy"/>.</summary>
public enum StorageWeather
{
    Fair,

    /// <summary>Every request is answered 503 <c>ServerBusy</c>.</summary>
    Busy,

    /// <summary>Every request is answered 429 <c>TooManyRequests</c>.</summary>
    Throttling,

    /// <summary>Bodies end half way, and the connection with them.</summary>
    Truncating,

    /// <summary>Answers take three seconds.</summary>
    Slow,
}

/// <summary>Stands between a hub and its blob storage, passes everything on, loses the answers it is told to lose and holds the commits it is told to hold.</summary>
public sealed class LossyBlobProxy : IDisposable
{
    private readonly HttpListener listener = new();
    private readonly HttpClient client = new(new SocketsHttpHandler { AllowAutoRedirect = false });
    private readonly int blobPort;
    private int toLose;
    private HeldCommit? toHold;

    public LossyBlobProxy(int blobPort)
    {
        this.blobPort = blobPort;
        Port = FreePort.Next();
        listener.Prefixes.Add($"http://127.0.0.1:{Port}/");
        listener.Start();
        _ = Serve();
    }

    public int Port { get; }

    /// <summary>For all requests from now on.</summary>
    public StorageWeather Weather { get; set; }

    /// <summary>Requests that came while the weather was foul, by method and address.</summary>
    public ConcurrentBag<string> FoulRequests { get; } = [];

    /// <summary>Loses the answers to the next puts of a case: they take effect, and the hub is told 503.</summary>
    public void LoseAnswersToCommits(int count) => toLose = count;

    /// <summary>Holds the next put of a case back, before it reaches storage.</summary>
    public HeldCommit HoldNextCommit() => toHold = new HeldCommit();

    public void Dispose()
    {
        listener.Close();
        client.Dispose();
    }

    private async Task Serve()
    {
        while (true)
        {
            try
            {
                _ = Pass(await listener.GetContextAsync());
            }
            catch (Exception closed) when (closed is HttpListenerException or ObjectDisposedException)
            {
                return;
            }
        }
    }

    private async Task Pass(HttpListenerContext context)
    {
        if (Weather != StorageWeather.Fair)
        {
            FoulRequests.Add($"{context.Request.HttpMethod} {context.Request.RawUrl}");
        }

        if (Weather is StorageWeather.Busy or StorageWeather.Throttling)
        {
            context.Response.StatusCode = Weather == StorageWeather.Busy ? 503 : 429;
            context.Response.Headers["x-ms-error-code"] = Weather == StorageWeather.Busy ? "ServerBusy" : "TooManyRequests";
            context.Response.Close();
            return;
        }

        if (Weather == StorageWeather.Slow)
        {
            await Task.Delay(TimeSpan.FromSeconds(3));
        }

        var isCommit = context.Request.HttpMethod == "PUT" && context.Request.RawUrl!.Contains("/cases/", StringComparison.Ordinal);
        using var request = await Forwarded(context.Request);
        if (isCommit && Interlocked.Exchange(ref toHold, null) is { } held)
        {
            await held.Hold();
        }

        using var answer = await client.SendAsync(request);
        if (isCommit && answer.IsSuccessStatusCode && Interlocked.Decrement(ref toLose) >= 0)
        {
            context.Response.StatusCode = 503;
            context.Response.Close();
            return;
        }

        context.Response.StatusCode = (int)answer.StatusCode;
        foreach (var (name, values) in answer.Headers.Concat(answer.Content.Headers).Where(header => header.Key is not ("Transfer-Encoding" or "Connection" or "Keep-Alive" or "Content-Length")))
        {
            context.Response.Headers[name] = string.Join(',', values);
        }

        var body = await answer.Content.ReadAsByteArrayAsync();
        if (context.Request.HttpMethod == "HEAD")
        {
            context.Response.ContentLength64 = answer.Content.Headers.ContentLength ?? 0;
        }
        else if (Weather == StorageWeather.Truncating && body.Length > 1)
        {
            context.Response.ContentLength64 = body.Length;
            await context.Response.OutputStream.WriteAsync(body.AsMemory(0, body.Length / 2));
            context.Response.Abort();
            return;
        }
        else
        {
            context.Response.ContentLength64 = body.Length;
            await context.Response.OutputStream.WriteAsync(body);
        }

        context.Response.Close();
    }

    private async Task<HttpRequestMessage> Forwarded(HttpListenerRequest request)
    {
        using var body = new MemoryStream();
        await request.InputStream.CopyToAsync(body);
        var forwarded = new HttpRequestMessage(HttpMethod.Parse(request.HttpMethod), $"http://127.0.0.1:{blobPort}{request.RawUrl}")
        {
            Content = request.HasEntityBody || request.HttpMethod == "PUT" ? new ByteArrayContent(body.ToArray()) : null,
        };
        foreach (var name in request.Headers.AllKeys.OfType<string>().Where(name => name is not ("Host" or "Connection" or "Content-Length" or "Transfer-Encoding" or "Expect")))
        {
            if (!forwarded.Headers.TryAddWithoutValidation(name, request.Headers[name]))
            {
                forwarded.Content?.Headers.TryAddWithoutValidation(name, request.Headers[name]);
            }
        }

        return forwarded;
    }
}

/// <summary>A commit that a proxy holds back.</summary>
public sealed class HeldCommit
{
    private readonly TaskCompletionSource arrived = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource released = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Ends when the commit has come to the proxy.</summary>
    public Task Arrived => arrived.Task.WaitAsync(TimeSpan.FromSeconds(30));

    /// <summary>Lets it through.</summary>
    public void Release() => released.TrySetResult();

    internal Task Hold()
    {
        arrived.TrySetResult();
        return released.Task;
    }
}
