using IntegrationHub.Contracts.Fhir;
using IntegrationHub.Contracts.Problems;
using IntegrationHub.Domain.Cases;
using IntegrationHub.Domain.Codes;
using IntegrationHub.Domain.Policies;
using IntegrationHub.Domain.Referrals;
using IntegrationHub.Functions.Cases;
using IntegrationHub.Functions.Hosting;
using IntegrationHub.Functions.Referrals.Rendering;
using IntegrationHub.Functions.Referrals.Shape;
using IntegrationHub.Functions.Storage;

namespace IntegrationHub.Functions.Referrals;

/// <summary>
/// <c>POST Appointment</c> and <c>PUT Appointment/{id}</c>, based on the ServiceRequest. The same appointment posted twice is one: its id comes from
/// its content.
/// </summary>
internal static class SaveAppointment
{
    public static async Task<IResult> Post(
        HttpContext http, VisibleCases visible, CaseStore cases, HubSettings settings, Policy policy, TimeProvider time, CancellationToken cancel)
    {
        using var body = await FhirBodies.Read(http.Request, Appointment.TypeName, cancel);
        return body.Refusal ?? await Save(http, FhirJson.Read<Appointment>(body.Json), null, visible, cases, settings, policy, time, cancel);
    }

    public static async Task<IResult> Put(
        HttpContext http, string id, VisibleCases visible, CaseStore cases, HubSettings settings, Policy policy, TimeProvider time, CancellationToken cancel)
    {
        using var body = await FhirBodies.Read(http.Request, Appointment.TypeName, cancel);
        if (body.Refusal is not null)
        {
            return body.Refusal;
        }

        var appointment = FhirJson.Read<Appointment>(body.Json);
        return appointment.Id == id
            ? await Save(http, appointment, id, visible, cases, settings, policy, time, cancel)
            : Answers.Refused(400, ProblemCodes.InvalidRequest, "The id in the Appointment must be the one in the address.");
    }

    private static async Task<IResult> Save(
        HttpContext http, Appointment appointment, string? id, VisibleCases visible, CaseStore cases, HubSettings settings, Policy policy, TimeProvider time, CancellationToken cancel)
    {
        var stored = await visible.Find(http, id is null ? ReferralIn(appointment, settings.PublicUrl) : CaseResources.CaseIdIn(id), cancel);
        if (id is not null && stored?.State.Appointments.Any(known => known.AppointmentId == id) != true)
        {
            return Answers.NotFound();
        }

        if (Faults(appointment, stored, settings.PublicUrl) is { Count: > 0 } faults)
        {
            return FhirAnswers.Invalid(faults);
        }

        var resource = FhirJson.Serialize(appointment with { Id = null, Meta = null });
        var appointmentId = id ?? $"{stored!.State.Header.CaseId}.a{DocumentStore.HashOf(System.Text.Encoding.UTF8.GetBytes(resource))[..16]}";
        var checks = id is not null && http.Request.Headers.IfMatch.Count > 0;
        if (!WeakETag.TryParse(http.Request.Headers.IfMatch.ToString(), out var expected) && checks)
        {
            return Answers.Refused(400, ProblemCodes.InvalidRequest, "If-Match must be an ETag such as W/\"3\".");
        }

        var command = new RecordAppointmentCommand(
            time.GetUtcNow(), appointmentId, appointment.Status!, Fhir.Moment(appointment.Start), Fhir.Moment(appointment.End),
            appointment.CancelationReason?.Coding?.FirstOrDefault()?.Code, resource);
        var caller = VisibleCases.CallerOf(http);
        var result = await cases.Change(
            stored!.Document.Header, new Actor(caller.Organisation, caller.Subject),
            state => checks && state.Version != expected.Version
                ? Decision.Refuse(RefusalKind.Stale, ProblemCodes.VersionConflict, "The Appointment has changed since you read it. Read it again.")
                : RecordAppointment.Decide(state, command, policy),
            cancel);
        if (result.Refusal is { } refusal)
        {
            return Answers.Refused(refusal);
        }

        var saved = SentResources.AppointmentOf(result.Case!, result.Case!.State.Appointments.First(known => known.AppointmentId == appointmentId));
        return id is null && result.Changed
            ? FhirAnswers.Resource(saved, 201, $"/hub/fhir/Appointment/{appointmentId}/_history/{saved.Meta!.VersionId}")
            : FhirAnswers.Resource(saved);
    }

    private static List<ShapeFault> Faults(Appointment appointment, StoredCase? stored, string hub)
    {
        var faults = new List<ShapeFault>();
        if (stored is null || ReferralIn(appointment, hub) != stored.State.Header.CaseId)
        {
            faults.Add(new ShapeFault("business-rule", "Appointment.basedOn", "Must refer to the ServiceRequest of one of your referrals, as ServiceRequest/{id}."));
        }

        if (!AppointmentStatuses.All.Contains(appointment.Status!))
        {
            faults.Add(new ShapeFault("code-invalid", "Appointment.status", $"The hub takes {string.Join(", ", AppointmentStatuses.All)}."));
        }

        if (Fhir.Moment(appointment.End) < Fhir.Moment(appointment.Start))
        {
            faults.Add(new ShapeFault("invariant", "Appointment.end", "Must not lie before the start."));
        }

        return faults;
    }

    private static string? ReferralIn(Appointment appointment, string hub) =>
        appointment.BasedOn?.Select(reference => References.IdIn(reference.Reference, ServiceRequest.TypeName, hub)).FirstOrDefault(id => id is not null);
}
