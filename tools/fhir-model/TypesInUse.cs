namespace IntegrationHub.Tools.FhirModel;

/// <summary>The resource types that the hub sends or accepts. Every datatype that they need follows from them.</summary>
internal static class TypesInUse
{
    public static readonly IReadOnlyList<string> Resources =
    [
        "Appointment", "Binary", "Bundle", "CapabilityStatement", "CarePlan", "CodeSystem", "Composition", "Consent",
        "DocumentReference", "Location", "Observation", "OperationOutcome", "Organization", "Parameters", "Patient",
        "Practitioner", "PractitionerRole", "Provenance", "RelatedPerson", "ServiceRequest", "Subscription", "Task", "ValueSet",
    ];

    /// <summary>
    /// Bound value sets that are not listed: their systems (media types, language tags, currencies) live
    /// outside FHIR and the definitions don't enumerate them.
    /// </summary>
    public static readonly IReadOnlySet<string> OpenValueSets = new HashSet<string>(StringComparer.Ordinal)
    {
        "http://hl7.org/fhir/ValueSet/mimetypes",
        "http://hl7.org/fhir/ValueSet/currencies",
        "http://hl7.org/fhir/ValueSet/all-languages",
    };

    /// <summary>Value sets above this size get no constants; the shape checker still knows their codes.</summary>
    public const int LargestValueSetWithConstants = 60;
}
