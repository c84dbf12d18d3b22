using System.Globalization;
using IntegrationHub.LocalStack;

namespace IntegrationHub.Tools.Hub.Local;

/// <summary>Where the local stack listens and keeps its data.</summary>
/// <param name="DataFolder">Absolute; a relative `HUB_DATA` counts from the repository's root, wherever the command was typed.</param>
/// <param name="HubPort">Of 127.0.0.1, like the others.</param>
/// <param name="BlobPort">Azurite's.</param>
/// <param name="QueuePort">Azurite's.</param>
internal sealed record LocalSettings(string DataFolder, int HubPort, int BlobPort, int QueuePort)
{
    /// <summary>For runs that store very much and end: <see cref="AzuriteOptions.LooksUpByName"/>.</summary>
    public bool StoresMuch { get; init; }

    /// <exception cref="UsageException">A port isn't one.</exception>
    public static LocalSettings FromEnvironment() => new(
        Path.GetFullPath(Setting("HUB_DATA") ?? ".local", Repository.Root),
        Port("HUB_PORT", 7071), Port("AZURITE_BLOB_PORT", 10000), Port("AZURITE_QUEUE_PORT", 10001));

    /// <summary>Beside whatever else runs on this machine.</summary>
    public static LocalSettings OnFreePorts(string dataFolder) => new(dataFolder, FreePort.Next(), FreePort.Next(), FreePort.Next());

    private static string? Setting(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;

    private static int Port(string name, int otherwise) => Setting(name) is not { } text
        ? otherwise
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port is > 0 and <= ushort.MaxValue
            ? port
            : throw new UsageException($"{name} is '{text}', not a port (1 to 65535)");
}
