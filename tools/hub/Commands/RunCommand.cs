using IntegrationHub.Tools.Hub.Local;

namespace IntegrationHub.Tools.Hub.Commands;

/// <summary>`./hub run`: the whole hub on one machine, until Ctrl-C or SIGTERM.</summary>
internal static class RunCommand
{
    public static async Task<int> RunAsync(Arguments arguments, CancellationToken stop)
    {
        if (arguments.Positional.Count > 0)
            throw new UsageException("run takes no arguments; settings are environment variables, see ./hub help");
        var settings = LocalSettings.FromEnvironment();
        LocalHub.DemandFreePorts(settings);
        try
        {
            await Work.BuildAsync("functions", "the hub", stop);
            await using var hub = await LocalHub.StartAsync(settings, null, stop);
            await PrintWhatToTryAsync(hub, stop);
            var exitCode = await hub.WaitAsync(stop);
            Console.WriteLine("Stopping the hub and Azurite ...");
            return exitCode;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return 0;
        }
    }

    private static async Task PrintWhatToTryAsync(LocalHub hub, CancellationToken stop)
    {
        using var client = new HubClient(hub.Address, hub.Settings.DataFolder);
        var now = await client.NowAsync(stop) ?? TimeProvider.System.GetUtcNow();
        var examples = Examples.Write(hub.Settings.DataFolder, now, TimeProvider.System.GetUtcNow());
        Console.WriteLine($"""

            The hub runs at {hub.Address}hub
              pages    {hub.Address}hub
              health   {hub.Address}hub/health/ready
              FHIR     {hub.Address}hub/fhir/metadata
              log      {hub.LogFile}
              storage  {hub.StorageConnectionString}

            To try it, paste these in another shell, in {LocalStack.Repository.Root}:

            """);
        Console.WriteLine(Examples.Shell(hub.Address, hub.Settings.DataFolder, examples));
        Console.WriteLine("\nReady. Ctrl-C stops the hub and Azurite.");
    }
}
