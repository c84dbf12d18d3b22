using System.Text.Json;

namespace IntegrationHub.Functions.Referrals.Shape;

/// <summary>Checks JSON against HL7's definitions of FHIR R4. A resource without faults can be read by FhirJson.</summary>
public static class FhirShape
{
    /// <summary>All faults, found in one pass; none when the resource is well formed.</summary>
    /// <param name="resource">The resource as it was sent.</param>
    /// <param name="expressionRoot">What expressions start with: <c>Task</c>, or <c>Bundle.entry[0].resource</c>.</param>
    public static IReadOnlyList<ShapeFault> Check(JsonElement resource, string expressionRoot)
    {
        var faults = new FaultList();
        var root = new Place(expressionRoot, new Container(resource));
        if (ReadableText.Is(resource))
            new ShapeWalk(faults).Resource(resource, root);
        else
            faults.Structure(root, "The JSON holds text that is not valid Unicode.");
        return faults.Found;
    }
}
