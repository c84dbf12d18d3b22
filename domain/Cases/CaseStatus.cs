using IntegrationHub.Domain.Codes;
using IntegrationHub.Domain.KeyDates;
using IntegrationHub.Domain.Pathways;
using IntegrationHub.Domain.Policies;
using IntegrationHub.Domain.Reviews;

namespace IntegrationHub.Domain.Cases;

/// <summary>Where a case stands, in one word, derived from its facts.</summary>
public static class CaseStatus
{
    public const string AwaitingConsent = "awaiting-consent";
    public const string AwaitingPaperwork = "awaiting-paperwork";
    public const string AwaitingAppointment = "awaiting-appointment";
    public const string AppointmentBooked = "appointment-booked";
    public const string AwaitingReturn = "awaiting-return";
    public const string CehaOffered = "ceha-offered";
    public const string CehaAgreed = "ceha-agreed";
    public const string AwaitingSignOff = "awaiting-sign-off";
    public const string Completed = "completed";
    public const string Rejected = "rejected";
    public const string NotRequired = "not-required";
    public const string Closed = "closed";

    public static IReadOnlyList<string> All { get; } =
    [
        AwaitingConsent, AwaitingPaperwork, AwaitingAppointment, AppointmentBooked, AwaitingReturn,
        CehaOffered, CehaAgreed, AwaitingSignOff, Completed, Rejected, NotRequired, Closed,
    ];

    public static string Of(CaseState state, Policy policy)
    {
        if (state.Ceased is not null)
        {
            return Closed;
        }

        return TaskStatus(state, policy) switch
        {
            TaskStatuses.Completed => Completed,
            TaskStatuses.Cancelled => NotRequired,
            TaskStatuses.Rejected => Rejected,
            _ => OfWaiting(state, policy),
        };
    }

    /// <summary>The status of the FHIR Task of the Initial Health Assessment, as it is with the provider who was asked last.</summary>
    public static string TaskStatus(CaseState state, Policy policy) => TaskStatus(state, policy, state.ReferralFor(0)!);

    /// <summary>
    /// The status of a referral's FHIR Task: what the health team said, unless the facts say more: both
    /// documents are back, no assessment is required any more, or another provider is asked instead.
    /// </summary>
    public static string TaskStatus(CaseState state, Policy policy, ReferralState referral)
    {
        if (state.ReferralFor(referral.Review) != referral)
        {
            return referral.Status == TaskStatuses.Rejected ? TaskStatuses.Rejected : TaskStatuses.Cancelled;
        }

        return referral.Review == 0 ? OfInitialAssessment(state, policy, referral) : OfReview(ReviewCycle.Find(state, policy, referral.Review), referral);
    }

    /// <summary>
    /// The referral that somebody has to act on now: the last one that has not ended, also one that was rejected and that nobody else is asked for;
    /// when all have ended, the one that was raised last.
    /// </summary>
    public static ReferralState WorkedOn(CaseState state, Policy policy) => state.Referrals.LastOrDefault(referral =>
        state.ReferralFor(referral.Review) == referral && TaskStatus(state, policy, referral) is not (TaskStatuses.Completed or TaskStatuses.Cancelled)) ?? state.Referral;

    /// <summary>Where one referral of a case stands, in one word.</summary>
    public static string Of(CaseState state, Policy policy, ReferralState referral)
    {
        if (referral.Review == 0 && state.ReferralFor(0) == referral)
        {
            return Of(state, policy);
        }

        if (state.Ceased is not null)
        {
            return Closed;
        }

        return TaskStatus(state, policy, referral) switch
        {
            TaskStatuses.Completed => Completed,
            TaskStatuses.Cancelled => NotRequired,
            TaskStatuses.Rejected => Rejected,
            _ => KeyDateStandings.MetOn(state, KeyDate.AssessmentAttended, policy, referral.Review) is not null ? AwaitingReturn
                : !ConsentRule.Judge(state).Valid ? AwaitingConsent
                : OfAppointments(state, referral),
        };
    }

    /// <summary>What a provider booked that is not asked any more doesn't take place.</summary>
    private static string OfAppointments(CaseState state, ReferralState referral) =>
        state.Appointments.Any(appointment => appointment.Status == AppointmentStatuses.Booked && appointment.Referral == referral.Number) ? AppointmentBooked : AwaitingAppointment;

    private static string OfInitialAssessment(CaseState state, Policy policy, ReferralState referral)
    {
        if (KeyDateStandings.MetOn(state, KeyDate.SummaryAndPlanReturned, policy) is not null || Ceha.Of(state, policy)?.Stage == CehaStage.SignedOff)
        {
            return TaskStatuses.Completed;
        }

        return Pathway.Of(state, policy).Code == PathwayCode.NotRequired ? TaskStatuses.Cancelled : referral.Status;
    }

    private static string OfReview(Review? review, ReferralState referral) => review?.Outcome switch
    {
        ReviewOutcome.Done => TaskStatuses.Completed,
        ReviewOutcome.Open => referral.Status,
        _ => TaskStatuses.Cancelled,
    };

    private static string OfWaiting(CaseState state, Policy policy)
    {
        if (Ceha.Of(state, policy) is { } ceha)
        {
            return ceha.Stage switch { CehaStage.Offered => CehaOffered, CehaStage.Agreed => CehaAgreed, _ => AwaitingSignOff };
        }

        if (KeyDateStandings.MetOn(state, KeyDate.AssessmentAttended, policy) is not null)
        {
            return AwaitingReturn;
        }

        if (!ConsentRule.Judge(state).Valid)
        {
            return AwaitingConsent;
        }

        if (KeyDateStandings.PaperworkOn(state) is null)
        {
            return AwaitingPaperwork;
        }

        return OfAppointments(state, state.ReferralFor(0)!);
    }
}
