using System.Diagnostics;
using IntegrationHub.LocalStack;
using IntegrationHub.Tools.Hub.Local;
using IntegrationHub.Tools.Hub.Publish;

namespace IntegrationHub.Tools.Hub.Commands;

/// <summary>`./hub publish OUT`: what is deployed to Azure, as a folder and as a zip.</summary>
internal static class PublishCommand
{
    private static readonly string[] Brokers = ["service-bus", "storage-queues"];

    public static async Task<int> RunAsync(Arguments arguments, CancellationToken stop)
    {
        var broker = arguments.Text("broker") ?? Brokers[0];
        if (!Brokers.Contains(broker))
            throw new UsageException($"--broker takes {string.Join(" or ", Brokers)}");
        var output = arguments.Positional is [var path] ? LocalHubSettings.TypedPath(path) : throw new UsageException("publish takes the folder to write to");

        var folder = Path.Combine(output, FunctionApp.Name);
        FunctionApp.DemandReplaceable(folder);
        await Work.BuildAsync(FunctionApp.Project, "the hub", stop);
        var since = Stopwatch.GetTimestamp();
        Console.Write("Publishing for linux-x64, precompiled ... ");
        var functions = await FunctionApp.WriteAsync(folder, broker, stop);
        Console.WriteLine(Work.Seconds(since));
        var zip = Path.Combine(output, $"{FunctionApp.Name}.zip");
        ZipPackage.Write(folder, zip, FunctionApp.Executable);
        Console.WriteLine($"{folder}: {functions} functions, triggered by {broker}");
        Console.WriteLine($"{zip}: {new FileInfo(zip).Length / (1024 * 1024)} MB");
        return 0;
    }
}
