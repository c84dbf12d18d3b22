using System.Globalization;
using IntegrationHub.Domain.Retention;
using IntegrationHub.Functions.Escalations.Delivery;
using IntegrationHub.Functions.Messaging;
using IntegrationHub.Functions.Subscriptions;
using IntegrationHub.Functions.Telemetry;

namespace IntegrationHub.Functions.Hosting;

/// <summary>The settings of the app, read once at start. Anything missing or wrong is named, all of it at once.</summary>
/// <param name="Port">Loopback port to listen on.</param>
/// <param name="IsLocal">True without the Functions host: the hub pumps queues and timers itself.</param>
/// <param name="StorageConnectionString">Connection string of the storage account (local), or null.</param>
/// <param name="StorageAccountName">Storage account reached by managed identity, or null.</param>
/// <param name="PublicUrl">What links begin with; no trailing slash.</param>
/// <param name="DataFolder">Where a local hub keeps its signing key.</param>
/// <param name="StartsAt">Business time at which a local hub starts; null for the real time.</param>
/// <param name="Alerts">Where notices go, besides the local record.</param>
/// <param name="Issuer">Who signs tokens.</param>
/// <param name="Audience">For whom.</param>
/// <param name="Jwks">Where the signing keys are; null for the issuer's OpenID configuration.</param>
/// <param name="SubscriptionEndpoints">Where FHIR Subscriptions may point; nowhere unless set.</param>
public sealed record HubSettings(
    int Port, bool IsLocal, string? StorageConnectionString, string? StorageAccountName, string PublicUrl, string DataFolder,
    DateTimeOffset? StartsAt, AlertSettings Alerts, string? Issuer, string? Audience, Uri? Jwks, EndpointAllowList SubscriptionEndpoints)
{
    /// <summary>The setting that names a file of further codings and of organisations' names; unset for what is built in. Read once, at start.</summary>
    public const string TerminologyFile = "HUB_TERMINOLOGY";

    /// <summary>Where bank holidays are read, in the shape of the GOV.UK feed; null for nowhere.</summary>
    public Uri? BankHolidayFeed { get; init; }

    /// <summary>When a case is removed after care has ended; null for never.</summary>
    public RetentionRule? Retention { get; init; }

    /// <summary>Requests a minute and client; null for no bound.</summary>
    public int? RatePerMinute { get; init; }

    /// <summary>clamd, <c>tcp://host:port</c>; null for no scan.</summary>
    public Uri? Scanner { get; init; }

    /// <summary>Service Bus, when that is the broker; null for storage queues.</summary>
    public ServiceBusSettings? ServiceBus { get; init; }

    /// <summary>For whom the platform's sign-in issues ID tokens; null for no sign-in, and so no pages, under the Functions host.</summary>
    public string? SignInAudience { get; init; }

    /// <summary>Whether people can sign in to pages here.</summary>
    public bool HasPages => IsLocal || SignInAudience is not null;

    /// <summary>Where traces and metrics go; null for nowhere.</summary>
    public TelemetrySettings? Telemetry { get; init; }

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
            reader.Alerts(),
            reader.Text("HUB_AUTH_ISSUER"),
            reader.Text("HUB_AUTH_AUDIENCE"),
            reader.Url("HUB_AUTH_JWKS"),
            reader.Endpoints("HUB_SUBSCRIPTION_ENDPOINTS", isLocal))
        {
            BankHolidayFeed = reader.BankHolidayFeed("HUB_BANK_HOLIDAYS_URL", isLocal),
            Retention = reader.Retention("HUB_RETENTION_DAYS"),
            RatePerMinute = reader.RatePerMinute("HUB_RATE_PER_MINUTE", isLocal),
            Scanner = reader.Scanner("HUB_SCANNER", isLocal),
            ServiceBus = reader.ServiceBus("HUB_BROKER"),
            SignInAudience = reader.Text("HUB_SIGN_IN_AUDIENCE"),
            Telemetry = TelemetrySettings.Read(reader.Text, reader.Faults),
        };
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

        /// <summary>Unset or 0: nothing is ever removed.</summary>
        public RetentionRule? Retention(string name)
        {
            if (Text(name) is not { } text)
            {
                return null;
            }

            if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var days) && days <= RetentionRule.MostDays)
            {
                return days == 0 ? null : new RetentionRule(days);
            }

            Faults.Add($"{name} must be a whole number of days, 0 to {RetentionRule.MostDays}.");
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

        /// <summary>Where references and addresses go: nobody on the way may read them.</summary>
        private Uri? SecureUrl(string name)
        {
            var url = Url(name);
            if (url is { IsLoopback: false } && url.Scheme != Uri.UriSchemeHttps)
            {
                Faults.Add($"{name} must be https, except on this machine.");
            }

            return url;
        }

        /// <summary>A local hub calls nobody unless it is told to: each move of its clock runs every timer.</summary>
        public Uri? BankHolidayFeed(string name, bool isLocal) => environment(name) switch
        {
            null => isLocal ? null : new Uri("https://www.gov.uk/bank-holidays.json"),
            "" or "off" => null,
            _ => Url(name),
        };

        /// <summary>A local hub has no bound unless it is told one: demonstrations and simulations are one client.</summary>
        public int? RatePerMinute(string name, bool isLocal)
        {
            if (Text(name) is not { } text)
            {
                return isLocal ? null : RateLimits.UsualPerMinute;
            }

            if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var perMinute) && perMinute is >= 10 and <= 1_000_000)
            {
                return perMinute;
            }

            Faults.Add($"{name} must be a number of requests, 10 to 1000000.");
            return null;
        }

        /// <summary>Documents come from outside: that nobody scans them is said by somebody, never by an absence.</summary>
        public Uri? Scanner(string name, bool isLocal)
        {
            var text = Text(name);
            if (text == "off" || (text is null && isLocal))
            {
                return null;
            }

            if (Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme == "tcp" && url.Host.Length > 0 && url.Port > 0 && url.PathAndQuery is "" or "/")
            {
                return url;
            }

            Faults.Add(text is null
                ? $"Under the Functions host {name} must be set: clamd as tcp://host:3310, or off."
                : $"{name} must be clamd's address, such as tcp://host:3310, or off.");
            return null;
        }

        /// <summary>Which broker is used is said by this one setting; the namespace alone doesn't say it.</summary>
        public ServiceBusSettings? ServiceBus(string name)
        {
            if (Text(name) is { } broker && !Brokers.All.Contains(broker))
            {
                Faults.Add($"{name} must be one of {string.Join(" and ", Brokers.All)}.");
            }

            return Text(name) == Brokers.ServiceBus ? ServiceBusSettings.Read(Text, Faults) : null;
        }

        public AlertSettings Alerts()
        {
            var address = SecureUrl("HUB_NOTIFY_URL") ?? new Uri(AlertSettings.NotifyAddress);
            if (Text("HUB_NOTIFY_API_KEY") is null != Text("HUB_NOTIFY_TEMPLATE") is null)
            {
                Faults.Add("HUB_NOTIFY_API_KEY and HUB_NOTIFY_TEMPLATE must be set both, or neither.");
            }

            return new AlertSettings(
                SecureUrl("HUB_ALERT_WEBHOOK"),
                Checked("HUB_ALERT_WEBHOOK_SECRET", ChannelSecrets.IsSecret, ChannelSecrets.Rule),
                address,
                Checked("HUB_NOTIFY_API_KEY", text => NotifyKey.TryParse(text, out _), "an API key of GOV.UK Notify: name, service id and secret, the last two UUIDs") is { } text
                    && NotifyKey.TryParse(text, out var key) ? key : null,
                Checked("HUB_NOTIFY_TEMPLATE", text => Guid.TryParseExact(text, "D", out _), "the id of an e-mail template, a UUID") is { } id ? Guid.Parse(id) : null);
        }

        /// <summary>The value of a setting, which may be a secret: a fault names the rule, never the value.</summary>
        private string? Checked(string name, Func<string, bool> isGood, string rule)
        {
            if (Text(name) is not { } text || isGood(text))
            {
                return Text(name);
            }

            Faults.Add($"{name} must be {rule}.");
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

            if (!settings.IsLocal && (settings.Issuer is null || settings.Audience is null || Text("HUB_PUBLIC_URL") is null || Text("HUB_BROKER") is null))
            {
                Faults.Add("Under the Functions host HUB_AUTH_ISSUER, HUB_AUTH_AUDIENCE, HUB_PUBLIC_URL and HUB_BROKER must be set.");
            }

            if (settings.SignInAudience is not null && settings.SignInAudience == settings.Audience)
            {
                Faults.Add("HUB_SIGN_IN_AUDIENCE must be another registration than HUB_AUTH_AUDIENCE: else what somebody's browser signs in with would open the APIs.");
            }
        }
    }
}
