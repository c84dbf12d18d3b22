using IntegrationHub.Contracts.Fhir;
using IntegrationHub.Domain.Subscriptions;
using IntegrationHub.Functions.Hosting;
using IntegrationHub.Functions.Referrals.Rendering;
using IntegrationHub.Functions.Referrals.Search;
using IntegrationHub.Functions.Referrals.Shape;

namespace IntegrationHub.Functions.Subscriptions;

/// <summary>A Subscription that the hub can serve. It prints as its type's name: it holds secrets.</summary>
/// <param name="Resource">As FHIR JSON without id, version, status and secrets.</param>
/// <param name="Horizon">Business time: what changes later will be found.</param>
internal sealed record AcceptedSubscription(
    string Status, string Endpoint, string Criteria, string Resource, string Secret, IReadOnlyList<string> Headers, DateTimeOffset Horizon)
{
    public override string ToString() => nameof(AcceptedSubscription);
}

/// <summary>Reads a Subscription whose shape is right; says everything that the hub can't serve, all of it at once.</summary>
internal sealed class SubscriptionReader(FhirSearch search, HubSettings settings, TimeProvider time)
{
    /// <summary>A subscription is small; what is larger is not one.</summary>
    private const int MaxLength = 32 * 1024;

    /// <param name="existing">What an update changes: it keeps secrets that are not sent again.</param>
    public async Task<(AcceptedSubscription? Accepted, IReadOnlyList<ShapeFault> Faults)> Read(
        Subscription sent, string organisation, SubscriptionDocument? existing, CancellationToken cancel)
    {
        var channel = sent.Channel!;
        var (secret, secretFaults) = ChannelSecrets.ReadSecret(channel, existing?.Secret);
        var (headers, headerFaults) = ChannelSecrets.ReadHeaders(channel, existing?.Headers ?? []);
        var (horizon, criteriaFaults) = await Try(sent.Criteria ?? "", organisation, cancel);
        var resource = FhirJson.Serialize(WithoutSecrets(sent, headers));
        List<ShapeFault> faults =
        [
            .. Faults(sent), .. criteriaFaults, .. ChannelFaults(channel), .. headerFaults, .. secretFaults,
            .. resource.Length > MaxLength ? [new ShapeFault("too-long", "Subscription", "A Subscription has at most 32 KiB.")] : Array.Empty<ShapeFault>(),
        ];
        return faults.Count > 0
            ? (null, faults)
            : (new AcceptedSubscription(sent.Status!, channel.Endpoint!, sent.Criteria!, resource, secret!, headers, horizon), []);
    }

    private static Subscription WithoutSecrets(Subscription sent, IReadOnlyList<string> headers) => sent with
    {
        Id = null,
        Meta = sent.Meta is null ? null : sent.Meta with { VersionId = null, LastUpdated = null },
        Status = null,
        Error = null,
        Channel = sent.Channel! with
        {
            Header = headers.Count == 0 ? null : [.. headers.Select(SubscriptionTerms.Mask)],
            HeaderExtension = null,
            Extension = sent.Channel.Extension?.Where(extension => extension.Url != SubscriptionTerms.SecretExtension).ToList(),
        },
    };

    private IEnumerable<ShapeFault> Faults(Subscription sent)
    {
        if (sent.Status is not (SubscriptionStanding.Requested or SubscriptionStanding.Off))
        {
            yield return new ShapeFault("business-rule", "Subscription.status", "Send requested or off: active and error are the hub's to set.");
        }

        if (string.IsNullOrWhiteSpace(sent.Reason))
        {
            yield return new ShapeFault("required", "Subscription.reason", "Say what the subscription is for.");
        }

        if (string.IsNullOrWhiteSpace(sent.Criteria))
        {
            yield return new ShapeFault("required", "Subscription.criteria", "Say what to watch, such as Task?status=requested.");
        }

        if (Fhir.Moment(sent.End) is { } end && end <= time.GetUtcNow())
        {
            yield return new ShapeFault("business-rule", "Subscription.end", "The end must lie in the future.");
        }

        if (sent.ModifierExtension is { Count: > 0 })
        {
            yield return new ShapeFault("not-supported", "Subscription.modifierExtension", "The hub knows no modifier extension of a Subscription.");
        }
    }

