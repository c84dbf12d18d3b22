using System.Collections.Concurrent;
using System.Net;
using IntegrationHub.Functions.Tests.Escalations.Partners;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Hosting;

namespace IntegrationHub.Functions.Tests.Kit;

/// <summary>How storage behaves, seen through a <see cref="LossyBlobProxy"/>.</summary>
public enum StorageWeather
{
    Fair,

    /// <summary>Every request is answered 503 <c>ServerBusy</c>.</summary>
    Busy,

    /// <summary>Every request is answered 429 <c>TooManyRequests</c>.</summary>
    Throttling,

    /// <summary>Connections are closed without an answer.</summary>
    HangingUp,

    /// <summary>Bodies end half way, and the connection with them.</summary>
    Truncating,

    /// <summary>Answers take three seconds.</summary>
    Slow,
}

/// <summary>Stands between a hub and its blob storage, passes everything on, loses the answers it is told to lose and holds the commits it is told to hold.</summary>
public sealed class LossyBlobProxy : IDisposable
{
    private readonly WebApplication app = Partner.Create();
    private readonly HttpClient client = new(new SocketsHttpHandler { AllowAutoRedirect = false });
    private readonly int blobPort;
    private int toLose;
    private HeldCommit? toHold;

    public LossyBlobProxy(int blobPort)
    {
        this.blobPort = blobPort;
        app.Run(Pass);
        app.Start();
        Port = new Uri(app.Urls.Single()).Port;
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
        ((IDisposable)app).Dispose();
        client.Dispose();
    }

    private async Task Pass(HttpContext context)
    {
        var address = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        if (Weather != StorageWeather.Fair)
        {
            FoulRequests.Add($"{context.Request.Method} {address}");
        }

        if (Weather is StorageWeather.Busy or StorageWeather.Throttling)
        {
            context.Response.StatusCode = Weather == StorageWeather.Busy ? 503 : 429;
            context.Response.Headers["x-ms-error-code"] = Weather == StorageWeather.Busy ? "ServerBusy" : "TooManyRequests";
            return;
        }

        if (Weather == StorageWeather.HangingUp)
        {
            context.Abort();
            return;
        }

        if (Weather == StorageWeather.Slow)
        {
            await Task.Delay(TimeSpan.FromSeconds(3));
        }

        var isCommit = context.Request.Method == "PUT" && address.Contains("/cases/", StringComparison.Ordinal);
        using var request = await Forwarded(context.Request, address);
        if (isCommit && Interlocked.Exchange(ref toHold, null) is { } held)
        {
            await held.Hold();
        }

        using var answer = await client.SendAsync(request);
        if (isCommit && answer.IsSuccessStatusCode && Interlocked.Decrement(ref toLose) >= 0)
        {
            context.Response.StatusCode = 503;
            return;
        }

        await Answer(context, answer);
    }

    private async Task Answer(HttpContext context, HttpResponseMessage answer)
    {
        context.Response.StatusCode = (int)answer.StatusCode;
        foreach (var (name, values) in answer.Headers.Concat(answer.Content.Headers).Where(header => header.Key is not ("Transfer-Encoding" or "Connection" or "Keep-Alive" or "Content-Length")))
        {
            context.Response.Headers[name] = values.ToArray();
        }

        var body = await answer.Content.ReadAsByteArrayAsync();
        if (context.Request.Method == "HEAD")
        {
            context.Response.ContentLength = answer.Content.Headers.ContentLength ?? 0;
            return;
        }

        if (answer.StatusCode is not (HttpStatusCode.NoContent or HttpStatusCode.NotModified))
        {
            context.Response.ContentLength = body.Length;
        }

        var isCutOff = Weather == StorageWeather.Truncating && body.Length > 1;
        await context.Response.Body.WriteAsync(body.AsMemory(0, isCutOff ? body.Length / 2 : body.Length));
        await context.Response.Body.FlushAsync();
        if (isCutOff)
        {
            context.Abort();
        }
    }

    private async Task<HttpRequestMessage> Forwarded(HttpRequest request, string address)
    {
        using var body = new MemoryStream();
        await request.Body.CopyToAsync(body);
        var forwarded = new HttpRequestMessage(HttpMethod.Parse(request.Method), $"http://127.0.0.1:{blobPort}{address}")
        {
            Content = body.Length > 0 || request.Method == "PUT" ? new ByteArrayContent(body.ToArray()) : null,
        };
        foreach (var (name, values) in request.Headers.Where(header => header.Key is not ("Host" or "Connection" or "Content-Length" or "Transfer-Encoding" or "Expect")))
        {
            if (!forwarded.Headers.TryAddWithoutValidation(name, values.AsEnumerable()))
            {
                forwarded.Content?.Headers.TryAddWithoutValidation(name, values.AsEnumerable());
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
