using IntegrationHub.Contracts.Problems;
using IntegrationHub.Domain.Cases;
using IntegrationHub.Domain.Codes;
using IntegrationHub.Domain.Policies;

namespace IntegrationHub.Domain.Referrals;

/// <summary>An appointment as the health team sends it.</summary>
public sealed record RecordAppointmentCommand(
    DateTimeOffset Now, string AppointmentId, string Status, DateTimeOffset? Start, DateTimeOffset? End, string? ReasonCode, string Resource)
{
    /// <summary>True for an update. A create that comes again, however late, changes nothing.</summary>
    public bool IsUpdate { get; init; }

    /// <summary>Number of the referral within the case that it is for.</summary>
    public int Referral { get; init; } = 1;
}

/// <summary>Records an appointment; a fulfilled one meets key date 4.</summary>
public static class RecordAppointment
{
    public static Decision Decide(CaseState state, RecordAppointmentCommand command, Policy policy)
    {
        if (!command.IsUpdate && state.Appointments.Any(known => known.AppointmentId == command.AppointmentId))
        {
            return Decision.Nothing;
        }

        if (state.Referrals.FirstOrDefault(known => known.Number == command.Referral) is not { } referral
            || CaseStatus.TaskStatus(state, policy, referral) is TaskStatuses.Rejected or TaskStatuses.Cancelled)
        {
            return Refuse("Appointment.basedOn", "The referral is not active any more: no appointment can be recorded.");
        }

        if (command is { Status: AppointmentStatuses.Fulfilled or AppointmentStatuses.NoShow } && command.Start > command.Now)
        {
            return Refuse("Appointment.start", $"An appointment that is {command.Status} can't start in the future.");
        }

        if (command is { Status: AppointmentStatuses.Booked or AppointmentStatuses.Fulfilled or AppointmentStatuses.NoShow } && (command.Start is null || command.End is null))
        {
            return Refuse("Appointment.start", $"An appointment that is {command.Status} needs a start and an end.");
        }

        var data = new AppointmentRecorded(
            command.AppointmentId, command.Status, command.Start, command.End, command.ReasonCode, command.Resource, command.Referral);
        return state.Appointments.Any(known => Same(known, data)) ? Decision.Nothing : Decision.Record(command.Now, data);
    }

    private static bool Same(AppointmentState known, AppointmentRecorded data) =>
        new AppointmentRecorded(known.AppointmentId, known.Status, known.Start, known.End, known.ReasonCode, known.Resource, known.Referral) == data;

    private static Decision Refuse(string expression, string message) => Decision.Refuse(
        new Refusal(RefusalKind.Invalid, ProblemCodes.InvalidRequest, message, [new Fault(expression, "business-rule", message)]));
}
