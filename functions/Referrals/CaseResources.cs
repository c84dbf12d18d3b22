using System.Text.Json;
using IntegrationHub.Contracts.Fhir;
using IntegrationHub.Domain.Cases;
using IntegrationHub.Functions.Referrals.Rendering;
using IntegrationHub.Functions.Storage;
using FhirTask = IntegrationHub.Contracts.Fhir.Task;

namespace IntegrationHub.Functions.Referrals;

/// <summary>Finds one FHIR resource of a case, rendered from its facts.</summary>
internal sealed class CaseResources(ReferralResources referrals, DocumentStore documents)
{
    /// <summary>Types that are rendered from a case and can be read by id.</summary>
    public static IReadOnlyList<string> Types { get; } =
    [
        Patient.TypeName, ServiceRequest.TypeName, FhirTask.TypeName, Consent.TypeName, Appointment.TypeName, DocumentReference.TypeName,
        CarePlan.TypeName, Practitioner.TypeName,
    ];

    /// <summary>The case id with which the ids of a case's resources begin.</summary>
    public static string CaseIdIn(string resourceId) => resourceId.Split('.')[0];

    public async Task<Resource?> Find(StoredCase stored, string type, string id, CancellationToken cancel)
    {
        var state = stored.State;
        var isCase = id == state.Header.CaseId;
        return type switch
        {
            Patient.TypeName when isCase => PatientResource.Of(stored),
            ServiceRequest.TypeName when isCase => referrals.ServiceRequestOf(stored),
            FhirTask.TypeName when isCase => referrals.TaskOf(stored),
            Consent.TypeName when isCase => ReferralResources.ConsentOf(stored),
            Appointment.TypeName => state.Appointments.Where(known => known.AppointmentId == id).Select(known => SentResources.AppointmentOf(stored, known)).FirstOrDefault(),
            DocumentReference.TypeName => state.Documents.Where(known => known.Document.DocumentId == id).Select(known => SentResources.DocumentReferenceOf(stored, known)).FirstOrDefault(),
            Practitioner.TypeName => state.Contacts.Where(contact => PartyResources.PractitionerId(stored, contact) == id).Select(contact => PartyResources.PractitionerOf(stored, contact)).FirstOrDefault(),
            CarePlan.TypeName when state.CarePlans.FirstOrDefault(plan => plan.CarePlanId == id) is { } plan => await CarePlanOf(stored, plan.CarePlanId, plan.Sha256, cancel),
            _ => null,
        };
    }

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
            ServiceRequest.TypeName => [referrals.ServiceRequestOf(stored)],
            FhirTask.TypeName => [referrals.TaskOf(stored)],
            Consent.TypeName => [ReferralResources.ConsentOf(stored)],
            Appointment.TypeName => [.. state.Appointments.Select(known => SentResources.AppointmentOf(stored, known))],
            DocumentReference.TypeName => [.. state.Documents.Select(known => SentResources.DocumentReferenceOf(stored, known))],
            Practitioner.TypeName => [.. state.Contacts.Select(contact => PartyResources.PractitionerOf(stored, contact))],
            CarePlan.TypeName => [.. state.CarePlans.Select(plan => SentResources.SearchedPlanOf(stored, plan))],
            _ => [],
        };
    }

    private async Task<CarePlan> CarePlanOf(StoredCase stored, string id, string sha256, CancellationToken cancel)
    {
        using var document = JsonDocument.Parse(await documents.Read(stored.State.CaseId, sha256, cancel));
        return FhirJson.Read<CarePlan>(document.RootElement) with { Id = id, Meta = Fhir.MetaOf(stored, CarePlan.TypeName) };
    }
}
