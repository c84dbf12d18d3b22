using System.Collections.Frozen;
using IntegrationHub.Contracts.Fhir;
using IntegrationHub.Domain.Cases;
using IntegrationHub.Domain.Codes;
using Contact = IntegrationHub.Domain.Cases.Contact;
using FhirTask = IntegrationHub.Contracts.Fhir.Task;

namespace IntegrationHub.Functions.Referrals.Rendering;

/// <summary>A resource that a fact touches.</summary>
/// <param name="Id">FHIR id.</param>
internal sealed record FactTarget(string Type, string Id);

/// <summary>
/// Which resources each type of fact creates or may change: the one table behind Provenance.target. None is left without one:
/// FHIR wants at least one target.
/// </summary>
internal static class FactTargets
{
    private static readonly FrozenDictionary<Type, Func<FactData, string, IEnumerable<FactTarget>>> Table =
        new Dictionary<Type, Func<FactData, string, IEnumerable<FactTarget>>>
        {
            [typeof(BecameLookedAfter)] = Row<BecameLookedAfter>((data, id) =>
                [.. Case(id, ServiceRequest.TypeName, FhirTask.TypeName, Patient.TypeName, Consent.TypeName), .. Placed(id, data.Care), .. People(id, data.Contacts)]),
            [typeof(DetailsCorrected)] = Row<DetailsCorrected>((data, id) =>
            [
                // Whatever is corrected, the request shows it or what follows from it: the pathway, the reasons, the people.
                .. Case(id, ServiceRequest.TypeName),
                .. data.Child is null && data.Care is null ? [] : Case(id, FhirTask.TypeName, Consent.TypeName),
                .. data.Child is null && data.Care?.Placement is null ? [] : Case(id, Patient.TypeName),
                .. Placed(id, data.Care),
                .. People(id, data.Contacts),
            ]),
            [typeof(NotificationRepeated)] = Row<NotificationRepeated>((_, id) => Case(id, ServiceRequest.TypeName)),
            [typeof(PlacementChanged)] = Row<PlacementChanged>((_, id) =>
                [.. Case(id, Patient.TypeName, ServiceRequest.TypeName), new(Location.TypeName, PlacementResource.IdOf(id))]),
            [typeof(LegalStatusChanged)] = Row<LegalStatusChanged>((_, id) => Case(id, ServiceRequest.TypeName, FhirTask.TypeName, Consent.TypeName)),
            [typeof(ConsentRecorded)] = Row<ConsentRecorded>((_, id) => Case(id, Consent.TypeName, FhirTask.TypeName)),
            [typeof(PaperworkCompleted)] = Row<PaperworkCompleted>((_, id) => Case(id, FhirTask.TypeName)),
            [typeof(AssessmentDeclined)] = Row<AssessmentDeclined>((_, id) => Case(id, ServiceRequest.TypeName, FhirTask.TypeName)),
            [typeof(BreachReasonRecorded)] = Row<BreachReasonRecorded>((_, id) => Case(id, FhirTask.TypeName)),
            [typeof(CeasedToBeLookedAfter)] = Row<CeasedToBeLookedAfter>((_, id) => Case(id, ServiceRequest.TypeName, FhirTask.TypeName)),
            [typeof(CareEndWithdrawn)] = Row<CareEndWithdrawn>((_, id) => Case(id, ServiceRequest.TypeName, FhirTask.TypeName)),
            [typeof(CehaAgreed)] = Row<CehaAgreed>((_, id) => Case(id, FhirTask.TypeName)),
            [typeof(EarlierAssessmentRecorded)] = Row<EarlierAssessmentRecorded>((_, id) => Case(id, ServiceRequest.TypeName, FhirTask.TypeName)),
            [typeof(ReferralRaised)] = Row<ReferralRaised>((data, id) => Referral(id, data.Number)),
            [typeof(CehaSignedOff)] = Row<CehaSignedOff>((_, id) => Case(id, FhirTask.TypeName, ServiceRequest.TypeName)),
            [typeof(ReferralMoved)] = Row<ReferralMoved>((data, id) => Referral(id, data.Referral)),
            [typeof(AppointmentRecorded)] = Row<AppointmentRecorded>((data, id) =>
                [new(Appointment.TypeName, data.AppointmentId), .. Case(ReferralIds.Of(id, data.Referral), FhirTask.TypeName)]),
            [typeof(DocumentReceived)] = Row<DocumentReceived>((data, id) =>
                [new(DocumentReference.TypeName, data.DocumentId), .. Referral(id, data.Referral), .. data.Kind == DocumentKinds.ConsentForm ? Case(id, Consent.TypeName) : []]),
            [typeof(HealthIndicatorRecorded)] = Row<HealthIndicatorRecorded>((data, _) => [new(Observation.TypeName, data.ObservationId)]),
            [typeof(CarePlanReceived)] = Row<CarePlanReceived>((data, _) => [new(CarePlan.TypeName, data.CarePlanId)]),
        }.ToFrozenDictionary();

    /// <summary>Types of fact that the table knows.</summary>
    public static IReadOnlyCollection<Type> Known => Table.Keys;

    /// <param name="caseId">The id of the case.</param>
    public static IEnumerable<FactTarget> Of(FactData data, string caseId) => Table[data.GetType()](data, caseId);

    private static Func<FactData, string, IEnumerable<FactTarget>> Row<T>(Func<T, string, IEnumerable<FactTarget>> targets)
        where T : FactData => (data, id) => targets((T)data, id);

    private static FactTarget[] Case(string id, params string[] types) => [.. types.Select(type => new FactTarget(type, id))];

    private static FactTarget[] Referral(string id, int number) => Case(ReferralIds.Of(id, number), FhirTask.TypeName, ServiceRequest.TypeName);

    private static FactTarget[] Placed(string id, CareDetails? care) =>
        care?.Placement is null ? [] : [new(Location.TypeName, PlacementResource.IdOf(id))];

    private static IEnumerable<FactTarget> People(string id, IReadOnlyList<Contact>? contacts) => contacts is null
        ? []
        : PartyResources.Suffixes(contacts).Zip(contacts, (suffix, contact) => (Id: $"{id}.{suffix}", contact.Role)).SelectMany(person =>
            ContactRoles.Professional.Contains(person.Role)
                ? new FactTarget[] { new(Practitioner.TypeName, person.Id), new(PractitionerRole.TypeName, person.Id) }
                : [new(RelatedPerson.TypeName, person.Id)]);
}
