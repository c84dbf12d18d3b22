using System.Net.Http.Headers;
using IntegrationHub.Functions.Hosting;
using IntegrationHub.Functions.Policies;
using IntegrationHub.Functions.Referrals.Terminology;
using IntegrationHub.Functions.Security;
using IntegrationHub.Functions.Storage;
using IntegrationHub.Functions.Subscriptions;
using IntegrationHub.LocalStack;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace IntegrationHub.Bench.Kit;

/// <summary>
/// The hub's app in this process, over real HTTP and storage, with a business clock that is set. It pumps no queues and no timers, and looks for no subscribers:
/// its storage calls are those of what it is asked for.
/// </summary>
internal sealed class InProcessHub : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly string folder;
    private readonly HttpClient http;

    private InProcessHub(WebApplication app, string folder, int port, HubStorage storage)
    {
        (this.app, this.folder, Storage) = (app, folder, storage);
        http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}/"), Timeout = TimeSpan.FromMinutes(10) };
    }

    public HubStorage Storage { get; }

    public IServiceProvider Services => app.Services;

    /// <param name="now">Where the business clock starts.</param>
    public static async Task<InProcessHub> StartAsync(string connection, DateTimeOffset now, StorageCallLog log, CancellationToken stop)
    {
        var folder = Directory.CreateTempSubdirectory("integrationhub-bench-").FullName;
        var port = FreePort.Next();
        var environment = new Dictionary<string, string>
        {
            ["HUB_PORT"] = $"{port}",
            ["HUB_DATA"] = folder,
            ["HUB_BROKER"] = "storage-queues",
            ["AzureWebJobsStorage"] = connection,
            ["HUB_NOW"] = now.ToString("O", System.Globalization.CultureInfo.InvariantCulture),
        };
        var (settings, faults) = HubSettings.Read(environment.GetValueOrDefault);
        if (settings is null)
            throw new LocalStackException(string.Join('\n', faults));
        var storage = HubStorage.Connect(settings, log.Listen);
        log.ServiceOf = address => storage.Targets.Of(address)?.Service ?? "other";
        await storage.EnsureExists(stop);
        var (policies, _) = await PolicySource.Load(null, storage.Container, stop);
        var (terminology, _) = TerminologyMapping.Load(null);
        var app = HubApp.Build(HubApp.NewBuilder([]), new HubParts(settings, storage, policies!, terminology!), Quiet);
        await app.StartAsync(stop);

        // It looks at storage once its port is up, and that is nothing that was asked for.
        while (!app.Services.GetRequiredService<StorageStartup>().IsReady)
            await Task.Delay(5, stop);
        return new InProcessHub(app, folder, port, storage);
    }

    public T Get<T>()
        where T : notnull => app.Services.GetRequiredService<T>();

    public void MoveTo(DateTimeOffset now)
    {
        if (!Get<BusinessClock>().TryMoveTo(now))
            throw new InvalidOperationException("The clock runs forwards only.");
    }

    /// <exception cref="InvalidOperationException">The hub didn't do it.</exception>
    public async Task<Reply> AskAsync(string? persona, HttpMethod method, string path, byte[]? body, string contentType, CancellationToken stop, string? ifMatch = null, string? accept = null)
    {
        var reply = await TryAsync(persona, method, path, body, contentType, stop, ifMatch, accept);
        return reply.Status is >= 200 and < 300 ? reply : throw new InvalidOperationException($"{method} {path}: {reply.Status} {reply.Text}");
    }

    /// <summary>Whatever is answered.</summary>
    public async Task<Reply> TryAsync(string? persona, HttpMethod method, string path, byte[]? body, string contentType, CancellationToken stop, string? ifMatch = null, string? accept = null)
    {
        using var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative));
        if (persona is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Token(persona));
        if (ifMatch is not null)
            request.Headers.TryAddWithoutValidation("If-Match", ifMatch);
        if (accept is not null)
            request.Headers.TryAddWithoutValidation("Accept", accept);
        if (body is not null)
            request.Content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue(contentType) } };
        using var answer = await http.SendAsync(request, stop);
        return new Reply((int)answer.StatusCode, await answer.Content.ReadAsStringAsync(stop), answer.Headers.ETag?.ToString());
    }

    public async ValueTask DisposeAsync()
    {
        http.Dispose();
        await app.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    public string Token(string persona) => LocalTokens.Issue(
        LocalTokens.LoadOrCreateKey(LocalTokens.KeyPath(folder)), Personas.Find(persona)!, Personas.Find(persona)!.DefaultOrganisation, $"bench-{persona}",
        TimeProvider.System.GetUtcNow(), TimeSpan.FromHours(3));

    private static void Quiet(IServiceCollection services)
    {
        foreach (var worker in services.Where(service => service.ServiceType == typeof(IHostedService) && IsTimed(service)).ToList())
            services.Remove(worker);
        services.RemoveAll<ILoggerProvider>();
    }

    /// <summary>What asks by itself, however little is going on.</summary>
    private static bool IsTimed(ServiceDescriptor service) =>
        service.ImplementationType == typeof(SubscriberWorker) || service.ImplementationFactory?.Method.ReturnType == typeof(LocalTriggers);
}

/// <param name="ETag">As received.</param>
internal sealed record Reply(int Status, string Text, string? ETag);
