using IntegrationHub.Bench.Kit;
using IntegrationHub.LocalStack;
using IntegrationHub.Tooling.Tests.Publish;

namespace IntegrationHub.Bench.Notifications;

/// <summary>One of the servers that are measured side by side.</summary>
/// <param name="Does">What it does for a notification, a line.</param>
/// <param name="StartAsync">Starts it over a storage account.</param>
internal sealed record Side(string Name, string Does, Func<string, CancellationToken, Task<ServerProcess>> StartAsync)
{
    private const string Ready = "hub/health/ready";

    public static Side Hub(Programs programs, Issuer issuer) => new(
        "hub", $"validates, maps, stores, audits, answers with the case ({programs.Describe})", (storage, stop) => HubServer.StartAsync(programs.Hub, storage, issuer, stop));

    /// <param name="planFile">Holds the plan, as JSON.</param>
    public static Side Floor(Programs programs, string planFile) => new("floor", "makes the hub's storage calls, by the same client library, and nothing else", (storage, stop) =>
    {
        var port = FreePort.Next();
        return ServerProcess.StartAsync(
            programs.Floor, port, Ready, [new("FUNCTIONS_CUSTOMHANDLER_PORT", $"{port}"), new("AzureWebJobsStorage", storage), new("BENCH_PLAN", planFile)], stop);
    });

    /// <param name="writes">Blob writes by container, as JSON.</param>
    public static Side NodeRed(Issuer issuer, string writes) => new("Node-RED", "checks token and notification, maps it, writes as many blobs, answers with the case", (storage, stop) =>
    {
        var port = FreePort.Next();
        return ServerProcess.StartAsync(
            Path.Combine(NodeRedFolder, "run.cjs"), port, Ready,
            [
                new("BENCH_PORT", $"{port}"), new("AzureWebJobsStorage", storage), new("BENCH_WRITES", writes), new("NODE_ENV", "production"),
                .. issuer.Settings.Select(setting => KeyValuePair.Create(setting.Name, setting.Value)),
            ],
            stop);
    });

    public static string NodeRedFolder => Repository.PathOf("bench", "node-red");
}

/// <summary>What one side did in one round.</summary>
/// <param name="Rate">Notifications a second.</param>
/// <param name="Processor">Milliseconds of processor time for each notification, of the server's process alone.</param>
/// <param name="Stored">Cases that its storage held afterwards.</param>
/// <param name="Appends">Requests that appended to the audit, for each notification.</param>
internal sealed record SideRound(double Rate, double Processor, int Stored, double Appends);
