using System.Text.Json;
using IntegrationHub.Contracts.Fhir;
using IntegrationHub.Domain.Cases;
using IntegrationHub.Domain.Codes;
using IntegrationHub.Domain.KeyDates;
using IntegrationHub.Domain.Pathways;
using IntegrationHub.Functions.Policies;
using IntegrationHub.Functions.Referrals.Terminology;
using IntegrationHub.Functions.Storage;
using FhirTask = IntegrationHub.Contracts.Fhir.Task;

namespace IntegrationHub.Functions.Referrals.Rendering;

/// <summary>The referral: ServiceRequest and the Task that tracks it. Rendered from facts alone, never from the clock.</summary>
internal sealed class ReferralResources(CaseRules rules, HubConcepts concepts)
{
    public ServiceRequest ServiceRequestOf(StoredCase stored)
    {
        var state = stored.State;
        var policy = rules.For(state);
        var pathway = Pathway.Of(state, policy);
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
            Category = [concepts.Of(FhirSystems.Pathway, pathway.Name, pathway.Reason)],
            Code = concepts.Of(FhirSystems.Service, CaseCodes.InitialHealthAssessment, "Initial Health Assessment of a looked-after child"),
            Subject = Fhir.Reference(Patient.TypeName, state.Header.CaseId),
            OccurrencePeriod = new Period { Start = Fhir.Date(state.DayZero), End = Fhir.Date(DueOn(state, KeyDate.SummaryAndPlanReturned)) },
            AuthoredOn = AuthoredOn(state),
            Requester = Fhir.Reference(Organization.TypeName, state.Header.LocalAuthority),
            Performer = [Fhir.Reference(Organization.TypeName, state.HealthProvider)],
            ReasonCode = [.. Reasons(state)],
            SupportingInfo = [.. SupportingInfo(state)],
        };
    }

    public FhirTask TaskOf(StoredCase stored)
    {
        var state = stored.State;
        var policy = rules.For(state);
        return new FhirTask
        {
            Id = state.Header.CaseId,
            Meta = Fhir.MetaOf(stored, FhirTask.TypeName),
            Identifier = [new Identifier { System = FhirSystems.CaseId, Value = state.Header.CaseId }],
            GroupIdentifier = state.Child.SiblingGroup is { } siblings
                ? new Identifier { System = FhirSystems.SiblingGroup(state.Header.LocalAuthority), Value = siblings }
                : null,
            Status = CaseStatus.TaskStatus(state, policy),
            StatusReason = StatusReason(state.Referral),
            BusinessStatus = concepts.Of(FhirSystems.CaseStatus, CaseStatus.Of(state, policy), state.Referral.BusinessStatus),
            Intent = "order",
            Code = Fhir.Concept(FhirSystems.TaskCode, "fulfill"),
            Focus = Fhir.Reference(ServiceRequest.TypeName, state.Header.CaseId),
            For = Fhir.Reference(Patient.TypeName, state.Header.CaseId),
            AuthoredOn = AuthoredOn(state),
            LastModified = Fhir.Instant(stored.LastUpdated),
            Requester = Fhir.Reference(Organization.TypeName, state.Header.LocalAuthority),
            Owner = Fhir.Reference(Organization.TypeName, state.HealthProvider),
            Restriction = NextDue(state) is { } due ? new FhirTask.RestrictionComponent { Period = new Period { End = Fhir.Date(due) } } : null,
            Input = [.. state.Documents.Where(IsPaper).Select(Input)],
            Output = [.. state.Documents.Where(document => DocumentKinds.FromHealth.Contains(document.Document.Kind)).Select(Output)],
        };
    }

    private DateOnly DueOn(CaseState state, KeyDate keyDate) => rules.Calendar.Add(state.DayZero, rules.For(state).For(keyDate).TargetWorkingDays);

    private DateOnly? NextDue(CaseState state) =>
        CaseStatus.TaskStatus(state, rules.For(state)) is TaskStatuses.Completed or TaskStatuses.Cancelled or TaskStatuses.Rejected
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

    /// <summary>What whoever assesses needs besides: consent, who to speak to, where the child lives, the council's papers.</summary>
    private static IEnumerable<ResourceReference> SupportingInfo(CaseState state) =>
    [
        Fhir.Reference(Consent.TypeName, state.Header.CaseId),
        .. PartyResources.ContactsOf(state).Select(person => Fhir.Reference(person.IsProfessional ? PractitionerRole.TypeName : RelatedPerson.TypeName, person.Id)),
        .. state.Care.Placement is null ? [] : new[] { Fhir.Reference(Location.TypeName, PlacementResource.IdOf(state.Header.CaseId)) },
        .. state.Documents.Where(IsPaper).Select(document => Fhir.Reference(DocumentReference.TypeName, document.Document.DocumentId)),
    ];

    private static bool IsPaper(DocumentState document) => DocumentKinds.FromCouncil.Contains(document.Document.Kind);

    private IEnumerable<CodeableConcept> Reasons(CaseState state)
    {
        if (state.Care.LegalStatus is { } legal)
        {
            yield return concepts.Of(FhirSystems.LegalStatus, legal);
        }

        if (state.Care.CategoryOfNeed is { } need)
        {
            yield return concepts.Of(FhirSystems.CategoryOfNeed, need);
        }
    }

    private FhirTask.ParameterComponent Input(DocumentState document) => new()
    {
        Type = concepts.Of(FhirSystems.DocumentKind, document.Document.Kind),
        ValueReference = Fhir.Reference(DocumentReference.TypeName, document.Document.DocumentId),
    };

    private FhirTask.OutputComponent Output(DocumentState document) => new()
    {
        Type = concepts.Of(FhirSystems.DocumentKind, document.Document.Kind),
        ValueReference = Fhir.Reference(DocumentReference.TypeName, document.Document.DocumentId),
    };
}
