namespace IntegrationHub.LocalStack;

/// <summary>How to start an <see cref="Azurite"/>.</summary>
/// <param name="DataFolder">Absolute or relative to the current folder; created when absent.</param>
/// <param name="BlobPort">Of 127.0.0.1.</param>
/// <param name="QueuePort">Of 127.0.0.1.</param>
public sealed record AzuriteOptions(string DataFolder, int BlobPort, int QueuePort)
{
    /// <summary>Account name to base64 key; empty means the one well-known development account.</summary>
    public IReadOnlyDictionary<string, string> Accounts { get; init; } = new Dictionary<string, string>();

    public Action<string> Report { get; init; } = static _ => { };

    /// <summary>Nothing is written to disk.</summary>
    public bool IsInMemory { get; init; }

    /// <summary>
    /// It looks blobs up by their names. As it is, Azurite goes through every blob of the account at each request, and sorts all of them anew when one is deleted: where
    /// many blobs are measured, that would be measured. What it answers stays the same.
    /// </summary>
    public bool LooksUpByName { get; init; }

    /// <summary>On ports that nothing else uses.</summary>
    public static AzuriteOptions OnFreePorts(string dataFolder) => new(dataFolder, FreePort.Next(), FreePort.Next());
}

/// <summary>The storage emulator, blob and queue services only, as a child process bound to 127.0.0.1.</summary>
public sealed class Azurite : IAsyncDisposable
{
    public const string DevelopmentAccount = "devstoreaccount1";

    /// <summary>Published by Microsoft for the emulator; not a secret.</summary>
    public const string DevelopmentKey = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

    private static readonly TimeSpan StartBound = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan StopBound = TimeSpan.FromSeconds(10);

    private readonly AzuriteOptions options;
    private readonly ChildProcess process;

    private Azurite(AzuriteOptions options, ChildProcess process) => (this.options, this.process) = (options, process);

    public int BlobPort => options.BlobPort;
    public int QueuePort => options.QueuePort;
    public int ProcessId => process.Id;
    public bool HasExited => process.HasExited;
    public string Output => process.Tail;

    /// <summary>Installs Azurite when needed, starts it and waits until both services accept connections.</summary>
    /// <exception cref="LocalStackException">A port is taken, Node or npm is missing, or Azurite ended or didn't answer.</exception>
    public static async Task<Azurite> StartAsync(AzuriteOptions options, CancellationToken cancellation = default)
    {
        FreePort.Demand(options.BlobPort, "Azurite's blobs", "AZURITE_BLOB_PORT");
        FreePort.Demand(options.QueuePort, "Azurite's queues", "AZURITE_QUEUE_PORT");
        var folder = Repository.PathOf("tools", "local-stack");
        await NodePackages.EnsureAsync(folder, options.Report, cancellation);

        var data = Directory.CreateDirectory(options.DataFolder).FullName;
        var process = ChildProcess.Start(
            "node",
            [
                .. options.LooksUpByName ? ["--require", "./azurite-by-name.cjs"] : Array.Empty<string>(),
                "azurite.cjs", .. options.IsInMemory ? ["--inMemoryPersistence"] : new[] { "--location", data }, "--silent", "--disableTelemetry", "--skipApiVersionCheck",
                "--blobHost", "127.0.0.1", "--blobPort", $"{options.BlobPort}",
                "--queueHost", "127.0.0.1", "--queuePort", $"{options.QueuePort}",
            ],
            folder,
            [new("AZURITE_ACCOUNTS", AccountsSetting(options)), new("AZURITE_DB", null), new("NODE_OPTIONS", null)]);
        var azurite = new Azurite(options, process);
        try
        {
            await azurite.WaitUntilAnsweringAsync(cancellation);
            return azurite;
        }
        catch
        {
            await azurite.DisposeAsync();
            throw;
        }
    }

    /// <summary>For the storage clients and for `AzureWebJobsStorage`.</summary>
    public string ConnectionString(string accountName = DevelopmentAccount)
    {
        var key = options.Accounts.Count == 0 && accountName == DevelopmentAccount ? DevelopmentKey : options.Accounts[accountName];
        return $"DefaultEndpointsProtocol=http;AccountName={accountName};AccountKey={key};"
            + $"BlobEndpoint=http://127.0.0.1:{BlobPort}/{accountName};QueueEndpoint=http://127.0.0.1:{QueuePort}/{accountName};";
    }

    /// <summary>Completes when the process ends, for whatever reason.</summary>
    public Task WaitForExitAsync(CancellationToken cancellation = default) => process.WaitForExitAsync(cancellation);

    /// <summary>SIGKILL, as when the machine loses power.</summary>
    public void Kill() => process.Kill();

    public Task StopAsync() => process.StopAsync(StopBound);

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        await process.DisposeAsync();
    }

    private static string? AccountsSetting(AzuriteOptions options) => options.Accounts.Count == 0
        ? null
        : string.Join(';', options.Accounts.Select(account => $"{account.Key}:{account.Value}"));

    private async Task WaitUntilAnsweringAsync(CancellationToken cancellation)
    {
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        bound.CancelAfter(StartBound);
        try
        {
            while (!(await FreePort.AnswersAsync(BlobPort, bound.Token) && await FreePort.AnswersAsync(QueuePort, bound.Token)))
            {
                if (process.HasExited)
                {
                    await process.WaitForExitAsync(bound.Token);
                    throw new LocalStackException($"Azurite ended with code {process.ExitCode} while starting:\n{process.Tail}");
                }
                await Task.Delay(25, bound.Token);
            }
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new LocalStackException($"Azurite didn't answer on ports {BlobPort} and {QueuePort} within {StartBound.TotalSeconds:0} s:\n{process.Tail}");
        }
    }
}
