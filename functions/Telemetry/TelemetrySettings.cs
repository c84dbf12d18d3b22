namespace IntegrationHub.Functions.Telemetry;

/// <summary>Where traces and metrics are sent, by the names that OpenTelemetry gave its settings; the SDK reads its others (<c>OTEL_*</c>) by itself.</summary>
/// <param name="Endpoint">Without the path of a signal.</param>
/// <param name="Protocol">One of <see cref="Protocols"/>.</param>
public sealed record TelemetrySettings(Uri Endpoint, string Protocol)
{
    /// <summary>Unset, nothing is exported.</summary>
    public const string EndpointName = "OTEL_EXPORTER_OTLP_ENDPOINT";

    /// <summary>Unset it is the one that the specification recommends, which passes every proxy.</summary>
    public const string ProtocolName = "OTEL_EXPORTER_OTLP_PROTOCOL";

    public static IReadOnlyList<string> Protocols { get; } = ["http/protobuf", "grpc"];

    /// <summary>As the SDK reads them: its own default for the protocol is another one.</summary>
    public IEnumerable<KeyValuePair<string, string?>> ForSdk() => [new(EndpointName, Endpoint.ToString()), new(ProtocolName, Protocol)];

    /// <summary>Null when nothing is to be exported, or something is wrong, which is then among the faults.</summary>
    public static TelemetrySettings? Read(Func<string, string?> environment, List<string> faults)
    {
        var protocol = environment(ProtocolName) ?? Protocols[0];
        if (!Protocols.Contains(protocol))
        {
            faults.Add($"{ProtocolName} must be one of {string.Join(" and ", Protocols)}.");
        }

        if (environment(EndpointName) is not { } text)
        {
            return null;
        }

        if (Uri.TryCreate(text, UriKind.Absolute, out var endpoint) && endpoint.Scheme is "http" or "https" && endpoint.UserInfo.Length == 0)
        {
            return new TelemetrySettings(endpoint, protocol);
        }

        faults.Add($"{EndpointName} must be an absolute http or https URL without a user name.");
        return null;
    }
}
