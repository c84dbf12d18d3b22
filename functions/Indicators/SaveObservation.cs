using System.Globalization;
using System.Text.Json;
using IntegrationHub.Contracts.Fhir;
using IntegrationHub.Domain.Calendar;
using IntegrationHub.Domain.Cases;
using IntegrationHub.Domain.Codes;
using IntegrationHub.Domain.Identifiers;
using IntegrationHub.Domain.Indicators;
using IntegrationHub.Functions.Referrals;
using IntegrationHub.Functions.Referrals.Interactions;
using IntegrationHub.Functions.Referrals.Rendering;

namespace IntegrationHub.Functions.Indicators;

/// <summary>
/// A health indicator comes as FHIR: <c>POST Observation</c>, alone or in a transaction, based on the ServiceRequest. Its id comes from what it
/// says, so the same one sent again is there already.
/// </summary>
internal static class SaveObservation
{
    /// <summary>Every fault of it; the draft when there is none.</summary>
    public static Draft? Of(SentEntry entry, Observation observation, Planning planning)
    {
        var before = planning.Faults.Count;
        Assessments.ReturnDocument.RequireSubject(entry, observation.Subject, planning);
        if (!ObservationStatuses.Taken.Contains(observation.Status!))
        {
            planning.Fault("code-invalid", entry, "status", $"The hub takes {string.Join(", ", ObservationStatuses.Taken)}.");
        }

        if (DayOf(observation) is null)
        {
            planning.Fault("value", entry, "effective", "Say by effectiveDateTime which day it is about, at least to the day.");
        }

        if (IndicatorOf(observation) is { } indicator)
        {
            CheckValue(entry, observation, indicator, planning);
        }
        else
        {
            planning.Fault("code-invalid", entry, "code", $"Must have one coding of {FhirSystems.HealthIndicator}, one of {string.Join(", ", HealthIndicators.All)}.");
        }

        var referral = planning.ReferralNumber(entry, "basedOn", observation.BasedOn);
        return planning.Faults.Count > before || planning.CaseId is not { } caseId ? null : new Draft(
            entry, observation with { Id = null, Meta = null }, text => StatementOf(caseId, text, planning.Hub).ObservationId,
            (id, text) => Planned(entry, id, StatementOf(caseId, text, planning.Hub), referral, planning))
        {
            IdIsFromText = true,
        };
    }

    private static PlannedWrite Planned(SentEntry entry, string id, HealthIndicatorRecorded statement, int referral, Planning planning)
    {
        var command = new RecordHealthIndicatorsCommand(planning.Now, [new HealthIndicatorStatement(statement with { ObservationId = id }, "Observation.effective")], referral);
        return new PlannedWrite(entry, id, null, Planning.At(entry, state => InFhir(RecordHealthIndicators.Decide(state, command))));
    }

    /// <summary>FHIR has fewer codes for faults.</summary>
    private static Decision InFhir(Decision decision) => decision.Refusal is not { } refusal ? decision : Decision.Refuse(refusal with
    {
        Faults = [.. refusal.Faults.Select(fault => fault with { Code = "business-rule" })],
    });

    private static void CheckValue(SentEntry entry, Observation observation, string indicator, Planning planning)
    {
        if (indicator != HealthIndicators.Sdq)
        {
            if (observation.ValueBoolean is null)
            {
                planning.Fault("value", entry, "value", "This indicator is stated by valueBoolean.");
            }

            return;
        }

        var (lowest, highest) = HealthIndicators.SdqScores;
        if (observation.ValueInteger is { } score ? score < lowest || score > highest : observation.ValueCodeableConcept is null)
        {
            planning.Fault("value", entry, "value", $"This indicator is stated by valueInteger, a score from {lowest} to {highest}, or by valueCodeableConcept, why there is none.");
        }
        else if (observation.ValueCodeableConcept is { } concept && (CodeIn(concept, FhirSystems.SdqReason) is not { } reason || !SdqReasons.All.ContainsKey(reason)))
        {
            planning.Fault("code-invalid", entry, "value", $"Must have one coding of {FhirSystems.SdqReason}, one of {string.Join(", ", SdqReasons.All.Keys.Order())}.");
        }
    }

    private static string? IndicatorOf(Observation observation) =>
        CodeIn(observation.Code, FhirSystems.HealthIndicator) is { } code && HealthIndicators.All.Contains(code) ? code : null;

    /// <summary>The code of a system; null when there is none, or more than one.</summary>
    private static string? CodeIn(CodeableConcept? concept, string system) =>
        concept?.Coding?.Where(coding => coding.System == system).ToList() is [var one] ? one.Code : null;

    /// <summary>The day in England; a date without a time is a day as it stands.</summary>
    private static DateOnly? DayOf(Observation observation) => observation.EffectiveDateTime switch
    {
        { Length: 10 } date => DateOnly.ParseExact(date, "yyyy-MM-dd", CultureInfo.InvariantCulture),
        { Length: > 10 } moment => Fhir.Moment(moment) is { } at ? LondonTime.DateOf(at) : null,
        _ => null,
    };

    /// <summary>What a text without faults says; the text itself is kept only where it says more.</summary>
    private static HealthIndicatorRecorded StatementOf(CaseId caseId, string text, string hub)
    {
        using var json = JsonDocument.Parse(text);
        var observation = FhirJson.Read<Observation>(json.RootElement);
        return ObservationIds.WithId(caseId, new HealthIndicatorRecorded(
            "", IndicatorOf(observation)!, DayOf(observation)!.Value, observation.ValueBoolean, observation.ValueInteger,
            CodeIn(observation.ValueCodeableConcept, FhirSystems.SdqReason), observation.Status!, Fhir.Moment(observation.Issued),
            PlainObservation.Is(observation, caseId.Value, hub) ? null : text));
    }
}
