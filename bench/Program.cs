using System.Runtime.InteropServices;
using IntegrationHub.Bench;
using IntegrationHub.LocalStack;

using var stop = new CancellationTokenSource();
var signals = new[] { PosixSignal.SIGINT, PosixSignal.SIGTERM }
    .Select(signal => PosixSignalRegistration.Create(signal, context =>
    {
        context.Cancel = true;
        stop.Cancel();
    }))
    .ToList();
try
{
    return BenchArguments.TryParse(args, out var arguments, out var fault) ? await BenchList.RunAsync(arguments, stop.Token) : Usage(fault);
}
catch (Exception fault) when (fault is LocalStackException or InvalidOperationException)
{
    await Console.Error.WriteLineAsync($"bench: {fault.Message}");
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

static int Usage(string fault)
{
    Console.Error.WriteLine($"bench: {fault}\nusage: bench [NAME...] [--short] [--rounds N] [--published FOLDER] [--out FOLDER] [--docs]\nNAME is one of {string.Join(", ", BenchList.Names)}");
    return 2;
}
