using System.Text.Json;
using IntegrationHub.Contracts.Fhir;
using IntegrationHub.Domain.Cases;
using IntegrationHub.Functions.Referrals.Rendering;
using IntegrationHub.Functions.Referrals.Terminology;
using IntegrationHub.Functions.Storage;
using FhirTask = IntegrationHub.Contracts.Fhir.Task;

namespace IntegrationHub.Functions.Referrals;

/// <summary>The FHIR resources of a case, rendered from its facts.</summary>
internal sealed class CaseResources(ReferralResources referrals, DocumentStore documents, HubConcepts concepts)
{
    /// <summary>Types that are rendered from a case and can be read by id.</summary>
    public static IReadOnlyList<string> Types { get; } =
    [
        Patient.TypeName, ServiceRequest.TypeName, FhirTask.TypeName, Consent.TypeName, Appointment.TypeName, DocumentReference.TypeName,
        CarePlan.TypeName, Observation.TypeName, Practitioner.TypeName, PractitionerRole.TypeName, RelatedPerson.TypeName, Location.TypeName, Provenance.TypeName,
    ];

    /// <summary>The case id with which the ids of a case's resources begin.</summary>
    public static string CaseIdIn(string resourceId) => resourceId.Split('.')[0];

    public async Task<Resource?> Find(StoredCase stored, string type, string id, CancellationToken cancel) => type switch
    {
        CarePlan.TypeName => stored.State.CarePlans.FirstOrDefault(plan => plan.CarePlanId == id) is { } plan
            ? await CarePlanOf(stored, plan.CarePlanId, plan.Sha256, cancel)
            : null,
        Provenance.TypeName => ProvenanceResources.Find(stored, id, concepts),
        _ => OfType(stored, type).FirstOrDefault(resource => resource.Id == id),
    };

    /// <summary>
    /// Every resource of a type that a case holds, as a search sees it: nothing is read for it, so a CarePlan is given as
    /// <see cref="CarePlanReceived.Searched"/>.
    /// </summary>
    public IReadOnlyList<Resource> OfType(StoredCase stored, string type)
    {
        var state = stored.State;
        return type switch
        {
            Patient.TypeName => [PatientResource.Of(stored)],
            ServiceRequest.TypeName => [.. stored.Referrals.Select(referral => referrals.ServiceRequestOf(stored, referral))],
            FhirTask.TypeName => [.. stored.Referrals.Select(referral => referrals.TaskOf(stored, referral))],
            Consent.TypeName => [ConsentResource.Of(stored)],
            Appointment.TypeName => [.. state.Appointments.Select(known => SentResources.AppointmentOf(stored, known))],
            DocumentReference.TypeName => [.. state.Documents.Where(known => !known.Document.IsOfTheHub).Select(known => SentResources.DocumentReferenceOf(stored, known, concepts))],
            Observation.TypeName => [.. state.Indicators.Select(said => ObservationResource.Of(stored, said, concepts))],
            Practitioner.TypeName => [.. People(state, professional: true).Select(person => PartyResources.PractitionerOf(stored, person))],
            PractitionerRole.TypeName => [.. People(state, professional: true).Select(person => PartyResources.PractitionerRoleOf(stored, person, concepts))],
            RelatedPerson.TypeName => [.. People(state, professional: false).Select(person => PartyResources.RelatedPersonOf(stored, person))],
            Location.TypeName => PlacementResource.Of(stored, concepts) is { } placement ? [placement] : [],
            Provenance.TypeName => [.. ProvenanceResources.Of(stored, concepts)],
            CarePlan.TypeName => [.. state.CarePlans.Select(plan => SentResources.SearchedPlanOf(stored, plan))],
            _ => [],
        };
    }

    private static IEnumerable<IdentifiedContact> People(CaseState state, bool professional) =>
        PartyResources.ContactsOf(state).Where(person => person.IsProfessional == professional);

    private async Task<CarePlan> CarePlanOf(StoredCase stored, string id, string sha256, CancellationToken cancel)
    {
        using var document = JsonDocument.Parse(await documents.Read(stored.State.CaseId, sha256, cancel));
        return FhirJson.Read<CarePlan>(document.RootElement) with { Id = id, Meta = Fhir.MetaOf(stored, CarePlan.TypeName) };
    }
}
