using IntegrationHub.Contracts.Fhir;
using IntegrationHub.Functions.Referrals.Shape;
using Microsoft.AspNetCore.WebUtilities;
using FhirTask = IntegrationHub.Contracts.Fhir.Task;

namespace IntegrationHub.Functions.Subscriptions;

/// <summary>What a subscription watches: a search without its base address, such as <c>Task?status=requested</c>.</summary>
/// <param name="Parameters">Decoded, in the order of the query.</param>
internal sealed record SubscriptionCriteria(string Type, IReadOnlyList<KeyValuePair<string, string>> Parameters)
{
    private const string Expression = "Subscription.criteria";

    private static readonly string[] Types = [FhirTask.TypeName, ServiceRequest.TypeName];

    // They shape an answer, and a notification has its own shape. _lastUpdated is the hub's own: it is how it finds what is new.
    private static readonly string[] NotFilters =
    [
        "_sort", "_count", "_include", "_revinclude", "_summary", "_total", "_elements", "_contained", "_containedType", "_format", "_pretty",
        "_cursor", "_lastUpdated",
    ];

    /// <summary>Takes the text apart.</summary>
    /// <returns>The criteria, or every fault.</returns>
    public static (SubscriptionCriteria? Criteria, IReadOnlyList<ShapeFault> Faults) Parse(string text)
    {
        var parts = text.Split('?', 2);
        if (!Types.Contains(parts[0]))
        {
            return (null, [new ShapeFault("not-supported", Expression, $"Subscriptions watch {string.Join(" and ", Types)} only: start with one of them, then ? and search parameters.")]);
        }

        List<KeyValuePair<string, string>> parameters = [.. QueryHelpers.ParseQuery(parts.ElementAtOrDefault(1))
            .SelectMany(pair => pair.Value.Select(value => new KeyValuePair<string, string>(pair.Key, value ?? "")))];
        var faults = NotFilters.Where(name => parameters.Any(pair => pair.Key.Split(':')[0] == name))
            .Select(name => new ShapeFault("not-supported", Expression, $"{name} doesn't filter resources by their content; leave it out."))
            .ToList();
        if (parameters.Any(pair => pair.Key.Contains("identifier", StringComparison.Ordinal)))
        {
            // Criteria are shown in every read and kept as they are.
            faults.Add(new ShapeFault("not-supported", Expression, "Criteria hold no identifier of a child or a case."));
        }

        return faults.Count > 0 ? (null, faults) : (new SubscriptionCriteria(parts[0], parameters), []);
    }

    /// <summary>The search for what changed after an instant.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> ChangedAfter(DateTimeOffset instant) =>
        [.. Parameters, new("_lastUpdated", $"gt{Referrals.Rendering.Fhir.Instant(instant)}")];
}
