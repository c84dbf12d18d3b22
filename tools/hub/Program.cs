using System.Runtime.InteropServices;
using IntegrationHub.LocalStack;
using IntegrationHub.Tools.Hub;

using var stop = new CancellationTokenSource();
var signals = new[] { PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP }
    .Select(signal => PosixSignalRegistration.Create(signal, context =>
    {
        context.Cancel = true;
        stop.Cancel();
    }))
    .ToList();
try
{
    Directory.SetCurrentDirectory(Repository.Root);
    return await CommandList.RunAsync(args, stop.Token);
}
catch (UsageException fault)
{
    await Console.Error.WriteLineAsync($"hub: {fault.Message}");
    return 2;
}
catch (LocalStackException fault)
{
    await Console.Error.WriteLineAsync($"hub: {fault.Message}");
    return 1;
}
catch (OperationCanceledException) when (stop.IsCancellationRequested)
{
    await Console.Error.WriteLineAsync("Stopped.");
    return 130;
}
finally
{
    foreach (var signal in signals)
        signal.Dispose();
}
