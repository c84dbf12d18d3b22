namespace IntegrationHub.Functions.Subscriptions;

/// <summary>
/// Where subscriptions may point: the URL prefixes of the setting <c>HUB_SUBSCRIPTION_ENDPOINTS</c>. They are compared by scheme, host, port and
/// whole path segments, so that <c>https://a.example/in</c> allows neither <c>https://a.example.evil/in</c> nor <c>/inbox</c>.
/// </summary>
public sealed class EndpointAllowList
{
    private readonly IReadOnlyList<Uri> prefixes;

    private EndpointAllowList(IReadOnlyList<Uri> prefixes) => this.prefixes = prefixes;

    /// <summary>Allows nothing.</summary>
    public static EndpointAllowList Nowhere { get; } = new([]);

    public bool IsEmpty => prefixes.Count == 0;

    /// <summary>Reads the setting: prefixes separated by commas or spaces. Plain http is for a local hub's own machine.</summary>
    /// <returns>The list; null when an entry can't be used.</returns>
    public static EndpointAllowList? Parse(string? setting, bool isLocal)
    {
        var entries = (setting ?? "").Split([',', ' '], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var parsed = entries.Select(entry => ParseUrl(entry, isLocal)).ToList();
        return parsed.All(url => url is { Query.Length: 0 }) ? new EndpointAllowList([.. parsed.OfType<Uri>()]) : null;
    }

    /// <summary>An address that may be called at all: absolute https without user info or fragment; http only to a local hub's own machine.</summary>
    public static Uri? ParseUrl(string? text, bool isLocal)
    {
        // An encoded slash or backslash is a segment to one server and a separator to the next: no way to compare segments.
        var isPlain = text is not null && !text.Contains('\\', StringComparison.Ordinal)
            && !text.Contains("%2f", StringComparison.OrdinalIgnoreCase) && !text.Contains("%5c", StringComparison.OrdinalIgnoreCase);
        return isPlain && Uri.TryCreate(text, UriKind.Absolute, out var url)
            && (url.Scheme == Uri.UriSchemeHttps || (isLocal && url.Scheme == Uri.UriSchemeHttp && url.IsLoopback))
            && url.UserInfo.Length == 0 && url.Fragment.Length == 0 && !text!.Contains('#', StringComparison.Ordinal)
            ? url
            : null;
    }

    public bool Allows(Uri endpoint) => prefixes.Any(prefix => HasOrigin(prefix, endpoint) && IsUnder(prefix.AbsolutePath, endpoint.AbsolutePath));

    /// <summary>Whether an entry names this host and port as its own machine.</summary>
    public bool NamesLoopback(string host, int port) =>
        prefixes.Any(prefix => prefix.IsLoopback && prefix.Port == port && string.Equals(prefix.IdnHost.Trim('[', ']'), host.Trim('[', ']'), StringComparison.OrdinalIgnoreCase));

    private static bool HasOrigin(Uri prefix, Uri endpoint) =>
        prefix.Scheme == endpoint.Scheme && prefix.Port == endpoint.Port && string.Equals(prefix.IdnHost, endpoint.IdnHost, StringComparison.OrdinalIgnoreCase);

    private static bool IsUnder(string prefix, string path) =>
        path == prefix || path.StartsWith(prefix.EndsWith('/') ? prefix : $"{prefix}/", StringComparison.Ordinal);
}
