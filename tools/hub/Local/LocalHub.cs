using System.Globalization;
using IntegrationHub.LocalStack;

namespace IntegrationHub.Tools.Hub.Local;

/// <summary>Azurite and a hub over it, started together and stopped in the opposite order.</summary>
internal sealed class LocalHub : IAsyncDisposable
{
    /// <summary>After Ctrl-C the terminal tells the hub too; its end isn't news when the stop was asked for.</summary>
    private static readonly TimeSpan StopRequestBound = TimeSpan.FromMilliseconds(500);

    private readonly AzuriteOptions storage;
    private Azurite azurite;
    private readonly HubProcess hub;
    private readonly string appFolder;
    private readonly FileStream dataLock;

    private LocalHub(LocalSettings settings, AzuriteOptions storage, Azurite azurite, HubProcess hub, string appFolder, FileStream dataLock) =>
        (Settings, this.storage, this.azurite, this.hub, this.appFolder, this.dataLock) = (settings, storage, azurite, hub, appFolder, dataLock);

    public LocalSettings Settings { get; }
    public Uri Address => hub.BaseAddress;
    public string StorageConnectionString => azurite.ConnectionString();
    public string LogFile => Path.Combine(Settings.DataFolder, "hub.log");

    /// <summary>The hub's resident set in MB; null where the system doesn't say.</summary>
    public long? Memory => File.Exists($"/proc/{hub.ProcessId}/statm")
        ? long.Parse(File.ReadAllText($"/proc/{hub.ProcessId}/statm").Split(' ')[1], CultureInfo.InvariantCulture) * Environment.SystemPageSize / (1024 * 1024)
        : null;

    /// <summary>Starts both, from what was last built.</summary>
    /// <param name="settings">Where.</param>
    /// <param name="changes">To the hub's settings.</param>
    /// <param name="stop">Gives up; nothing stays behind.</param>
    public static async Task<LocalHub> StartAsync(
        LocalSettings settings, IEnumerable<KeyValuePair<string, string?>>? changes, CancellationToken stop)
    {
        var dataLock = Lock(settings.DataFolder);
        var app = CopyApp();
        Azurite? azurite = null;
        try
        {
            var storage = new AzuriteOptions(Path.Combine(settings.DataFolder, "azurite"), settings.BlobPort, settings.QueuePort)
            {
                Report = Console.WriteLine,
                LooksUpByName = settings.StoresMuch,
            };
            azurite = await Azurite.StartAsync(storage, stop);
            var hub = await HubProcess.StartAsync(
                Repository.HubExecutableIn(app),
                LocalHubSettings.For(settings.HubPort, settings.DataFolder, azurite.ConnectionString(), changes),
                Path.Combine(settings.DataFolder, "hub.log"), stop);
            return new LocalHub(settings, storage, azurite, hub, app, dataLock);
        }
        catch
        {
            if (azurite is not null)
                await azurite.DisposeAsync();
            Directory.Delete(app, recursive: true);
            await dataLock.DisposeAsync();
            throw;
        }
    }

    /// <summary>Two Azurites over one folder would lose what one of them took in; the lock ends with the process.</summary>
    private static FileStream Lock(string dataFolder)
    {
        Directory.CreateDirectory(dataFolder);
        try
        {
            return new FileStream(Path.Combine(dataFolder, ".lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException)
        {
            throw new LocalStackException($"Another hub uses the data in {dataFolder}. Stop that, or set HUB_DATA to another folder.");
        }
    }

    /// <summary>Says at once when a port is taken, before anything is built.</summary>
    public static void DemandFreePorts(LocalSettings settings)
    {
        foreach (var (port, setting) in new[]
                 {
                     (settings.HubPort, "HUB_PORT"), (settings.BlobPort, "AZURITE_BLOB_PORT"), (settings.QueuePort, "AZURITE_QUEUE_PORT"),
                 })
            if (!FreePort.IsFree(port))
                throw new LocalStackException($"Port {port} is taken by another process. Stop that, or set {setting} to another port.");
    }

    /// <summary>Stops the hub and starts it again over the same data, as after an outage; Azurite stays.</summary>
    /// <param name="changes">To the hub's settings; `HUB_NOW` among them, or the business clock falls back to the real time.</param>
    public Task RestartAsync(IEnumerable<KeyValuePair<string, string?>> changes, CancellationToken stop) => hub.RestartAsync(changes, stop);

    /// <summary>SIGKILL, as a crash or a host that moves on.</summary>
    public void KillHub() => hub.Kill();

    /// <summary>Storage goes away, in peace: the emulator writes down what it took in.</summary>
    public ValueTask StopStorageAsync() => azurite.DisposeAsync();

    /// <summary>Storage comes back, with what it had.</summary>
    public async Task StartStorageAsync(CancellationToken stop) => azurite = await Azurite.StartAsync(storage, stop);

    /// <summary>Waits until a stop is asked for (exit code 0) or one of the two dies (said, exit code 1).</summary>
    public async Task<int> WaitAsync(CancellationToken stop)
    {
        var (hubEnds, azuriteEnds) = (hub.WaitForExitAsync(CancellationToken.None), azurite.WaitForExitAsync(CancellationToken.None));
        var stopAsked = Task.Delay(Timeout.Infinite, stop);
        var first = await Task.WhenAny(hubEnds, azuriteEnds, stopAsked);
        await Task.WhenAny(stopAsked, Task.Delay(StopRequestBound, CancellationToken.None));
        if (stop.IsCancellationRequested)
            return 0;
        var (what, said) = first == hubEnds ? ("The hub", hub.Output) : ("Azurite", azurite.Output);
        await Console.Error.WriteLineAsync($"{what} has ended by itself; stopping the rest. The last it said:\n{said}\nThe hub's log: {LogFile}");
        return 1;
    }

    public async ValueTask DisposeAsync()
    {
        await hub.DisposeAsync();
        await azurite.DisposeAsync();
        Directory.Delete(appFolder, recursive: true);
        await dataLock.DisposeAsync();
    }

    // A build must not overwrite what a running hub was started from.
    private static string CopyApp()
    {
        var built = Path.GetDirectoryName(Repository.HubExecutable())!;
        if (!Directory.Exists(built))
            throw new LocalStackException($"The hub isn't built: {built} isn't there.");
        var copy = Repository.PathOf("artifacts", $"running-{Environment.ProcessId}-{Guid.CreateVersion7():N}");
        foreach (var file in Directory.EnumerateFiles(built, "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(copy, Path.GetRelativePath(built, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target, overwrite: true);
        }
        return copy;
    }
}
