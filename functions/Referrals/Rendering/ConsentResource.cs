using IntegrationHub.Contracts.Fhir;
using IntegrationHub.Domain.Codes;
using IntegrationHub.Domain.Pathways;
using IntegrationHub.Functions.Storage;
using ConsentState = IntegrationHub.Domain.Cases.ConsentState;

namespace IntegrationHub.Functions.Referrals.Rendering;

/// <summary>
/// The consent that the referral rests on, as UKCore-Consent. Consent given by somebody who may not give it is only
/// <c>proposed</c>: <c>policyRule</c> then says who must give it, and <c>verification</c> that it doesn't hold.
/// </summary>
internal static class ConsentResource
{
    private const string Legislation = "https://www.legislation.gov.uk";
    private const string Regulations = Legislation + "/uksi/2010/959";
    private const string Rule = "Health assessment of a looked-after child, Care Planning, Placement and Case Review (England) Regulations 2010.";

    public static Consent Of(StoredCase stored)
    {
        var state = stored.State;
        var judgement = ConsentRule.Judge(state);
        var doubtful = state.Consent.Status == ConsentStatuses.Given && !judgement.Valid;
        var form = state.Documents.LastOrDefault(document => document.Document.Kind == DocumentKinds.ConsentForm);
        return new Consent
        {
            Id = state.Header.CaseId,
            Meta = Fhir.MetaOf(stored, Consent.TypeName),
            Status = StatusOf(state.Consent, judgement),
            Scope = Fhir.Concept(FhirSystems.ConsentScope, "treatment"),
            Category = [Fhir.Concept(FhirSystems.ActCode, "INFA")],
            Patient = Fhir.Reference(Patient.TypeName, state.Header.CaseId),
            DateTime = Fhir.Date(state.Consent.On),
            Performer = PerformerOf(stored) is { } performer ? [performer] : null,
            Organization = [Fhir.Reference(Organization.TypeName, state.Header.LocalAuthority)],
            SourceReference = form is null ? null : Fhir.Reference(DocumentReference.TypeName, form.Document.DocumentId),
            Policy = [new Consent.PolicyComponent { Authority = Legislation, Uri = Regulations }],
            PolicyRule = Fhir.Text(doubtful ? $"{Rule} {judgement.Reason}" : Rule),
            Verification = doubtful ? [new Consent.VerificationComponent { Verified = false }] : null,
        };
    }

    private static string StatusOf(ConsentState consent, ConsentJudgement judgement) => consent.Status switch
    {
        ConsentStatuses.Given => judgement.Valid ? ConsentStateCodes.Active : ConsentStateCodes.Proposed,
        ConsentStatuses.Refused => ConsentStateCodes.Rejected,
        ConsentStatuses.Withdrawn => ConsentStateCodes.Inactive,
        _ => ConsentStateCodes.Proposed,
    };

    private static ResourceReference? PerformerOf(StoredCase stored) => stored.State.Consent.GivenBy switch
    {
        ConsentGivers.LocalAuthority => Fhir.Reference(Organization.TypeName, stored.State.Header.LocalAuthority),
        ConsentGivers.YoungPerson => Fhir.Reference(Patient.TypeName, stored.State.Header.CaseId),
        ConsentGivers.Parent => ParentOf(stored),
        _ => null,
    };

    // With two parents on the case nobody has said which one it was.
    private static ResourceReference ParentOf(StoredCase stored) =>
        PartyResources.ContactsOf(stored.State).Where(person => person.Contact.Role == ContactRoles.Parent).ToList() is [var parent]
            ? Fhir.Reference(RelatedPerson.TypeName, parent.Id)
            : new ResourceReference { Display = "Parent" };
}
