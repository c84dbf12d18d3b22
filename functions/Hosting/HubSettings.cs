using System.Globalization;
using IntegrationHub.Functions.Subscriptions;

namespace IntegrationHub.Functions.Hosting;

/// <summary>The settings of the app, read once at start. Anything missing or wrong is named, all of it at once.</summary>
/// <param name="Port">Loopback port to listen on.</param>
/// <param name="IsLocal">True without the Functions host: the hub pumps queues and timers itself.</param>
/// <param name="StorageConnectionString">Connection string of the storage account (local), or null.</param>
/// <param name="StorageAccountName">Storage account reached by managed identity, or null.</param>
/// <param name="PublicUrl">What links begin with; no trailing slash.</param>
/// <param name="DataFolder">Where a local hub keeps its signing key.</param>
/// <param name="StartsAt">Business time at which a local hub starts; null for the real time.</param>
/// <param name="AlertWebhook">Where alerts are posted, besides the local record; null for nowhere.</param>
/// <param name="Issuer">Who signs tokens.</param>
/// <param name="Audience">For whom.</param>
/// <param name="Jwks">Where the signing keys are; null for the issuer's OpenID configuration.</param>
/// <param name="SubscriptionEndpoints">Where FHIR Subscriptions may point; nowhere unless set.</param>
public sealed record HubSettings(
    int Port, bool IsLocal, string? StorageConnectionString, string? StorageAccountName, string PublicUrl, string DataFolder,
    DateTimeOffset? StartsAt, Uri? AlertWebhook, string? Issuer, string? Audience, Uri? Jwks, EndpointAllowList SubscriptionEndpoints)
{
    /// <summary>The setting that names a file of further codings and of organisations' names; unset for what is built in. Read once, at start.</summary>
    public const string TerminologyFile = "HUB_TERMINOLOGY";

    /// <summary>The setting that names the folder, or the blobs, with the policies of the partnerships; unset for the built-in default. Read once, at start.</summary>
    public const string PolicyFiles = "HUB_POLICY";

    /// <summary>Reads the environment.</summary>
    /// <returns>The settings, or every fault in a sentence of its own.</returns>
    public static (HubSettings? Settings, IReadOnlyList<string> Faults) Read(Func<string, string?> environment)
    {
        var reader = new Reader(environment);
        var handlerPort = reader.Port("FUNCTIONS_CUSTOMHANDLER_PORT");
        var isLocal = handlerPort is null;
        var port = handlerPort ?? reader.Port("HUB_PORT") ?? 7071;
        var settings = new HubSettings(
            port,
            isLocal,
            reader.Text("AzureWebJobsStorage"),
            reader.Text("AzureWebJobsStorage__accountName"),
            (reader.Url("HUB_PUBLIC_URL")?.ToString() ?? $"http://127.0.0.1:{port}").TrimEnd('/'),
            reader.Text("HUB_DATA") ?? ".local",
            isLocal ? reader.Instant("HUB_NOW") : null,
            reader.Url("HUB_ALERT_WEBHOOK"),
            reader.Text("HUB_AUTH_ISSUER"),
            reader.Text("HUB_AUTH_AUDIENCE"),
            reader.Url("HUB_AUTH_JWKS"),
            reader.Endpoints("HUB_SUBSCRIPTION_ENDPOINTS", isLocal));
        reader.Require(settings);
        return reader.Faults.Count == 0 ? (settings, []) : (null, reader.Faults);
    }

    private sealed class Reader(Func<string, string?> environment)
    {
        public List<string> Faults { get; } = [];

        public string? Text(string name) => environment(name) is { Length: > 0 } value ? value : null;

        public int? Port(string name)
        {
            if (Text(name) is not { } text)
            {
                return null;
            }

            if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port is > 0 and < 65536)
            {
                return port;
            }

            Faults.Add($"{name} must be a port, 1 to 65535.");
            return null;
        }

        public Uri? Url(string name)
        {
            if (Text(name) is not { } text)
            {
                return null;
            }

            if (Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "http" or "https")
            {
                return url;
            }

            Faults.Add($"{name} must be an absolute http or https URL.");
            return null;
        }

        public EndpointAllowList Endpoints(string name, bool isLocal)
        {
            if (EndpointAllowList.Parse(Text(name), isLocal) is { } endpoints)
            {
                return endpoints;
            }

            Faults.Add($"{name} must be https URLs, separated by commas or spaces, without user name, query or fragment; a local hub also takes http to its own machine.");
            return EndpointAllowList.Nowhere;
        }

        public DateTimeOffset? Instant(string name)
        {
            if (Text(name) is not { } text)
            {
                return null;
            }

            if (DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var instant))
            {
                return instant.ToUniversalTime();
            }

            Faults.Add($"{name} must be an instant such as 2026-11-02T09:00:00Z.");
            return null;
        }

        public void Require(HubSettings settings)
        {
            if ((settings.StorageConnectionString is null) == (settings.StorageAccountName is null))
            {
                Faults.Add("Set either AzureWebJobsStorage (a connection string) or AzureWebJobsStorage__accountName (an account reached by managed identity), not both.");
            }

            if (Text("HUB_BROKER") is { } broker && broker is not "storage-queues")
            {
                Faults.Add(broker == "service-bus"
                    ? "HUB_BROKER=service-bus is not built yet: this version sends through storage queues only."
                    : "HUB_BROKER must be storage-queues.");
            }

            if (!settings.IsLocal && (settings.Issuer is null || settings.Audience is null || Text("HUB_PUBLIC_URL") is null || Text("HUB_BROKER") is null))
            {
                Faults.Add("Under the Functions host HUB_AUTH_ISSUER, HUB_AUTH_AUDIENCE, HUB_PUBLIC_URL and HUB_BROKER must be set.");
            }
        }
    }
}
