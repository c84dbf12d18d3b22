using IntegrationHub.Domain.Cases;
using IntegrationHub.Domain.Codes;
using IntegrationHub.Domain.KeyDates;
using IntegrationHub.Domain.Policies;
using IntegrationHub.Functions.Pages.Lists;
using IntegrationHub.Functions.Security;

namespace IntegrationHub.Functions.Pages.Case;

/// <summary>Which forms a case's page offers. They only spare people what would be refused: the use cases behind them decide.</summary>
internal static class CaseActions
{
    public static ActionsModel Of(CaseState state, Policy policy, Caller caller, RowModel row, DateTimeOffset now)
    {
        var isHealth = Access.MayAsk(caller, Operation.WriteFhir) && caller.Organisation == state.HealthProvider;
        var isCouncil = Access.MayAsk(caller, Operation.Notify) && caller.Organisation == state.Header.LocalAuthority;
        var referral = CaseStatus.WorkedOn(state, policy);
        var task = CaseStatus.TaskStatus(state, policy, referral);
        var status = CaseStatus.Of(state, policy, referral);
        var isOpen = state.Ceased is null && task is TaskStatuses.Requested or TaskStatuses.Received or TaskStatuses.Accepted or TaskStatuses.InProgress;
        var booked = state.Appointments.LastOrDefault(appointment => appointment.Status == AppointmentStatuses.Booked && appointment.Referral == referral.Number);
        var isWorkedOn = isOpen && task is TaskStatuses.Accepted or TaskStatuses.InProgress;
        return new ActionsModel(
            isHealth, isCouncil,
            task == TaskStatuses.Requested, task == TaskStatuses.Received, task is TaskStatuses.Requested or TaskStatuses.Received or TaskStatuses.Accepted, task == TaskStatuses.Accepted,
            isWorkedOn && booked is null,
            isOpen && booked?.Start is { } start ? new AppointmentModel(booked.AppointmentId, ChronologyEntry.Moment(start), start <= now) : null,
            isWorkedOn && status != CaseStatus.AwaitingSignOff, isOpen && status == CaseStatus.CehaAgreed, status == CaseStatus.AwaitingSignOff && Access.MayAsk(caller, Operation.SignOff), row.Review,
            isOpen || task == TaskStatuses.Rejected, status == CaseStatus.AwaitingPaperwork || (isOpen && KeyDateStandings.PaperworkOn(state) is null), status == CaseStatus.CehaOffered,
            state.Ceased is null && (isOpen || task == TaskStatuses.Rejected),
            [.. row.Dates.Where(date => date.State is KeyDateState.Overdue or KeyDateState.MetLate).Select(date => (date.KeyDate.Name(), date.Name))]);
    }
}
