namespace IntegrationHub.Functions.Hosting;

/// <summary>Runs the hub until it is asked to stop.</summary>
public static class HubRun
{
    /// <summary>Something ended that should go on for as long as the process does.</summary>
    public const int StoppedByItself = 1;

    /// <returns>
    /// The exit code: 0 after a stop that was asked for, <see cref="StoppedByItself"/> when a background loop ended with a fault and took the process with it.
    /// The Functions host doesn't restart a handler that ends in peace.
    /// </returns>
    public static async Task<int> UntilStopped(WebApplication app)
    {
        var loops = app.Services.GetServices<IHostedService>().OfType<BackgroundService>().ToList();
        var stopping = app.Lifetime.ApplicationStopping;
        var exitCode = 0;

        // Loops are cancelled only after this: one that has ended by now, other than well, is why the process stops.
        stopping.Register(() => exitCode = loops.Exists(loop => loop.ExecuteTask is { IsFaulted: true } or { IsCanceled: true }) ? StoppedByItself : 0);
        try
        {
            await app.RunAsync();
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // Stopped while it was still starting.
        }

        return exitCode;
    }
}
