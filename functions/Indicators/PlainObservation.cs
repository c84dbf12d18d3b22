using IntegrationHub.Contracts.Fhir;
using IntegrationHub.Functions.Referrals;
using IntegrationHub.Functions.Referrals.Rendering;
using IntegrationHub.Functions.Referrals.Terminology;

namespace IntegrationHub.Functions.Indicators;

/// <summary>Whether an Observation says no more than the hub itself would write of its statement: then both ways lead to the same fact.</summary>
internal static class PlainObservation
{
    public static bool Is(Observation observation, string caseId, string hub) =>
        HasNothingElse(observation)
        && observation.BasedOn is [var request] && IsPlain(request, ServiceRequest.TypeName, caseId, hub)
        && observation.Subject is { } subject && IsPlain(subject, Patient.TypeName, caseId, hub)
        && IsPlain(observation.Code, FhirSystems.HealthIndicator)
        && (observation.ValueCodeableConcept is not { } value || IsPlain(value, FhirSystems.SdqReason))
        && observation.EffectiveDateTime is { Length: 10 }
        && HasUsualCategory(observation);

    private static bool HasNothingElse(Observation observation) => FhirJson.SerializeToUtf8Bytes(observation with
    {
        BasedOn = null,
        Status = null,
        Category = null,
        Code = null,
        Subject = null,
        EffectiveDateTime = null,
        Issued = null,
        ValueBoolean = null,
        ValueInteger = null,
        ValueCodeableConcept = null,
    }).AsSpan().SequenceEqual(FhirJson.SerializeToUtf8Bytes(new Observation()));

    private static bool IsPlain(ResourceReference reference, string type, string id, string hub) =>
        reference == new ResourceReference { Reference = reference.Reference } && References.IdIn(reference.Reference, type, hub) is { } named && CaseResources.CaseIdIn(named) == id;

    private static bool IsPlain(CodeableConcept? concept, string system) =>
        concept is { Coding: [{ System: { } named } coding] } && named == system && IsAlone(concept, coding, HubTerminology.Find(system)?.Find(coding.Code ?? "")?.Display);

    private static bool HasUsualCategory(Observation observation) => observation.Category switch
    {
        null => true,
        [{ Coding: [{ Code: { } code } coding] } concept] when Usual(observation) is { } usual =>
            coding.System == usual.System && code == usual.Code && IsAlone(concept, coding, usual.Display),
        _ => false,
    };

    private static Coding? Usual(Observation observation) =>
        observation.Code?.Coding is [{ Code: { } indicator }] ? ObservationResource.CategoryOf(indicator).Coding?[0] : null;

    /// <summary>A coding with the usual display or none, and nothing beside it.</summary>
    private static bool IsAlone(CodeableConcept concept, Coding coding, string? display) =>
        concept == new CodeableConcept { Coding = concept.Coding }
        && coding == new Coding { System = coding.System, Code = coding.Code, Display = coding.Display }
        && (coding.Display is null || coding.Display == display);
}
