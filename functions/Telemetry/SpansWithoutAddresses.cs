using System.Diagnostics;
using IntegrationHub.Functions.Storage;
using OpenTelemetry;

namespace IntegrationHub.Functions.Telemetry;

/// <summary>
/// What is exported of requests in and out: the attributes on a list, and no others. Paths, queries, host names that callers chose and user agents may name a person, addresses of
/// webhooks may hold a secret. Requests to storage get the name of their container or queue instead; those outside any trace, such as looking whether a queue is empty, are left out.
/// </summary>
internal sealed class SpansWithoutAddresses(StorageTargets storage) : BaseProcessor<Activity>
{
    private const string Address = "url.full";

    private static readonly HashSet<string> OfRequests =
    [
        "http.request.method", "http.response.status_code", "http.route", "http.request.resend_count", "network.protocol.version", "url.scheme", HubTraces.ErrorKey,
    ];

    // Of whom the hub calls; of a request to the hub it is what the caller said.
    private static readonly HashSet<string> OfCalls = ["server.address", "server.port"];

    public override void OnEnd(Activity data)
    {
        if (data.Source.Name == HubTraces.Name)
        {
            return;
        }

        var isCall = data.Kind == ActivityKind.Client;
        if (isCall && data.GetTagItem(Address) is string address && Uri.TryCreate(address, UriKind.Absolute, out var url) && storage.Of(url) is { } target)
        {
            if (data.ParentSpanId == default)
            {
                data.ActivityTraceFlags &= ~ActivityTraceFlags.Recorded;
            }

            data.DisplayName = $"{data.GetTagItem("http.request.method")} {target.Name}";
            data.SetTag(HubMetrics.ServiceKey, target.Service).SetTag(HubMetrics.TargetKey, target.Name);
        }

        foreach (var tag in data.TagObjects.Select(tag => tag.Key).Where(key => !IsExported(key, isCall)).ToList())
        {
            data.SetTag(tag, null);
        }

        // The words of an exception may repeat what was sent; its type stays, as error.type.
        data.SetStatus(data.Status);
    }

    private static bool IsExported(string key, bool isCall) =>
        OfRequests.Contains(key) || (isCall && (OfCalls.Contains(key) || key is HubMetrics.ServiceKey or HubMetrics.TargetKey));
}
