using System.Collections.Frozen;
using IntegrationHub.Contracts.Fhir;
using static IntegrationHub.Functions.Referrals.Search.Values;
using FhirTask = IntegrationHub.Contracts.Fhir.Task;

namespace IntegrationHub.Functions.Referrals.Search;

/// <summary>
/// Every search parameter that the hub knows, by resource type, under R4's names. The capability statement, the index and the search all come
/// from this table. What it says of a resource depends on the resource alone.
/// </summary>
internal static class SearchParameters
{
    private const string Fhir = "http://hl7.org/fhir/";

    /// <summary>Types whose every search must name what it is about: there are many of them on a case, and they are not in the index.</summary>
    public static FrozenDictionary<string, string[]> OnlyWithin { get; } = new Dictionary<string, string[]>
    {
        [Provenance.TypeName] = ["_id", "target", "patient"],
    }.ToFrozenDictionary();

    /// <summary>By type, without the ones that every type has: <c>_id</c> and <c>_lastUpdated</c>.</summary>
    public static FrozenDictionary<string, IReadOnlyList<SearchParameter>> ByType { get; } = new Dictionary<string, IReadOnlyList<SearchParameter>>
    {
        [FhirTask.TypeName] =
        [
            Of<FhirTask>("identifier", SearchKind.Identifier, task => Identifiers(task.Identifier)),
            Of<FhirTask>("status", SearchKind.Token, task => Codes(Fhir + "task-status", task.Status)),
            Of<FhirTask>("business-status", SearchKind.Token, task => Concepts([task.BusinessStatus])),
            Of<FhirTask>("code", SearchKind.Token, task => Concepts([task.Code])),
            Of<FhirTask>("intent", SearchKind.Token, task => Codes(Fhir + "task-intent", task.Intent)),
            Of<FhirTask>("group-identifier", SearchKind.Identifier, task => Identifiers([task.GroupIdentifier])),
            Of<FhirTask>("focus", SearchKind.Reference, task => References([task.Focus]), ServiceRequest.TypeName),
            Of<FhirTask>("patient", SearchKind.Reference, task => References([task.For]), Patient.TypeName),
            Of<FhirTask>("subject", SearchKind.Reference, task => References([task.For]), Patient.TypeName),
            Of<FhirTask>("owner", SearchKind.Reference, task => References([task.Owner]), Organization.TypeName),
            Of<FhirTask>("requester", SearchKind.Reference, task => References([task.Requester]), Organization.TypeName),
            Of<FhirTask>("authored-on", SearchKind.Date, task => Dates(task.AuthoredOn)),
            Of<FhirTask>("modified", SearchKind.Date, task => Dates(task.LastModified)),
        ],
        [ServiceRequest.TypeName] =
        [
            Of<ServiceRequest>("identifier", SearchKind.Identifier, request => Identifiers(request.Identifier)),
            Of<ServiceRequest>("status", SearchKind.Token, request => Codes(Fhir + "request-status", request.Status)),
            Of<ServiceRequest>("intent", SearchKind.Token, request => Codes(Fhir + "request-intent", request.Intent)),
            Of<ServiceRequest>("category", SearchKind.Token, request => Concepts(request.Category)),
            Of<ServiceRequest>("code", SearchKind.Token, request => Concepts([request.Code])),
            Of<ServiceRequest>("subject", SearchKind.Reference, request => References([request.Subject]), Patient.TypeName),
            Of<ServiceRequest>("patient", SearchKind.Reference, request => References([request.Subject]), Patient.TypeName),
            Of<ServiceRequest>("requester", SearchKind.Reference, request => References([request.Requester]), Organization.TypeName),
            Of<ServiceRequest>("performer", SearchKind.Reference, request => References(request.Performer), Organization.TypeName),
            Of<ServiceRequest>("authored", SearchKind.Date, request => Dates(request.AuthoredOn)),
            Of<ServiceRequest>("occurrence", SearchKind.Date, request => Periods(request.OccurrencePeriod)),
        ],
        [Patient.TypeName] =
        [
            Of<Patient>("identifier", SearchKind.Identifier, patient => Identifiers(patient.Identifier)),
            Of<Patient>("active", SearchKind.Token, patient => Booleans(patient.Active)),
        ],
        [Consent.TypeName] =
        [
            Of<Consent>("status", SearchKind.Token, consent => Codes(Fhir + "consent-state-codes", consent.Status)),
            Of<Consent>("scope", SearchKind.Token, consent => Concepts([consent.Scope])),
            Of<Consent>("category", SearchKind.Token, consent => Concepts(consent.Category)),
            Of<Consent>("patient", SearchKind.Reference, consent => References([consent.Patient]), Patient.TypeName),
            Of<Consent>("organization", SearchKind.Reference, consent => References(consent.Organization), Organization.TypeName),
            Of<Consent>("date", SearchKind.Date, consent => Dates(consent.DateTime)),
        ],
        [Appointment.TypeName] =
        [
            Of<Appointment>("identifier", SearchKind.Identifier, appointment => Identifiers(appointment.Identifier)),
            Of<Appointment>("status", SearchKind.Token, appointment => Codes(Fhir + "appointmentstatus", appointment.Status)),
            Of<Appointment>("date", SearchKind.Date, appointment => Dates(appointment.Start)),
            Of<Appointment>("based-on", SearchKind.Reference, appointment => References(appointment.BasedOn), ServiceRequest.TypeName),
            Of<Appointment>("patient", SearchKind.Reference, appointment => References(appointment.Participant?.Select(participant => participant.Actor), Patient.TypeName), Patient.TypeName),
            Of<Appointment>("actor", SearchKind.Reference, appointment => References(appointment.Participant?.Select(participant => participant.Actor)), Patient.TypeName, Practitioner.TypeName, PractitionerRole.TypeName, RelatedPerson.TypeName, Location.TypeName),
        ],
        [DocumentReference.TypeName] =
        [
            Of<DocumentReference>("identifier", SearchKind.Identifier, document => Identifiers(document.Identifier, [document.MasterIdentifier])),
            Of<DocumentReference>("status", SearchKind.Token, document => Codes(Fhir + "document-reference-status", document.Status)),
            Of<DocumentReference>("type", SearchKind.Token, document => Concepts([document.Type])),
            Of<DocumentReference>("category", SearchKind.Token, document => Concepts(document.Category)),
            Of<DocumentReference>("contenttype", SearchKind.Token, document => (document.Content ?? []).Select(content => $"urn:ietf:bcp:13|{content.Attachment?.ContentType}")),
            Of<DocumentReference>("subject", SearchKind.Reference, document => References([document.Subject]), Patient.TypeName),
            Of<DocumentReference>("patient", SearchKind.Reference, document => References([document.Subject], Patient.TypeName), Patient.TypeName),
            Of<DocumentReference>("related", SearchKind.Reference, document => References(document.Context?.Related), ServiceRequest.TypeName),
            Of<DocumentReference>("author", SearchKind.Reference, document => References(document.Author), Organization.TypeName),
            Of<DocumentReference>("date", SearchKind.Date, document => Dates(document.Date)),
        ],
        [CarePlan.TypeName] =
        [
            Of<CarePlan>("identifier", SearchKind.Identifier, plan => Identifiers(plan.Identifier)),
            Of<CarePlan>("status", SearchKind.Token, plan => Codes(Fhir + "request-status", plan.Status)),
            Of<CarePlan>("intent", SearchKind.Token, plan => Codes(Fhir + "request-intent", plan.Intent)),
            Of<CarePlan>("category", SearchKind.Token, plan => Concepts(plan.Category)),
            Of<CarePlan>("subject", SearchKind.Reference, plan => References([plan.Subject]), Patient.TypeName),
            Of<CarePlan>("patient", SearchKind.Reference, plan => References([plan.Subject], Patient.TypeName), Patient.TypeName),
            Of<CarePlan>("based-on", SearchKind.Reference, plan => References(plan.BasedOn), CarePlan.TypeName),
            Of<CarePlan>("date", SearchKind.Date, plan => Periods(plan.Period)),
        ],
        [Observation.TypeName] =
        [
            Of<Observation>("identifier", SearchKind.Identifier, observation => Identifiers(observation.Identifier)),
            Of<Observation>("status", SearchKind.Token, observation => Codes(Fhir + "observation-status", observation.Status)),
            Of<Observation>("code", SearchKind.Token, observation => Concepts([observation.Code])),
            Of<Observation>("category", SearchKind.Token, observation => Concepts(observation.Category)),
            Of<Observation>("subject", SearchKind.Reference, observation => References([observation.Subject]), Patient.TypeName),
            Of<Observation>("patient", SearchKind.Reference, observation => References([observation.Subject], Patient.TypeName), Patient.TypeName),
            Of<Observation>("based-on", SearchKind.Reference, observation => References(observation.BasedOn), ServiceRequest.TypeName),
            Of<Observation>("date", SearchKind.Date, observation => Dates(observation.EffectiveDateTime)),
        ],
        [Organization.TypeName] =
        [
            Of<Organization>("identifier", SearchKind.Token, organization => Identifiers(organization.Identifier)),
            Of<Organization>("type", SearchKind.Token, organization => Concepts(organization.Type)),
            Of<Organization>("active", SearchKind.Token, organization => Booleans(organization.Active)),
        ],
        [Practitioner.TypeName] = [Of<Practitioner>("active", SearchKind.Token, practitioner => Booleans(practitioner.Active))],
        [PractitionerRole.TypeName] =
        [
            Of<PractitionerRole>("role", SearchKind.Token, role => Concepts(role.Code)),
            Of<PractitionerRole>("active", SearchKind.Token, role => Booleans(role.Active)),
            Of<PractitionerRole>("practitioner", SearchKind.Reference, role => References([role.Practitioner]), Practitioner.TypeName),
            Of<PractitionerRole>("organization", SearchKind.Reference, role => References([role.Organization]), Organization.TypeName),
        ],
        [RelatedPerson.TypeName] =
        [
            Of<RelatedPerson>("relationship", SearchKind.Token, person => Concepts(person.Relationship)),
            Of<RelatedPerson>("active", SearchKind.Token, person => Booleans(person.Active)),
            Of<RelatedPerson>("patient", SearchKind.Reference, person => References([person.Patient]), Patient.TypeName),
        ],
        [Location.TypeName] =
        [
            Of<Location>("status", SearchKind.Token, location => Codes(Fhir + "location-status", location.Status)),
            Of<Location>("type", SearchKind.Token, location => Concepts(location.Type)),
        ],
        [Provenance.TypeName] =
        [
            Of<Provenance>("target", SearchKind.Reference, provenance => References(provenance.Target), ServiceRequest.TypeName, FhirTask.TypeName, Patient.TypeName, Consent.TypeName, Appointment.TypeName, DocumentReference.TypeName, CarePlan.TypeName, Observation.TypeName),
            Of<Provenance>("patient", SearchKind.Reference, provenance => References(provenance.Target, Patient.TypeName), Patient.TypeName),
            Of<Provenance>("agent", SearchKind.Reference, provenance => References(provenance.Agent?.Select(agent => agent.Who)), Organization.TypeName),
            Of<Provenance>("recorded", SearchKind.Date, provenance => Dates(provenance.Recorded)),
        ],
    }.ToFrozenDictionary();

    public static SearchParameter? Find(string type, string name) => ByType[type].FirstOrDefault(parameter => parameter.Name == name);

    /// <summary>What <c>_include</c> can follow from a type.</summary>
    public static IEnumerable<string> LinksFrom(string type) =>
        ByType.GetValueOrDefault(type, []).Where(parameter => parameter.Targets.Length > 0).Select(parameter => $"{type}:{parameter.Name}");

    /// <summary>What <c>_revinclude</c> can follow to a type.</summary>
    public static IEnumerable<string> LinksTo(string type) => ByType.OrderBy(pair => pair.Key, StringComparer.Ordinal)
        .SelectMany(pair => pair.Value.Where(parameter => parameter.Targets.Contains(type)).Select(parameter => $"{pair.Key}:{parameter.Name}"));

    private static SearchParameter Of<T>(string name, SearchKind kind, Func<T, IEnumerable<string?>> values, params string[] targets)
        where T : Resource =>
        new(name, kind, resource => values((T)resource), targets);

    private static IEnumerable<string?> Booleans(bool? value) => value is { } known ? [$"http://hl7.org/fhir/special-values|{(known ? "true" : "false")}"] : [];
}
