using System.Text.Json;
using System.Text.Json.Nodes;
using IntegrationHub.Contracts.Fhir;

namespace IntegrationHub.Functions.Referrals.Interactions;

/// <summary>Goes through every reference of a resource, also those of what it contains.</summary>
internal static class ReferenceWalk
{
    /// <summary>The resource as JSON with its references replaced.</summary>
    /// <param name="expression">FHIRPath of the resource.</param>
    /// <param name="replace">Gets a literal reference, or an attachment's address, and the FHIRPath of where it stands.</param>
    public static JsonObject Replaced(Resource resource, string expression, Func<string, string, string> replace)
    {
        var json = JsonNode.Parse(FhirJson.Serialize(resource))!.AsObject();
        Visit(json, expression, replace);
        return json;
    }

    /// <summary>Once through the model, so that the members stand in the order of the specification.</summary>
    public static Resource Read(JsonObject json)
    {
        using var document = JsonDocument.Parse(json.ToJsonString());
        return FhirJson.Read(document.RootElement);
    }

    private static void Visit(JsonNode? node, string at, Func<string, string, string> replace)
    {
        if (node is JsonArray array)
        {
            for (var i = 0; i < array.Count; i++)
            {
                Visit(array[i], $"{at}[{i}]", replace);
            }
        }
        else if (node is JsonObject json)
        {
            foreach (var (name, value) in json.ToList())
            {
                if (name is "reference" or "url" && value is JsonValue text && text.TryGetValue<string>(out var reference))
                {
                    json[name] = replace(reference, $"{at}.{name}");
                }
                else
                {
                    Visit(value, $"{at}.{name}", replace);
                }
            }
        }
    }
}
