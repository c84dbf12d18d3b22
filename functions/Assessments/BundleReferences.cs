using System.Text.Json.Nodes;
using IntegrationHub.Contracts.Fhir;
using IntegrationHub.Functions.Referrals.Shape;

namespace IntegrationHub.Functions.Assessments;

/// <summary>
/// Replaces references between the entries of a transaction, by <c>fullUrl</c>, with the ids under which the hub keeps them. A
/// Practitioner is kept inside the resource that refers to it: the hub keeps no register of practitioners.
/// </summary>
internal sealed class BundleReferences(IReadOnlyList<SentEntry> entries, List<ShapeFault> faults)
{
    private readonly Dictionary<string, string> kept = [];

    /// <summary>Says under which reference an entry is kept, for instance <c>DocumentReference/{id}</c>.</summary>
    public void Keep(SentEntry entry, string reference)
    {
        if (entry.FullUrl is { } url)
        {
            kept[url] = reference;
        }
    }

    /// <summary>The resource as JSON with its references replaced; one that leads nowhere is a fault.</summary>
    public string Resolved(SentEntry entry, DomainResource resource)
    {
        var json = JsonNode.Parse(FhirJson.Serialize(resource))!.AsObject();
        var contained = new Dictionary<string, string>();
        Visit(json, entry, contained);
        if (contained.Count > 0)
        {
            json["contained"] = new JsonArray([.. (json["contained"]?.AsArray() ?? []).Select(node => node!.DeepClone()), .. contained.Select(pair => Contained(pair.Key, pair.Value))]);
        }

        // Once more through the model, so that the members stand in the order of the specification.
        using var document = System.Text.Json.JsonDocument.Parse(json.ToJsonString());
        return FhirJson.Serialize(FhirJson.Read(document.RootElement));
    }

    private void Visit(JsonNode? node, SentEntry entry, Dictionary<string, string> contained)
    {
        if (node is JsonArray array)
        {
            foreach (var item in array)
            {
                Visit(item, entry, contained);
            }
        }
        else if (node is JsonObject json)
        {
            if (json["reference"] is JsonValue value && value.TryGetValue<string>(out var reference))
            {
                json["reference"] = Resolve(reference, entry, contained);
            }

            foreach (var member in json.Where(member => member.Key != "reference").ToList())
            {
                Visit(member.Value, entry, contained);
            }
        }
    }

    private string Resolve(string reference, SentEntry entry, Dictionary<string, string> contained)
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

        if (reference.StartsWith("urn:", StringComparison.Ordinal))
        {
            faults.Add(new ShapeFault("value", entry.Expression, "Refers to an entry that the Bundle does not bring."));
        }

        return reference;
    }

    private JsonNode Contained(string url, string id)
    {
        var practitioner = (Practitioner)entries.First(entry => entry.FullUrl == url).Resource;
        return JsonNode.Parse(FhirJson.Serialize(practitioner with { Id = id, Meta = null }))!;
    }
}
