namespace IntegrationHub.Contracts.Events;

/// <summary>The CloudEvents 1.0 <c>type</c> names that social care sends to the hub.</summary>
public static class NotificationTypes
{
    public const string BecameLookedAfter = "uk.lac.became-looked-after.v1";
    public const string PlacementChanged = "uk.lac.placement-changed.v1";
    public const string LegalStatusChanged = "uk.lac.legal-status-changed.v1";
    public const string ConsentRecorded = "uk.lac.consent-recorded.v1";
    public const string PaperworkCompleted = "uk.lac.paperwork-completed.v1";
    public const string DetailsCorrected = "uk.lac.details-corrected.v1";
    public const string AssessmentDeclined = "uk.lac.assessment-declined.v1";
    public const string BreachReasonRecorded = "uk.lac.breach-reason-recorded.v1";
    public const string CeasedToBeLookedAfter = "uk.lac.ceased-to-be-looked-after.v1";

    /// <summary>The end of care was told by mistake: care goes on.</summary>
    public const string CareEndWithdrawn = "uk.lac.care-end-withdrawn.v1";

    /// <summary>Another provider is to be asked in place of the one before.</summary>
    public const string ProviderChanged = "uk.lac.provider-changed.v1";

    /// <summary>The social worker agrees to a Care Entry Health Assessment.</summary>
    public const string CehaAgreed = "uk.lac.ceha-agreed.v1";

    /// <summary>An assessment made before care began, which may be used instead of a new one.</summary>
    public const string EarlierAssessmentRecorded = "uk.lac.earlier-assessment-recorded.v1";

    /// <summary>All of them, in the order of the contract.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        BecameLookedAfter, PlacementChanged, LegalStatusChanged, ConsentRecorded, PaperworkCompleted,
        DetailsCorrected, AssessmentDeclined, BreachReasonRecorded, CeasedToBeLookedAfter,
        ProviderChanged, CehaAgreed, EarlierAssessmentRecorded, CareEndWithdrawn,
    ];
}

/// <summary>The CloudEvents 1.0 <c>type</c> names that the hub sends to social care on <c>social-care-events</c>.</summary>
public static class SocialCareEventTypes
{
    public const string ReferralReceived = "uk.lac.referral-received.v1";
    public const string ReferralAccepted = "uk.lac.referral-accepted.v1";
    public const string ReferralRejected = "uk.lac.referral-rejected.v1";
    public const string AppointmentBooked = "uk.lac.appointment-booked.v1";
    public const string AppointmentAttended = "uk.lac.appointment-attended.v1";
    public const string AppointmentNotAttended = "uk.lac.appointment-not-attended.v1";
    public const string AppointmentCancelled = "uk.lac.appointment-cancelled.v1";
    public const string AssessmentReturned = "uk.lac.assessment-returned.v1";

    /// <summary>Another provider is asked: <c>reason</c> says why.</summary>
    public const string ReferralRerouted = "uk.lac.referral-rerouted.v1";

    /// <summary>The referral of a review was raised: <c>dueOn</c> says by when it must be back.</summary>
    public const string ReviewDue = "uk.lac.review-due.v1";

    /// <summary>The Designated Doctor signed the Care Entry Health Assessment off; with document links.</summary>
    public const string CehaSignedOff = "uk.lac.ceha-signed-off.v1";
    public const string HealthPassportIssued = "uk.lac.health-passport-issued.v1";
    public const string NotificationRefused = "uk.lac.notification-refused.v1";
}
