using IntegrationHub.LocalStack;
using IntegrationHub.Tooling.Tests.Publish;

namespace IntegrationHub.Bench.Kit;

/// <summary>The hub's executable, started as the Functions host starts it: nothing in it pumps queues or timers.</summary>
internal static class HubServer
{
    /// <param name="path">What must answer before it counts as started.</param>
    public static Task<ServerProcess> StartAsync(string program, string storage, Issuer issuer, CancellationToken stop, string path = "hub/health/ready")
    {
        var port = FreePort.Next();
        return ServerProcess.StartAsync(program, port, path, Settings(port, storage, issuer), stop);
    }

    public static IEnumerable<KeyValuePair<string, string?>> Settings(int port, string storage, Issuer issuer) =>
    [
        new("FUNCTIONS_CUSTOMHANDLER_PORT", $"{port}"), new("AzureWebJobsStorage", storage), new("HUB_BROKER", "storage-queues"), new("HUB_SCANNER", "off"),
        new("HUB_PUBLIC_URL", $"http://127.0.0.1:{port}"), new("HUB_BANK_HOLIDAYS_URL", "off"), new("HUB_RATE_PER_MINUTE", "1000000"),
        .. issuer.Settings.Select(setting => KeyValuePair.Create(setting.Name, setting.Value)),
    ];
}
