using System.Text.Json.Nodes;
using IntegrationHub.Contracts.Fhir;
using IntegrationHub.Functions.Referrals;
using IntegrationHub.Functions.Referrals.Interactions;

namespace IntegrationHub.Functions.Passports;

/// <summary>
/// Makes resources into a whole that needs nobody else: a reference to one of them stays, any other one is replaced by words, so that whoever reads the
/// document elsewhere meets no address that only the hub can answer at.
/// </summary>
internal static class SelfContained
{
    /// <param name="hub">The hub's public URL.</param>
    public static IReadOnlyList<Resource> Of(IReadOnlyList<Resource> resources, string hub)
    {
        var known = resources.Select(resource => $"{resource.ResourceType}/{resource.Id}").ToHashSet();
        return [.. resources.Select(resource =>
        {
            var json = JsonNode.Parse(FhirJson.Serialize(resource))!.AsObject();
            Visit(json, known, hub);
            return ReferenceWalk.Read(json);
        })];
    }

    private static void Visit(JsonNode? node, HashSet<string> known, string hub)
    {
        if (node is JsonArray array)
        {
            foreach (var item in array)
            {
                Visit(item, known, hub);
            }
        }
        else if (node is JsonObject json)
        {
            // Of all else in FHIR only an Expression has a text of that name, and always a language beside it.
            if (json["reference"] is JsonValue text && text.TryGetValue<string>(out var reference) && !json.ContainsKey("language"))
            {
                Settle(json, reference, known, hub);
            }

            foreach (var (_, value) in json.ToList())
            {
                Visit(value, known, hub);
            }
        }
    }

    private static void Settle(JsonObject json, string reference, HashSet<string> known, string hub)
    {
        if (reference.StartsWith('#'))
        {
            return;
        }

        var parts = reference.Split('/');
        var at = Array.FindLastIndex(parts, part => FhirDefinitions.R4.Types.TryGetValue(part, out var type) && type.IsResource);
        var type = at < 0 || at + 1 >= parts.Length ? null : parts[at];
        if (type is not null && References.IdIn(reference, type, hub) is { } id && known.Contains($"{type}/{id}"))
        {
            json["reference"] = $"{type}/{id}";
            return;
        }

        json.Remove("reference");
        if (type == ServiceRequest.TypeName && json["identifier"] is null)
        {
            json["identifier"] = new JsonObject { ["system"] = FhirSystems.CaseId, ["value"] = References.IdIn(reference, type, hub) ?? "unknown" };
        }

        json["display"] ??= $"{type ?? "Something"} that is not part of this document";
    }
}
