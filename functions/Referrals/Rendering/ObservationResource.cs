using System.Text.Json;
using IntegrationHub.Contracts.Fhir;
using IntegrationHub.Domain.Cases;
using IntegrationHub.Domain.Codes;
using IntegrationHub.Domain.Indicators;
using IntegrationHub.Functions.Referrals.Terminology;
using IntegrationHub.Functions.Storage;

namespace IntegrationHub.Functions.Referrals.Rendering;

/// <summary>
/// What the health team states of a child, as Observations: as it was sent where that says more than the statement. A statement that a later one
/// on the same day has replaced is <c>entered-in-error</c>.
/// </summary>
internal static class ObservationResource
{
    public static Observation Of(StoredCase stored, HealthIndicatorState said, HubConcepts concepts)
    {
        var plain = Plain(stored.State.Header.CaseId, said.Recorded, concepts);
        var shown = said.Recorded.Resource is { } sent ? AsSent(sent, plain) : plain;
        return shown with
        {
            Id = said.Recorded.ObservationId,
            Meta = Fhir.MetaOf(stored, Observation.TypeName),
            Status = HealthIndicatorStandings.Holds(stored.State, said) ? said.Recorded.Status : ObservationStatuses.EnteredInError,
        };
    }

    /// <summary>The category that an indicator is shown under where the sender gives none.</summary>
    public static CodeableConcept CategoryOf(string indicator) => indicator switch
    {
        HealthIndicators.SubstanceMisuse or HealthIndicators.InterventionReceived or HealthIndicators.InterventionOffered =>
            Fhir.Concept(FhirSystems.ObservationCategory, "social-history", "Social History"),
        HealthIndicators.Sdq => Fhir.Concept(FhirSystems.ObservationCategory, "survey", "Survey"),
        _ => Fhir.Concept(FhirSystems.ObservationCategory, "exam", "Exam"),
    };

    private static Observation Plain(string caseId, HealthIndicatorRecorded said, HubConcepts concepts) => new()
    {
        BasedOn = [Fhir.Reference(ServiceRequest.TypeName, ReferralIds.Of(caseId, said.Referral))],
        Category = [CategoryOf(said.Indicator)],
        Code = concepts.Of(FhirSystems.HealthIndicator, said.Indicator),
        Subject = Fhir.Reference(Patient.TypeName, caseId),
        EffectiveDateTime = Fhir.Date(said.On),
        Issued = said.Issued is { } issued ? Fhir.Instant(issued) : null,
        ValueBoolean = said.Yes,
        ValueInteger = said.Score,
        ValueCodeableConcept = said.Reason is { } reason ? concepts.Of(FhirSystems.SdqReason, reason) : null,
    };

    private static Observation AsSent(string json, Observation plain)
    {
        using var document = JsonDocument.Parse(json);
        var sent = FhirJson.Read<Observation>(document.RootElement);
        return sent with { Category = sent.Category ?? plain.Category };
    }
}
