namespace IntegrationHub.LocalStack;

/// <summary>The settings of a hub in local mode, as environment variables.</summary>
public static class LocalHubSettings
{
    /// <summary>Handed on from the developer's own environment when they are set.</summary>
    private static readonly string[] PassedThrough =
    [
        "HUB_NOW", "HUB_ALERT_WEBHOOK", "HUB_ALERT_WEBHOOK_SECRET", "HUB_NOTIFY_URL", "HUB_NOTIFY_API_KEY", "HUB_NOTIFY_TEMPLATE",
        "HUB_POLICY", "HUB_TERMINOLOGY", "HUB_SUBSCRIPTION_ENDPOINTS", "HUB_BANK_HOLIDAYS_URL", "HUB_RETENTION_DAYS", "HUB_RATE_PER_MINUTE",
        "HUB_SCANNER", "OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_PROTOCOL", "OTEL_EXPORTER_OTLP_HEADERS", "OTEL_SERVICE_NAME", "OTEL_RESOURCE_ATTRIBUTES",
    ];

    /// <param name="port">Of 127.0.0.1.</param>
    /// <param name="dataFolder">The local hub's own files: signing key, logs.</param>
    /// <param name="storageConnectionString">Azurite's.</param>
    /// <param name="changes">Win over what is passed through; null takes a setting away.</param>
    public static Dictionary<string, string> For(
        int port, string dataFolder, string storageConnectionString, IEnumerable<KeyValuePair<string, string?>>? changes = null)
    {
        var settings = new Dictionary<string, string>
        {
            ["HUB_PORT"] = $"{port}",
            ["HUB_DATA"] = Path.GetFullPath(dataFolder),
            ["HUB_BROKER"] = "storage-queues",
            ["HUB_SCANNER"] = "off",
            ["HUB_PUBLIC_URL"] = $"http://127.0.0.1:{port}",
            ["AzureWebJobsStorage"] = storageConnectionString,
        };
        foreach (var name in PassedThrough)
            if (Environment.GetEnvironmentVariable(name) is { Length: > 0 } value)
                settings[name] = value;
        if (settings.TryGetValue("HUB_POLICY", out var policy) && !policy.StartsWith("blob:", StringComparison.Ordinal))
            settings["HUB_POLICY"] = TypedPath(policy);
        foreach (var (name, value) in changes ?? [])
            if (value is null)
                settings.Remove(name);
            else
                settings[name] = value;
        return settings;
    }

    /// <summary>A path as it was typed, made absolute: a relative one counts from the folder where `./hub` was started.</summary>
    public static string TypedPath(string path) => Path.GetFullPath(
        path, Environment.GetEnvironmentVariable("HUB_STARTED_IN") is { Length: > 0 } startedIn ? startedIn : Directory.GetCurrentDirectory());
}
