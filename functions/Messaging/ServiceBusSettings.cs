namespace IntegrationHub.Functions.Messaging;

/// <summary>Where Service Bus is, and how large its messages may be.</summary>
/// <param name="Address">The namespace; https, except for one that stands in on this machine.</param>
/// <param name="MostBytes">Of a message with its properties.</param>
public sealed record ServiceBusSettings(Uri Address, int MostBytes)
{
    /// <summary>The setting that names the namespace; the triggers' connection <c>ServiceBus</c> reads the same one.</summary>
    public const string Namespace = "ServiceBus__fullyQualifiedNamespace";

    /// <summary>The setting that names the tier of the namespace: <c>standard</c> (unset) or <c>premium</c>.</summary>
    public const string Tier = "HUB_SERVICE_BUS_TIER";

    /// <summary>The documented limit of the Standard tier.</summary>
    public const int MostBytesStandard = 256 * 1024;

    /// <summary>The Premium tier takes more by AMQP; by HTTP this much.</summary>
    public const int MostBytesPremium = 1024 * 1024;

    /// <summary>Reads the environment. What is missing or wrong is added to the faults, and null comes back.</summary>
    public static ServiceBusSettings? Read(Func<string, string?> environment, List<string> faults)
    {
        var tier = environment(Tier) is { Length: > 0 } named ? named : "standard";
        if (tier is not ("standard" or "premium"))
        {
            faults.Add($"{Tier} must be standard or premium.");
        }

        if (AddressOf(environment(Namespace)) is not { } address)
        {
            faults.Add($"With HUB_BROKER={Brokers.ServiceBus} {Namespace} must be set to the host name of the namespace alone, such as name.servicebus.windows.net.");
            return null;
        }

        return new ServiceBusSettings(address, tier == "premium" ? MostBytesPremium : MostBytesStandard);
    }

    /// <summary>Null for anything but a host name; on this machine it may have a port.</summary>
    private static Uri? AddressOf(string? name)
    {
        if (string.IsNullOrEmpty(name) || !Uri.TryCreate($"https://{name}/", UriKind.Absolute, out var url) || url.Authority != name)
        {
            return null;
        }

        return url.IsLoopback ? new Uri($"http://{name}/") : url.IsDefaultPort && url.HostNameType == UriHostNameType.Dns && name.Contains('.', StringComparison.Ordinal) ? url : null;
    }
}
