using System.Text.Json.Nodes;
using IntegrationHub.Contracts.Fhir;
using IntegrationHub.Functions.Referrals.Shape;

namespace IntegrationHub.Functions.Referrals.Interactions;

/// <summary>
/// Replaces references between the entries of a transaction, by <c>fullUrl</c>, with the ids under which the hub keeps them, whatever
/// the order of the entries. A Practitioner is kept inside the resource that refers to it: the hub keeps no register of practitioners.
/// </summary>
internal sealed class EntryReferences(IReadOnlyList<SentEntry> entries, List<ShapeFault> faults)
{
    private readonly Dictionary<string, string> kept = [];

    /// <summary>Says under which reference an entry is kept, for instance <c>DocumentReference/{id}</c>.</summary>
    public void Keep(SentEntry entry, string id)
    {
        if (entry.FullUrl is { } url)
        {
            kept[url] = $"{entry.Resource.ResourceType}/{id}";
        }
    }

    /// <summary>The resource as JSON with its references replaced; one that leads nowhere is a fault.</summary>
    public string Resolved(SentEntry entry, Resource resource)
    {
        var contained = new Dictionary<string, string>();
        var json = ReferenceWalk.Replaced(resource, entry.Expression, (reference, at) => Resolve(reference, at, contained));
        if (contained.Count > 0)
        {
            json["contained"] = new JsonArray([.. (json["contained"]?.AsArray() ?? []).Select(node => node!.DeepClone()), .. contained.Select(pair => Contained(pair.Key, pair.Value))]);
        }

        return FhirJson.Serialize(ReferenceWalk.Read(json));
    }

    private string Resolve(string reference, string at, Dictionary<string, string> contained)
    {
        if (kept.TryGetValue(reference, out var resolved))
        {
            return resolved;
        }

        if (entries.Any(other => other.FullUrl == reference && other.Resource is Practitioner))
        {
            contained.TryAdd(reference, $"practitioner-{contained.Count + 1}");
            return $"#{contained[reference]}";
        }

        // The url of an extension may be any URN; a reference is there to be followed.
        var fault = new ShapeFault("value", at, "Refers to an entry that the Bundle does not bring.");
        if (reference.StartsWith("urn:", StringComparison.Ordinal) && at.EndsWith(".reference", StringComparison.Ordinal) && !faults.Contains(fault))
        {
            faults.Add(fault);
        }

        return reference;
    }

    private JsonNode Contained(string url, string id)
    {
        var practitioner = (Practitioner)entries.First(entry => entry.FullUrl == url).Resource;
        return JsonNode.Parse(FhirJson.Serialize(practitioner with { Id = id, Meta = null }))!;
    }
}
