using IntegrationHub.Functions.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace IntegrationHub.Functions.Tests.Hosting;

/// <summary>The exit code tells the Functions host whether to start the hub again.</summary>
public sealed class HubRunTests
{
    [Fact]
    public async Task A_stop_that_was_asked_for_ends_in_peace()
    {
        await using var app = AppWith(stopping => Task.Delay(Timeout.Infinite, stopping));
        app.Lifetime.ApplicationStarted.Register(app.Lifetime.StopApplication);

        Assert.Equal(0, await HubRun.UntilStopped(app));
    }

    [Fact]
    public async Task So_does_one_that_came_while_the_hub_was_still_starting()
    {
        await using var app = AppWith(stopping => Task.Delay(Timeout.Infinite, stopping), asks: true);

        Assert.Equal(0, await HubRun.UntilStopped(app));
    }

    [Fact]
    public async Task A_loop_that_breaks_after_the_stop_was_asked_for_is_no_fault()
    {
        await using var app = AppWith(async stopping =>
        {
            await Task.Delay(Timeout.Infinite, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            throw new InvalidOperationException("Invented.");
        });
        app.Lifetime.ApplicationStarted.Register(app.Lifetime.StopApplication);

        Assert.Equal(0, await HubRun.UntilStopped(app));
    }

    [Fact]
    public async Task A_loop_that_breaks_long_after_the_start_is_told_by_the_exit_code()
    {
        var breaks = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var app = AppWith(_ => breaks.Task);
        app.Lifetime.ApplicationStarted.Register(() => breaks.SetException(new InvalidOperationException("Invented.")));

        Assert.Equal(HubRun.StoppedByItself, await HubRun.UntilStopped(app));
    }

    [Fact]
    public async Task A_loop_that_ended_well_is_no_fault()
    {
        await using var app = AppWith(async _ => await Task.Yield());
        app.Lifetime.ApplicationStarted.Register(app.Lifetime.StopApplication);

        Assert.Equal(0, await HubRun.UntilStopped(app));
    }

    [Fact]
    public async Task A_loop_that_broke_is_told_by_the_exit_code()
    {
        await using var app = AppWith(async _ =>
        {
            await Task.Yield();
            throw new InvalidOperationException("Invented.");
        });

        Assert.Equal(HubRun.StoppedByItself, await HubRun.UntilStopped(app));
    }

    [Fact]
    public async Task So_is_one_that_a_time_out_ended()
    {
        await using var app = AppWith(async _ =>
        {
            await Task.Yield();
            throw new TaskCanceledException("Invented.", new TimeoutException());
        });

        Assert.Equal(HubRun.StoppedByItself, await HubRun.UntilStopped(app));
    }

    private static WebApplication AppWith(Func<CancellationToken, Task> loop, bool asks = false)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.Services.AddHostedService(_ => new Loop(loop));
        if (asks)
        {
            builder.Services.AddHostedService<AsksForTheStop>();
        }

        return builder.Build();
    }

    private sealed class Loop(Func<CancellationToken, Task> loop) : BackgroundService
    {
        protected override Task ExecuteAsync(CancellationToken stoppingToken) => loop(stoppingToken);
    }

    private sealed class AsksForTheStop(IHostApplicationLifetime lifetime) : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken)
        {
            lifetime.StopApplication();
            return Task.CompletedTask;
        }

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
