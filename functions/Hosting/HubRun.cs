using Microsoft.Extensions.Options;

namespace IntegrationHub.Functions.Hosting;

/// <summary>Runs the hub until it is asked to stop, or until something ends that should go on for as long as the process does.</summary>
public static class HubRun
{
    /// <summary>Exit code: a background loop broke.</summary>
    public const int StoppedByItself = 1;

    /// <returns>
    /// The exit code: 0 after a stop that was asked for, <see cref="StoppedByItself"/> when a background loop broke before that and took the process with it.
    /// The Functions host doesn't restart a handler that ends in peace.
    /// </returns>
    public static async Task<int> UntilStopped(WebApplication app)
    {
        // The framework would ask for the stop in a broken loop's stead, and what was asked for could no longer be told from what broke.
        app.Services.GetRequiredService<IOptions<HostOptions>>().Value.BackgroundServiceExceptionBehavior = BackgroundServiceExceptionBehavior.Ignore;
        var exitCode = 0;
        try
        {
            await app.StartAsync();
            foreach (var loop in app.Services.GetServices<IHostedService>().OfType<BackgroundService>())
            {
                _ = StopWhenBroken(loop);
            }

            await app.WaitForShutdownAsync();
        }
        catch (OperationCanceledException) when (app.Lifetime.ApplicationStopping.IsCancellationRequested)
        {
            // Stopped while it was still starting.
        }
        finally
        {
            await app.DisposeAsync();
        }

        return exitCode;

        async Task StopWhenBroken(BackgroundService loop)
        {
            var running = loop.ExecuteTask ?? Task.CompletedTask;
            await running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (!running.IsCompletedSuccessfully && !app.Lifetime.ApplicationStopping.IsCancellationRequested)
            {
                exitCode = StoppedByItself;
                app.Lifetime.StopApplication();
            }
        }
    }
}
