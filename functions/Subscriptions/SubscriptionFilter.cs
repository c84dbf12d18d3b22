using IntegrationHub.Contracts.Fhir;
using Microsoft.Extensions.Primitives;

namespace IntegrationHub.Functions.Subscriptions;

/// <summary>Search parameters of Subscription, FHIR R4: <c>status</c>, <c>url</c>, <c>criteria</c> and <c>_id</c>.</summary>
/// <param name="Unknown">Names that the hub doesn't know.</param>
internal sealed record SubscriptionFilter(IReadOnlyList<KeyValuePair<string, string>> Known, IReadOnlyList<string> Unknown)
{
    /// <summary>Each says whether a resource fits one of a parameter's values.</summary>
    private static readonly Dictionary<string, Func<Subscription, string, bool>> Parameters = new(StringComparer.Ordinal)
    {
        ["_id"] = (resource, value) => resource.Id == value,
        ["status"] = (resource, value) => resource.Status == value[(value.LastIndexOf('|') + 1)..],
        ["url"] = (resource, value) => resource.Channel!.Endpoint == value,
        ["criteria"] = (resource, value) => resource.Criteria!.StartsWith(value, StringComparison.OrdinalIgnoreCase),
        ["criteria:exact"] = (resource, value) => resource.Criteria == value,
    };

    // A criteria or an address may hold commas of its own; they are escaped by a backslash where several values are meant apart.
    private static readonly string[] Lists = ["_id", "status"];

    public static string Names => string.Join(", ", Parameters.Keys);

    public static SubscriptionFilter Read(IEnumerable<KeyValuePair<string, StringValues>> query)
    {
        var pairs = query.SelectMany(pair => pair.Value.Select(value => new KeyValuePair<string, string>(pair.Key, value ?? ""))).ToList();
        return new SubscriptionFilter(
            [.. pairs.Where(pair => Parameters.ContainsKey(pair.Key) && pair.Value.Length > 0)],
            [.. pairs.Select(pair => pair.Key).Where(name => !Parameters.ContainsKey(name)).Distinct()]);
    }

    public bool Fits(Subscription resource) => Known.All(pair =>
        (Lists.Contains(pair.Key) ? pair.Value.Split(',') : [pair.Value.Replace("\\,", ",", StringComparison.Ordinal)]).Any(value => Parameters[pair.Key](resource, value)));
}
