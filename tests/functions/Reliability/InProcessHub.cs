using IntegrationHub.Functions.Hosting;
using IntegrationHub.Functions.Policies;
using IntegrationHub.Functions.Referrals.Terminology;
using IntegrationHub.Functions.Storage;
using IntegrationHub.Functions.Tests.Kit;
using IntegrationHub.LocalStack;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace IntegrationHub.Functions.Tests.Reliability;

/// <summary>
/// The real app over real HTTP and real storage, in this process and without anything that runs by itself: no pumps, no workers. So the storage requests
/// of what it is asked for are the same each time, and each of them can be struck.
/// </summary>
internal sealed class InProcessHub : HubClient, IAsyncDisposable
{
    private readonly WebApplication app;

    private readonly AheadOf realTime;

    private InProcessHub(WebApplication app, Uri address, string dataFolder, FaultPlan plan, HubStorage storage, AheadOf realTime)
        : base(address, dataFolder)
    {
        (this.app, this.realTime) = (app, realTime);
        Port = address.Port;
        Plan = plan;
        Storage = storage;
    }

    public FaultPlan Plan { get; }

    public HubStorage Storage { get; }

    public IServiceProvider Services => app.Services;

    /// <summary>By how much the hub takes real time to be later than it is.</summary>
    public TimeSpan Ahead
    {
        get => realTime.By;
        set => realTime.By = value;
    }

    /// <summary>Of 127.0.0.1.</summary>
    public int Port { get; }

    /// <param name="now">Business time; it goes on from there.</param>
    /// <param name="ahead">See <see cref="Ahead"/>.</param>
    /// <param name="changes">Settings besides; null takes one away.</param>
    public static async Task<InProcessHub> Start(string connectionString, string dataFolder, string now, TimeSpan ahead = default, params (string Name, string? Value)[] changes)
    {
        var port = FreePort.Next();
        var environment = LocalHubSettings.For(port, dataFolder, connectionString, [new("HUB_NOW", now), .. changes.Select(change => new KeyValuePair<string, string?>(change.Name, change.Value))]);
        if (environment.ContainsKey("FUNCTIONS_CUSTOMHANDLER_PORT"))
        {
            environment["FUNCTIONS_CUSTOMHANDLER_PORT"] = $"{port}";
        }

        var (settings, faults) = HubSettings.Read(environment.GetValueOrDefault);
        Assert.Empty(faults);
        var plan = new FaultPlan();
        var storage = HubStorage.Connect(settings!, plan.Apply);
        var (policies, policyFaults) = await PolicySource.Load(environment.GetValueOrDefault("HUB_POLICY"), storage.Container, CancellationToken.None);
        Assert.Empty(policyFaults);
        var (terminology, _) = TerminologyMapping.Load(null);
        var realTime = new AheadOf { By = ahead };
        var parts = new HubParts(settings!, storage, policies!, terminology!) { RealTime = new RealTime(realTime) };
        var app = HubApp.Build(HubApp.NewBuilder([]), parts, Quiet);
        await app.StartAsync();
        return new InProcessHub(app, new Uri($"http://127.0.0.1:{port}/"), dataFolder, plan, storage, realTime);
    }

    /// <summary>Business time moves on.</summary>
    public void MoveOn(TimeSpan by)
    {
        var clock = app.Services.GetRequiredService<BusinessClock>();
        Assert.True(clock.TryMoveTo(clock.GetUtcNow() + by));
    }

    /// <summary>On an account of its own in which everything is there, on 2 November 2026 at 09:00.</summary>
    public static async Task<InProcessHub> StartOn(TestStack stack, params (string Name, string? Value)[] changes)
    {
        var hub = await Start(stack.NewAccount(), stack.NewFolder(), "2026-11-02T09:00:00Z", default, changes);
        await hub.Storage.EnsureExists(CancellationToken.None);
        return hub;
    }

    public async ValueTask DisposeAsync()
    {
        Dispose();
        await app.DisposeAsync();
    }

    private static void Quiet(IServiceCollection services)
    {
        var hub = typeof(HubApp).Assembly;
        foreach (var worker in services.Where(service => service.ServiceType == typeof(IHostedService)
            && (service.ImplementationType?.Assembly == hub || service.ImplementationFactory?.Method.Module.Assembly == hub)).ToList())
        {
            services.Remove(worker);
        }

        services.RemoveAll<ILoggerProvider>();
    }

    private sealed class AheadOf : TimeProvider
    {
        public TimeSpan By { get; set; }

        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + By;
    }
}
