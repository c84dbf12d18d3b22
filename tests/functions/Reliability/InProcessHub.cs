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

    /// <param name="now">Business time; it goes on from there.</param>
    /// <param name="ahead">See <see cref="Ahead"/>.</param>
    /// <param name="setting">A further setting.</param>
    public static async Task<InProcessHub> Start(string connectionString, string dataFolder, string now, TimeSpan ahead = default, (string Name, string? Value)? setting = null)
    {
        var port = FreePort.Next();
        var environment = LocalHubSettings.For(port, dataFolder, connectionString, [new("HUB_NOW", now), .. setting is { } more ? new KeyValuePair<string, string?>[] { new(more.Name, more.Value) } : []]);
        var (settings, faults) = HubSettings.Read(environment.GetValueOrDefault);
        Assert.Empty(faults);
        var plan = new FaultPlan();
        var storage = HubStorage.Connect(settings!, plan.Apply);
        var (policies, _) = await PolicySource.Load(null, storage.Container, CancellationToken.None);
        var (terminology, _) = TerminologyMapping.Load(null);
        var realTime = new AheadOf { By = ahead };
        var parts = new HubParts(settings!, storage, policies!, terminology!) { RealTime = new RealTime(realTime) };
        var app = HubApp.Build([], parts, Quiet);
        await app.StartAsync();
        return new InProcessHub(app, new Uri($"http://127.0.0.1:{port}/"), dataFolder, plan, storage, realTime);
    }

    /// <summary>Business time moves on.</summary>
    public void MoveOn(TimeSpan by)
    {
        var clock = app.Services.GetRequiredService<BusinessClock>();
        Assert.True(clock.TryMoveTo(clock.GetUtcNow() + by));
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
