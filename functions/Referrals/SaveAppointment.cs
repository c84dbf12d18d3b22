using IntegrationHub.Contracts.Fhir;
using IntegrationHub.Domain.Codes;
using IntegrationHub.Domain.Referrals;
using IntegrationHub.Functions.Referrals.Interactions;
using IntegrationHub.Functions.Referrals.Rendering;
using IntegrationHub.Functions.Storage;

namespace IntegrationHub.Functions.Referrals;

/// <summary>
/// <c>POST Appointment</c> and <c>PUT Appointment/{id}</c>, based on the ServiceRequest. The same appointment posted twice is one: its id comes from
/// its content.
/// </summary>
internal static class SaveAppointment
{
    /// <summary>Every fault of it; the draft when there is none.</summary>
    public static Draft? Of(SentEntry entry, Appointment appointment, Planning planning)
    {
        var before = planning.Faults.Count;
        if (entry.IsUpdate)
        {
            CheckUpdate(entry, appointment, planning);
        }

        if (!AppointmentStatuses.All.Contains(appointment.Status!))
        {
            planning.Fault("code-invalid", entry, "status", $"The hub takes {string.Join(", ", AppointmentStatuses.All)}.");
        }

        foreach (var (participant, at) in (appointment.Participant ?? []).Select((participant, at) => (participant, at)))
        {
            if (planning.CaseId is { } child && References.IdIn(participant.Actor?.Reference, Patient.TypeName, planning.Hub) is { } patient && patient != child.Value)
            {
                planning.Fault("business-rule", entry, $"participant[{at}].actor", "Must be the referral's Patient, as ServiceRequest.subject is.");
            }
        }

        if (Fhir.Moment(appointment.End) < Fhir.Moment(appointment.Start))
        {
            planning.Fault("invariant", entry, "end", "Must not lie before the start.");
        }

        var referral = planning.ReferralNumber(entry, "basedOn", appointment.BasedOn);
        return planning.Faults.Count > before || planning.CaseId is not { } caseId ? null : new Draft(
            entry, appointment with { Id = null, Meta = null }, text => entry.Id ?? $"{caseId.Value}.a{HashOf(text)}", (id, text) => Planned(entry, appointment, id, text, referral, planning))
        {
            IdIsFromText = !entry.IsUpdate,
        };
    }

    /// <summary>An update is of an appointment that is there, and leaves it with its referral.</summary>
    private static void CheckUpdate(SentEntry entry, Appointment appointment, Planning planning)
    {
        if (planning.Stored?.State.Appointments.Any(known => known.AppointmentId == entry.Id) == false)
        {
            planning.Fault("business-rule", entry, "id", "Must be an appointment of one of your referrals.");
        }

        if (planning.CaseId is { } caseId && appointment.BasedOn?.Any(reference => References.IdIn(reference.Reference, ServiceRequest.TypeName, planning.Hub) is { } named && CaseResources.CaseIdIn(named) == caseId.Value) != true)
        {
            planning.Fault("business-rule", entry, "basedOn", "Must refer to the ServiceRequest of one of your referrals, as ServiceRequest/{id}.");
        }
    }

    private static PlannedWrite Planned(SentEntry entry, Appointment appointment, string id, string text, int referral, Planning planning)
    {
        var command = new RecordAppointmentCommand(
            planning.Now, id, appointment.Status!, Fhir.Moment(appointment.Start), Fhir.Moment(appointment.End),
            appointment.CancelationReason?.Coding?.FirstOrDefault()?.Code, text)
        {
            IsUpdate = entry.IsUpdate,
            Referral = referral,
        };
        return new PlannedWrite(entry, id, null, Planning.At(entry, state => RecordAppointment.Decide(state, command, planning.Policy)));
    }

    private static string HashOf(string text) => DocumentStore.HashOf(System.Text.Encoding.UTF8.GetBytes(text))[..16];
}
