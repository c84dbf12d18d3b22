using System.Text.Json;
using IntegrationHub.Contracts.Fhir;
using IntegrationHub.Domain.Cases;
using IntegrationHub.Domain.Identifiers;
using IntegrationHub.Functions.Referrals.Shape;

namespace IntegrationHub.Functions.Assessments;

/// <summary>One resource of a return, with where it stood in what was sent.</summary>
/// <param name="Expression">FHIRPath of the resource, for instance <c>Bundle.entry[0].resource</c>.</param>
/// <param name="FullUrl">The entry's <c>fullUrl</c>, by which other entries refer to it.</param>
/// <param name="IfNoneExist">The entry's <c>request.ifNoneExist</c>.</param>
internal sealed record SentEntry(string Expression, string? FullUrl, string? IfNoneExist, Resource Resource);

/// <summary>A document that is right in itself, with its content.</summary>
/// <param name="Reference">The DocumentReference as the hub keeps it, with its content by reference.</param>
internal sealed record SentDocument(SentEntry Entry, DocumentReference Reference, DocumentReceived Document, BinaryData Content);

/// <summary>A care plan that is right in itself, as JSON.</summary>
internal sealed record SentCarePlan(SentEntry Entry, CarePlanReceived CarePlan, BinaryData Content);

/// <summary>A return as read: the case it is for and what it brings, or every fault in it.</summary>
internal sealed record AssessmentReturn(
    CaseId? CaseId, IReadOnlyList<SentEntry> Entries, IReadOnlyList<SentDocument> Documents, IReadOnlyList<SentCarePlan> CarePlans,
    IReadOnlyList<ShapeFault> Faults)
{
    /// <summary>Reads a transaction Bundle that has the right shape.</summary>
    /// <param name="hub">The hub's public URL.</param>
    public static AssessmentReturn OfBundle(JsonElement json, string hub)
    {
        var bundle = FhirJson.Read<Bundle>(json);
        var faults = new List<ShapeFault>();
        if (bundle.Type != "transaction")
        {
            faults.Add(new ShapeFault("value", "Bundle.type", "Must be transaction."));
        }

        var entries = (bundle.Entry ?? []).Select((entry, i) => EntryOf(entry, i, faults)).OfType<SentEntry>().ToList();
        return new ReturnReader(entries, faults, hub).Read();
    }

    /// <summary>Reads a DocumentReference that is created on its own.</summary>
    public static AssessmentReturn OfDocument(JsonElement json, string hub) =>
        new ReturnReader([new SentEntry(DocumentReference.TypeName, null, null, FhirJson.Read<DocumentReference>(json))], [], hub).Read();

    private static SentEntry? EntryOf(Bundle.EntryComponent entry, int index, List<ShapeFault> faults)
    {
        var at = $"Bundle.entry[{index}]";
        if (entry.Resource is not { } resource)
        {
            faults.Add(new ShapeFault("required", $"{at}.resource", "Each entry brings a resource."));
            return null;
        }

        if (resource is not (DocumentReference or Binary or CarePlan or Practitioner))
        {
            faults.Add(new ShapeFault("not-supported", $"{at}.resource", "A return takes DocumentReference, Binary, CarePlan and Practitioner."));
            return null;
        }

        if (entry.Request is not { Method: "POST" } request || request.Url != resource.ResourceType)
        {
            faults.Add(new ShapeFault("value", $"{at}.request", $"Must be POST {resource.ResourceType}."));
        }

        return new SentEntry($"{at}.resource", entry.FullUrl, entry.Request?.IfNoneExist, resource);
    }
}
