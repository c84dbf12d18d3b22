using System.Globalization;
using IntegrationHub.Domain.Cases;
using IntegrationHub.Domain.KeyDates;

namespace IntegrationHub.Domain.Escalations;

/// <summary>The sentences of alerts: what is due, since when, what to do. Never a name, a date of birth or an NHS number.</summary>
public static class AlertText
{
    public static string Raised(CaseState state, KeyDate keyDate, int level, DateOnly dueOn)
    {
        var timing = level == 1 ? $"is due on {InWords(dueOn)}" : $"was due on {InWords(dueOn)}";
        return keyDate switch
        {
            KeyDate.HealthNotified =>
                $"Health was told late that the child with your reference {state.Header.LocalId} became looked after: it {timing}. Check what can be brought forward.",
            KeyDate.ConsentAndPaperworkReceived =>
                $"Consent and paperwork for reference {state.Header.LocalId} {timing}. Record valid consent and send the papers so that health can book.",
            KeyDate.AssessmentAttended =>
                $"The health assessment for reference {state.Header.LocalId} {timing}. Book it, or record the appointment that was kept.",
            _ =>
                $"The assessment summary and health care plan for reference {state.Header.LocalId} {(level == 1 ? "are due on" : "were due on")} {InWords(dueOn)}, the statutory 20 working days. Return both documents.",
        };
    }

    public static string Resolved(KeyDate keyDate, DateOnly? dueOn) =>
        $"No longer outstanding: {keyDate.Name().Replace('-', ' ')}{(dueOn is { } due ? $", due on {InWords(due)}" : "")}. Nothing more to do.";

    public static string NoLongerSo(KeyDate keyDate, DateOnly dueOn) =>
        $"A corrected date takes this alert back: {keyDate.Name().Replace('-', ' ')} is now due on {InWords(dueOn)}.";

    private static string InWords(DateOnly date) => date.ToString("d MMMM yyyy", CultureInfo.InvariantCulture);
}
