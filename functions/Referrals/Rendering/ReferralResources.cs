using System.Text.Json;
using IntegrationHub.Contracts.Fhir;
using IntegrationHub.Domain.Calendar;
using IntegrationHub.Domain.Cases;
using IntegrationHub.Domain.Codes;
using IntegrationHub.Domain.KeyDates;
using IntegrationHub.Domain.Pathways;
using IntegrationHub.Domain.Policies;
using IntegrationHub.Functions.Storage;
using FhirTask = IntegrationHub.Contracts.Fhir.Task;

namespace IntegrationHub.Functions.Referrals.Rendering;

/// <summary>The referral: ServiceRequest, the Task that tracks it, and the Consent it rests on. Rendered from facts alone, never from the clock.</summary>
internal sealed class ReferralResources(Policy policy, WorkingDays calendar)
{
    public ServiceRequest ServiceRequestOf(StoredCase stored)
    {
        var state = stored.State;
        return new ServiceRequest
        {
            Id = state.Header.CaseId,
            Meta = Fhir.MetaOf(stored, ServiceRequest.TypeName),
            Identifier = [new Identifier { System = FhirSystems.CaseId, Value = state.Header.CaseId }],
            Status = CaseStatus.TaskStatus(state, policy) switch
            {
                TaskStatuses.Completed => RequestStatusCodes.Completed,
                TaskStatuses.Cancelled or TaskStatuses.Rejected => RequestStatusCodes.Revoked,
                _ => RequestStatusCodes.Active,
            },
            Intent = "order",
            Category = [Fhir.Concept(FhirSystems.Pathway, Pathway.Of(state, policy).Name)],
            Code = new CodeableConcept
            {
                Coding = [new Coding { System = FhirSystems.Service, Code = "initial-health-assessment" }],
                Text = "Initial Health Assessment of a looked-after child",
            },
            Subject = Fhir.Reference(Patient.TypeName, state.Header.CaseId),
            OccurrencePeriod = new Period { Start = Fhir.Date(state.DayZero), End = Fhir.Date(DueOn(state, KeyDate.SummaryAndPlanReturned)) },
            AuthoredOn = AuthoredOn(state),
            Requester = Fhir.Reference(Organization.TypeName, state.Header.LocalAuthority),
            Performer = [Fhir.Reference(Organization.TypeName, state.HealthProvider)],
            ReasonCode = [.. Reasons(state)],
            SupportingInfo =
            [
                Fhir.Reference(Consent.TypeName, state.Header.CaseId),
                .. state.Contacts.Select(contact => Fhir.Reference(Practitioner.TypeName, PartyResources.PractitionerId(stored, contact))),
            ],
        };
    }

    public FhirTask TaskOf(StoredCase stored)
    {
        var state = stored.State;
        return new FhirTask
        {
            Id = state.Header.CaseId,
            Meta = Fhir.MetaOf(stored, FhirTask.TypeName),
            Identifier = [new Identifier { System = FhirSystems.CaseId, Value = state.Header.CaseId }],
            Status = CaseStatus.TaskStatus(state, policy),
            StatusReason = StatusReason(state.Referral),
            BusinessStatus = new CodeableConcept
            {
                Coding = [new Coding { System = FhirSystems.CaseStatus, Code = CaseStatus.Of(state, policy) }],
                Text = state.Referral.BusinessStatus,
            },
            Intent = "order",
            Code = Fhir.Concept(FhirSystems.TaskCode, "fulfill"),
            Focus = Fhir.Reference(ServiceRequest.TypeName, state.Header.CaseId),
            For = Fhir.Reference(Patient.TypeName, state.Header.CaseId),
            AuthoredOn = AuthoredOn(state),
            LastModified = Fhir.Instant(stored.LastUpdated),
            Requester = Fhir.Reference(Organization.TypeName, state.Header.LocalAuthority),
            Owner = Fhir.Reference(Organization.TypeName, state.HealthProvider),
            Restriction = NextDue(state) is { } due ? new FhirTask.RestrictionComponent { Period = new Period { End = Fhir.Date(due) } } : null,
            Input = [.. state.Documents.Where(document => DocumentKinds.FromCouncil.Contains(document.Document.Kind)).Select(Input)],
            Output = [.. state.Documents.Where(document => DocumentKinds.FromHealth.Contains(document.Document.Kind)).Select(Output)],
        };
    }

