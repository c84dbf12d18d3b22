using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using IntegrationHub.Contracts.Fhir;
using IntegrationHub.Functions.Referrals.Shape;

namespace IntegrationHub.Functions.Referrals.Search;

/// <summary>
/// Leaves elements out as <c>_summary</c> and <c>_elements</c> ask (FHIR R4, search, summary). What is mandatory stays, and so do id and meta; the
/// resource is tagged SUBSETTED, so that nobody takes it for the whole.
/// </summary>
internal static class SubsetResources
{
    private static readonly Coding Subsetted = new()
    {
        System = "http://terminology.hl7.org/CodeSystem/v3-ObservationValue",
        Code = "SUBSETTED",
        Display = "Resource encoded in summary mode",
    };

    public static Resource Of(Resource resource, Subset subset)
    {
        if (subset.IsEverything)
        {
            return resource;
        }

        var shape = TypeShape.Of(resource.ResourceType);
        var json = JsonNode.Parse(FhirJson.SerializeToUtf8Bytes(resource))!.AsObject();
        foreach (var name in json.Select(member => member.Key).Where(name => shape.Member(Encoding.UTF8.GetBytes(name)) is { } member && !Keeps(member.Element, subset)).ToList())
        {
            json.Remove(name);
        }

        using var document = JsonDocument.Parse(json.ToJsonString());
        var left = FhirJson.Read(document.RootElement);
        return left with { Meta = (left.Meta ?? new Meta()) with { Tag = [.. left.Meta?.Tag ?? [], Subsetted] } };
    }

    private static bool Keeps(ElementDefinition element, Subset subset)
    {
        if (element.Name is "id" or "meta" || element.Required)
        {
            return true;
        }

        return (subset.Summary, subset.Elements.Count) switch
        {
            ("true", _) => element.InSummary,
            ("text", _) => element.Name == "text",
            ("data", _) => element.Name != "text",
            _ => subset.Elements.Contains(element.Name),
        };
    }
}
