using IntegrationHub.Domain.Codes;
using IntegrationHub.Domain.KeyDates;
using IntegrationHub.Domain.Pathways;
using IntegrationHub.Domain.Policies;

namespace IntegrationHub.Domain.Cases;

/// <summary>Where a case stands, in one word, derived from its facts.</summary>
public static class CaseStatus
{
    public const string AwaitingConsent = "awaiting-consent";
    public const string AwaitingPaperwork = "awaiting-paperwork";
    public const string AwaitingAppointment = "awaiting-appointment";
    public const string AppointmentBooked = "appointment-booked";
    public const string AwaitingReturn = "awaiting-return";
    public const string Completed = "completed";
    public const string Rejected = "rejected";
    public const string NotRequired = "not-required";
    public const string Closed = "closed";

    public static IReadOnlyList<string> All { get; } =
    [
        AwaitingConsent, AwaitingPaperwork, AwaitingAppointment, AppointmentBooked, AwaitingReturn, Completed, Rejected,
        NotRequired, Closed,
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
            _ => OfWaiting(state),
        };
    }

    /// <summary>
    /// The status of the referral's FHIR Task: what the health team said, unless the facts say more: both
    /// documents are back, or no assessment is required any more.
    /// </summary>
    public static string TaskStatus(CaseState state, Policy policy)
    {
        if (KeyDateStandings.MetOn(state, KeyDate.SummaryAndPlanReturned) is not null)
        {
            return TaskStatuses.Completed;
        }

        return Pathway.Of(state, policy).Code == PathwayCode.NotRequired ? TaskStatuses.Cancelled : state.Referral.Status;
    }

    private static string OfWaiting(CaseState state)
    {
        if (KeyDateStandings.MetOn(state, KeyDate.AssessmentAttended) is not null)
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

        return state.Appointments.Any(appointment => appointment.Status == AppointmentStatuses.Booked) ? AppointmentBooked : AwaitingAppointment;
    }
}