    public static Consent ConsentOf(StoredCase stored)
    {
        var state = stored.State;
        var consent = state.Consent;
        return new Consent
        {
            Id = state.Header.CaseId,
            Meta = Fhir.MetaOf(stored, Consent.TypeName),
            Status = consent.Status switch
            {
                ConsentStatuses.Given => ConsentRule.Judge(state).Valid ? ConsentStateCodes.Active : ConsentStateCodes.Proposed,
                ConsentStatuses.Refused => ConsentStateCodes.Rejected,
                ConsentStatuses.Withdrawn => ConsentStateCodes.Inactive,
                _ => ConsentStateCodes.Proposed,
            },
            Scope = Fhir.Concept(FhirSystems.ConsentScope, "treatment"),
            Category = [Fhir.Concept(FhirSystems.ActCode, "INFA")],
            Patient = Fhir.Reference(Patient.TypeName, state.Header.CaseId),
            DateTime = Fhir.Date(consent.On),
            Performer = consent.GivenBy switch
            {
                ConsentGivers.LocalAuthority => [Fhir.Reference(Organization.TypeName, state.Header.LocalAuthority)],
                ConsentGivers.YoungPerson => [Fhir.Reference(Patient.TypeName, state.Header.CaseId)],
                ConsentGivers.Parent => [new ResourceReference { Display = "Parent" }],
                _ => null,
            },
            Organization = [Fhir.Reference(Organization.TypeName, state.Header.LocalAuthority)],
            PolicyRule = Fhir.Text("Health assessment of a looked-after child, Care Planning, Placement and Case Review (England) Regulations 2010"),
        };
    }

    private DateOnly DueOn(CaseState state, KeyDate keyDate) => calendar.Add(state.DayZero, policy.For(keyDate).TargetWorkingDays);

    private DateOnly? NextDue(CaseState state) =>
        CaseStatus.TaskStatus(state, policy) is TaskStatuses.Completed or TaskStatuses.Cancelled or TaskStatuses.Rejected
            ? null
            : Enum.GetValues<KeyDate>().Where(keyDate => KeyDateStandings.MetOn(state, keyDate) is null).Select(keyDate => (DateOnly?)DueOn(state, keyDate)).Min();

    private static string AuthoredOn(CaseState state) => Fhir.Instant(state.NotifiedAt!.Value);

    private static CodeableConcept? StatusReason(ReferralState referral)
    {
        if (referral.StatusReason is null)
        {
            return null;
        }

        using var json = JsonDocument.Parse(referral.StatusReason);
        return FhirJson.Read<FhirTask>(json.RootElement).StatusReason;
    }

    private static IEnumerable<CodeableConcept> Reasons(CaseState state)
    {
        if (state.Care.LegalStatus is { } legal)
        {
            yield return Fhir.Concept(FhirSystems.LegalStatus, legal, Ssda903.LegalStatuses.GetValueOrDefault(legal));
        }

        if (state.Care.CategoryOfNeed is { } need)
        {
            yield return Fhir.Concept(FhirSystems.CategoryOfNeed, need, Ssda903.CategoriesOfNeed.GetValueOrDefault(need));
        }
    }

    private static FhirTask.ParameterComponent Input(DocumentState document) => new()
    {
        Type = Fhir.Concept(FhirSystems.DocumentKind, document.Document.Kind),
        ValueReference = Fhir.Reference(DocumentReference.TypeName, document.Document.DocumentId),
    };

    private static FhirTask.OutputComponent Output(DocumentState document) => new()
    {
        Type = Fhir.Concept(FhirSystems.DocumentKind, document.Document.Kind),
        ValueReference = Fhir.Reference(DocumentReference.TypeName, document.Document.DocumentId),
    };
}