    private IEnumerable<ShapeFault> ChannelFaults(Subscription.ChannelComponent channel)
    {
        if (channel.Type != SubscriptionChannelTypeCodes.RestHook)
        {
            yield return new ShapeFault("not-supported", "Subscription.channel.type", "Only rest-hook is supported.");
        }

        if (EndpointFault(channel.Endpoint) is { } endpointFault)
        {
            yield return endpointFault;
        }

        if (PayloadFault(channel) is { } payloadFault)
        {
            yield return payloadFault;
        }

        if (channel.ModifierExtension is { Count: > 0 })
        {
            yield return new ShapeFault("not-supported", "Subscription.channel.modifierExtension", "The hub knows no modifier extension of a channel.");
        }
    }

    private ShapeFault? EndpointFault(string? endpoint)
    {
        const string Expression = "Subscription.channel.endpoint";
        if (string.IsNullOrEmpty(endpoint))
        {
            return new ShapeFault("required", Expression, "Say where notifications are to be posted.");
        }

        if (EndpointAllowList.ParseUrl(endpoint, settings.IsLocal) is not { } url)
        {
            return new ShapeFault("value", Expression, "Must be an absolute https URL without user name, fragment, backslash or encoded slash.");
        }

        if (settings.SubscriptionEndpoints.IsEmpty)
        {
            return new ShapeFault("forbidden", Expression, "This hub allows no endpoints yet. Its operator lists them in HUB_SUBSCRIPTION_ENDPOINTS.");
        }

        return settings.SubscriptionEndpoints.Allows(url)
            ? null
            : new ShapeFault("forbidden", Expression, "This endpoint is not among those that the hub's operator allows.");
    }

    private static ShapeFault? PayloadFault(Subscription.ChannelComponent channel)
    {
        const string Expression = "Subscription.channel.payload";
        var contents = SubscriptionTerms.PayloadContents(channel).ToList();
        if (contents.Contains("full-resource"))
        {
            return new ShapeFault("not-supported", Expression, "full-resource is not offered: personal data doesn't travel in notifications. Take id-only and read the resource.");
        }

        if (channel.Payload is null)
        {
            return contents.Count == 0 ? null : new ShapeFault("required", Expression, $"With {SubscriptionTerms.PayloadContentExtension} the payload must be {SubscriptionTerms.PayloadType}.");
        }

        if (channel.Payload != SubscriptionTerms.PayloadType)
        {
            return new ShapeFault("not-supported", Expression, $"The payload is {SubscriptionTerms.PayloadType}, or absent for a notification without body.");
        }

        return contents is ["empty" or "id-only"]
            ? null
            : new ShapeFault("required", Expression, $"Say on the payload, by the extension {SubscriptionTerms.PayloadContentExtension}, once, whether it is to be empty or id-only.");
    }

    /// <summary>Runs the search that would find what is new, so that whatever it can't understand is said now.</summary>
    private async Task<(DateTimeOffset Horizon, IReadOnlyList<ShapeFault> Faults)> Try(string text, string organisation, CancellationToken cancel)
    {
        var (criteria, faults) = SubscriptionCriteria.Parse(text);
        if (criteria is null)
        {
            return (default, string.IsNullOrWhiteSpace(text) ? [] : faults);
        }

        var outcome = await search.Find(SubscriptionDelivery.CallerFor("new", organisation), criteria.Type, criteria.ChangedAfter(time.GetUtcNow()), cancel);
        List<ShapeFault> found = [.. outcome.Faults.Select(fault => fault with { Expression = "Subscription.criteria" })];
        if (outcome.Unknown.Count > 0)
        {
            found.Add(new ShapeFault("not-supported", "Subscription.criteria", $"Among the parameters are some that the hub doesn't know for {criteria.Type}; the CapabilityStatement has those it does."));
        }

        return (outcome.Horizon, found);
    }
}
