using IntegrationHub.Contracts.Problems;
using IntegrationHub.Domain.Cases;
using IntegrationHub.Domain.Codes;

namespace IntegrationHub.Functions.Referrals.Terminology;

/// <summary>What a referral asks for, how it goes, where it stands, and what was told about it.</summary>
internal static class CaseCodes
{
    /// <summary>What every referral of this hub asks for.</summary>
    public const string InitialHealthAssessment = "initial-health-assessment";

    public const string ReviewHealthAssessment = "review-health-assessment";

    /// <summary>Type of the <c>Task.output</c> by which the Designated Doctor signs off.</summary>
    public const string CehaSignOff = "ceha-sign-off";

    public static IReadOnlyList<HubCodeSystem> Systems { get; } =
    [
        new(FhirSystems.Service, "Service", "Service asked for", "What a referral asks for.",
        [
            new(InitialHealthAssessment, "Initial health assessment", "The first statutory health assessment of a child who became looked after."),
            new(ReviewHealthAssessment, "Review health assessment", "A later one: every six months before the fifth birthday, every twelve months after."),
        ]),
        new(FhirSystems.DocumentKind, "DocumentKind", "Document kind", "What a document about a looked-after child's health assessment is.",
        [
            new(DocumentKinds.IhaSummary, "Initial health assessment summary", "What the assessing doctor found."),
            new(DocumentKinds.RhaSummary, "Review health assessment summary", "What the practitioner who reviewed the child's health found."),
            new(DocumentKinds.HealthCarePlan, "Health care plan", "The health part of the child's care plan: what is to be done, by whom and by when."),
            new(DocumentKinds.CehaSummary, "Care Entry Health Assessment summary", "What could be learnt about a young person who declined to be seen."),
            new(DocumentKinds.ConsentForm, "Consent form", "The signed consent to the assessment."),
            new(DocumentKinds.PartA, "Part A", "The social worker's part of the assessment form."),
            new(DocumentKinds.Other, "Other paper", "Any other paper that the council sends with the referral."),
            new(DocumentKinds.HealthPassport, "Health passport", "A summary of the health history for a young person near 18, as a FHIR document."),
            new(DocumentKinds.HealthPassportPage, "Health passport, page", "The same health passport as a page to print."),
        ]),
        new(FhirSystems.CaseStatus, "CaseStatus", "Case status", "Where a referral stands, and what it waits for.",
        [
            new(CaseStatus.AwaitingConsent, "Waiting for valid consent", "Nobody who may consent has done so yet."),
            new(CaseStatus.AwaitingPaperwork, "Waiting for the council's papers", "Consent is valid, the papers are not complete."),
            new(CaseStatus.AwaitingAppointment, "Waiting for an appointment to be booked", "Consent and papers are there, nothing is booked."),
            new(CaseStatus.AppointmentBooked, "Waiting for the booked appointment", "An appointment is booked, the child was not seen yet."),
            new(CaseStatus.AwaitingReturn, "Waiting for the summary and the health care plan", "The child was seen, a document is missing."),
            new(CaseStatus.CehaOffered, "Care Entry Health Assessment offered", "The assessment was declined; the social worker has not agreed yet to what is offered instead."),
            new(CaseStatus.CehaAgreed, "Care Entry Health Assessment agreed", "Agreed; its summary is not back."),
            new(CaseStatus.AwaitingSignOff, "Waiting for the Designated Doctor's sign-off", "The summary of the Care Entry Health Assessment is back."),
            new(CaseStatus.Completed, "Completed: both documents are back", "The summary and the health care plan were returned, or the Care Entry Health Assessment was signed off."),
            new(CaseStatus.Rejected, "Rejected by the health team", "The health team does not take the referral."),
            new(CaseStatus.NotRequired, "No assessment required", "A short break starts no clock, or an earlier assessment is used, or another provider is asked, or the review was refused or missed."),
            new(CaseStatus.Closed, "Closed: care ended", "The child is not looked after any more."),
        ]),
        new(FhirSystems.Pathway, "Pathway", "Pathway", "Who assesses the child.",
        [
            new("clinic", "Clinic for looked-after children", "The child is placed in the council's own area."),
            new("gp-pool", "Trained GP", "Placed out of area, of secondary-school age, not known to community paediatrics."),
            new("host-provider", "Provider where the child is placed", "Placed out of area otherwise."),
            new("neonatal", "Hospital consultant", "The child has been in hospital since birth."),
            new("uasc", "Service for unaccompanied asylum-seeking children", "Separately commissioned."),
            new("refusal", "Care Entry Health Assessment", "The assessment was declined too often."),
            new("not-required", "No assessment required", "A short break, an assessment within the three months before, or care ended before the assessment was returned."),
        ]),
        new(FhirSystems.TaskOutput, "TaskOutput", "Task output", "What a Task's output is, where it is no document.",
        [
            new(CehaSignOff, "Care Entry Health Assessment signed off", "The Designated Doctor signs the Care Entry Health Assessment off: only then it is complete."),
        ]),
        new(FhirSystems.FactType, "FactType", "Fact type", "What was told about a case, in Provenance.activity.",
        [
            Fact<BecameLookedAfter>("Became looked after", "The council told the hub of a child who became looked after."),
            Fact<DetailsCorrected>("Details corrected", "The council corrected what it had told of the child, the care or the contacts."),
            Fact<NotificationRepeated>("Notification repeated", "The council told the same again under another id."),
            Fact<PlacementChanged>("Placement changed", "The child moved to another placement."),
            Fact<LegalStatusChanged>("Legal status changed", "The law under which the child is looked after changed."),
            Fact<ConsentRecorded>("Consent recorded", "Consent was given, refused or withdrawn."),
            Fact<PaperworkCompleted>("Paperwork completed", "The council declared its papers complete."),
            Fact<AssessmentDeclined>("Assessment declined", "The young person, a carer or a parent declined the assessment."),
            Fact<BreachReasonRecorded>("Breach reason recorded", "The reason why a key date was missed."),
            Fact<CeasedToBeLookedAfter>("Ceased to be looked after", "The episode of care ended."),
            Fact<CareEndWithdrawn>("End of care withdrawn", "Care was said to have ended by mistake, and goes on."),
            Fact<CehaAgreed>("Care Entry Health Assessment agreed", "The social worker agreed to a Care Entry Health Assessment."),
            Fact<EarlierAssessmentRecorded>("Earlier assessment recorded", "An assessment made before care began, which may be used instead."),
            Fact<ReferralRaised>("Referral raised", "A further referral: to another provider, or for a review."),
            Fact<CehaSignedOff>("Care Entry Health Assessment signed off", "The Designated Doctor signed it off."),
            Fact<ReferralMoved>("Referral moved", "The health team moved the referral's Task."),
            Fact<AppointmentRecorded>("Appointment recorded", "The health team created or changed an appointment."),
            Fact<DocumentReceived>("Document received", "A document came in from the council or the health team."),
            Fact<HealthIndicatorRecorded>("Health indicator recorded", "The health team stated something of the child, such as whether immunisations are up to date."),
            Fact<CarePlanReceived>("Care plan received", "A structured care plan came in from the health team."),
        ]),
        new(FhirSystems.ProblemCode, "ProblemCode", "Problem code", "Why the hub refused a request: what a program may branch on.",
        [
            new(ProblemCodes.NotJson, "The body is not JSON"),
            new(ProblemCodes.NotACloudEvent, "The body is not a CloudEvent"),
            new(ProblemCodes.InvalidNotification, "The notification has faults"),
            new(ProblemCodes.InvalidImport, "The file can't be read at all"),
            new(ProblemCodes.NotificationIdReused, "The id was used for another content"),
            new(ProblemCodes.NotificationInProgress, "Somebody else changes the same; try again"),
            new(ProblemCodes.ChildNotKnown, "No case of this child"),
            new(ProblemCodes.OrganisationMismatch, "The token is of another organisation"),
            new(ProblemCodes.NotAuthenticated, "No valid token"),
            new(ProblemCodes.NotAllowed, "The token's roles do not allow it"),
            new(ProblemCodes.NotFound, "Nothing there that the caller may see"),
            new(ProblemCodes.MethodNotAllowed, "The address does not take this method"),
            new(ProblemCodes.TooLarge, "The body is too large"),
            new(ProblemCodes.UnsupportedMediaType, "The media type is not taken"),
            new(ProblemCodes.SigningKeysUnavailable, "The issuer of tokens can't be asked for its keys; try again"),
            new(ProblemCodes.TooManyRequests, "More requests a minute than this client may send"),
            new(ProblemCodes.ScannerUnavailable, "Documents can't be scanned for malware now; try again"),
            new(ProblemCodes.VersionConflict, "If-Match is out of date"),
            new(ProblemCodes.PreconditionRequired, "If-Match is missing"),
            new(ProblemCodes.StorageUnavailable, "The storage is away; try again"),
            new(ProblemCodes.InvalidRequest, "The request has faults"),
            new(ProblemCodes.DocumentNotAccepted, "The document is not accepted"),
            new(ProblemCodes.CaseClosed, "The case is closed"),
            new(ProblemCodes.CaseRemoved, "The case was removed when its time was over"),
            new(ProblemCodes.ClockBackwards, "A local clock can't be moved back"),
            new(ProblemCodes.NotAcceptable, "The hub doesn't write what is asked for"),
            new(ProblemCodes.NotSupported, "The hub doesn't serve this resource type"),
            new(ProblemCodes.Gone, "It was there, and is no more"),
            new(ProblemCodes.SeveralMatches, "Several resources fit the criteria"),
            new(ProblemCodes.InternalError, "A fault of the hub"),
        ]),
    ];

    private static HubCode Fact<T>(string display, string definition)
        where T : FactData => new(FactTypes.CodeOf(typeof(T)), display, definition);
}
