using System.Text.Json;
using IntegrationHub.Contracts.Fhir;
using IntegrationHub.Domain.Calendar;
using IntegrationHub.Domain.Cases;
using IntegrationHub.Domain.Codes;
using IntegrationHub.Domain.KeyDates;
using IntegrationHub.Domain.Pathways;
using IntegrationHub.Domain.Policies;
using IntegrationHub.Domain.Referrals;
using IntegrationHub.Domain.Reviews;
using IntegrationHub.Functions.Policies;
using IntegrationHub.Functions.Referrals.Terminology;
using IntegrationHub.Functions.Storage;
using FhirTask = IntegrationHub.Contracts.Fhir.Task;

namespace IntegrationHub.Functions.Referrals.Rendering;

/// <summary>The referral: ServiceRequest and the Task that tracks it. Rendered from facts alone, never from the clock.</summary>
internal sealed class ReferralResources(CaseRules rules, HubConcepts concepts)
{
    public ServiceRequest ServiceRequestOf(StoredCase stored, ReferralState referral)
    {
        var state = stored.State;
        var policy = rules.For(state);
        var pathway = referral.Review == 0 ? Pathway.Of(state, policy) : Pathway.OfReview(state, policy);
        var id = ReferralIds.Of(state.Header.CaseId, referral.Number);
        return new ServiceRequest
        {
            Id = id,
            Meta = Fhir.MetaOf(stored, ServiceRequest.TypeName),
            Identifier = [new Identifier { System = FhirSystems.CaseId, Value = id }],
            Status = CaseStatus.TaskStatus(state, policy, referral) switch
            {
                TaskStatuses.Completed => RequestStatusCodes.Completed,
                TaskStatuses.Cancelled or TaskStatuses.Rejected => RequestStatusCodes.Revoked,
                _ => RequestStatusCodes.Active,
            },
            Intent = "order",
            Category = [concepts.Of(FhirSystems.Pathway, pathway.Name, pathway.Reason)],
            Code = referral.Review == 0
                ? concepts.Of(FhirSystems.Service, CaseCodes.InitialHealthAssessment, "Initial Health Assessment of a looked-after child")
                : concepts.Of(FhirSystems.Service, CaseCodes.ReviewHealthAssessment, "Review health assessment of a looked-after child"),
            Subject = Fhir.Reference(Patient.TypeName, state.Header.CaseId),
            OccurrencePeriod = PeriodOf(state, policy, referral),
            AuthoredOn = Fhir.Instant(referral.RaisedAt!.Value),
            Requester = Fhir.Reference(Organization.TypeName, state.Header.LocalAuthority),
            Performer = [Fhir.Reference(Organization.TypeName, referral.Provider)],
            ReasonCode = [.. Reasons(state)],
            SupportingInfo = [.. SupportingInfo(state)],
        };
    }

    public FhirTask TaskOf(StoredCase stored, ReferralState referral)
    {
        var state = stored.State;
        var policy = rules.For(state);
        var id = ReferralIds.Of(state.Header.CaseId, referral.Number);
        return new FhirTask
        {
            Id = id,
            Meta = Fhir.MetaOf(stored, FhirTask.TypeName),
            Identifier = [new Identifier { System = FhirSystems.CaseId, Value = id }],
            GroupIdentifier = state.Child.SiblingGroup is { } siblings
                ? new Identifier { System = FhirSystems.SiblingGroup(state.Header.LocalAuthority), Value = siblings }
                : null,
            Status = CaseStatus.TaskStatus(state, policy, referral),
            StatusReason = StatusReason(state, policy, referral),
            BusinessStatus = concepts.Of(FhirSystems.CaseStatus, CaseStatus.Of(state, policy, referral), referral.BusinessStatus),
            Intent = "order",
            Code = Fhir.Concept(FhirSystems.TaskCode, "fulfill"),
            Focus = Fhir.Reference(ServiceRequest.TypeName, id),
            For = Fhir.Reference(Patient.TypeName, state.Header.CaseId),
            AuthoredOn = Fhir.Instant(referral.RaisedAt!.Value),
            LastModified = Fhir.Instant(stored.LastUpdated),
            Requester = Fhir.Reference(Organization.TypeName, state.Header.LocalAuthority),
            Owner = Fhir.Reference(Organization.TypeName, referral.Provider),
            Restriction = NextDue(state, policy, referral) is { } due ? new FhirTask.RestrictionComponent { Period = new Period { End = Fhir.Date(due) } } : null,
            Input = [.. state.Documents.Where(IsPaper).Select(Input)],
            Output = [.. state.Documents.Where(document => IsReturned(document, referral)).Select(Output), .. SignOff(state, referral)],
        };
    }

    private Period PeriodOf(CaseState state, Policy policy, ReferralState referral) => new()
    {
        Start = Fhir.Date(referral.Review == 0 ? state.DayZero : LondonTime.DateOf(referral.RaisedAt!.Value)),
        End = DueOn(state, KeyDate.SummaryAndPlanReturned, policy, referral) is { } due ? Fhir.Date(due) : null,
    };

    /// <summary>Null for a review whose ground has gone: the first assessment it counted from was taken back.</summary>
    private DateOnly? DueOn(CaseState state, KeyDate keyDate, Policy policy, ReferralState referral)
    {
        var review = referral.Review == 0 ? null : ReviewCycle.Find(state, policy, referral.Review);
        return referral.Review > 0 && review is null ? null : KeyDateStandings.DueOn(state, keyDate, policy, rules.Calendar, review?.DueOn);
    }

    private DateOnly? NextDue(CaseState state, Policy policy, ReferralState referral) =>
        CaseStatus.TaskStatus(state, policy, referral) is TaskStatuses.Completed or TaskStatuses.Cancelled or TaskStatuses.Rejected
            ? null
            : Enum.GetValues<KeyDate>().Where(keyDate => KeyDateStandings.MetOn(state, keyDate, policy, referral.Review) is null).Select(keyDate => DueOn(state, keyDate, policy, referral)).Min();

    private static CodeableConcept? StatusReason(CaseState state, Policy policy, ReferralState referral)
    {
        if (referral.StatusReason is null)
        {
            return ReferralEnds.Reason(state, policy, referral) is { } ended ? Fhir.Text(ended) : null;
        }

        using var json = JsonDocument.Parse(referral.StatusReason);
        return FhirJson.Read<FhirTask>(json.RootElement).StatusReason;
    }

    /// <summary>The Designated Doctor's sign-off, as it was sent.</summary>
    private static IEnumerable<FhirTask.OutputComponent> SignOff(CaseState state, ReferralState referral)
    {
        if (state.CehaSignOff?.Output is not { } sent || referral != state.ReferralFor(0))
        {
            return [];
        }

        using var json = JsonDocument.Parse(sent);
        return FhirJson.Read<FhirTask>(json.RootElement).Output ?? [];
    }

    private static bool IsReturned(DocumentState document, ReferralState referral) =>
        DocumentKinds.FromHealth.Contains(document.Document.Kind) && document.Document.Referral == referral.Number;

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
