using System.Text.Json;

namespace IntegrationHub.Functions.Referrals.Shape;

/// <summary>
/// Checks JSON against HL7's definitions of FHIR R4, its rules over several members, and what UK Core adds. A resource
/// without faults can be read by FhirJson. The time it takes grows with the length of the JSON, and no faster.
/// </summary>
public static class FhirShape
{
    /// <summary>All faults, found in one pass; none when the resource is well formed. Past 500 the rest is not listed.</summary>
    /// <param name="resource">The resource as it was sent.</param>
    /// <param name="expressionRoot">What expressions start with: <c>Task</c>, or <c>Bundle.entry[0].resource</c>.</param>
    public static IReadOnlyList<ShapeFault> Check(JsonElement resource, string expressionRoot)
    {
        var faults = new FaultList(new WalkPath(expressionRoot));
        if (ReadableText.Is(resource))
            new ShapeWalk(faults).Resource(resource);
        else
            faults.Structure("The JSON holds text that is not valid Unicode.");
        return faults.Found;
    }
}
