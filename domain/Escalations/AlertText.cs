using System.Globalization;
using IntegrationHub.Domain.Calendar;
using IntegrationHub.Domain.Cases;
using IntegrationHub.Domain.KeyDates;
using IntegrationHub.Domain.Pathways;
using IntegrationHub.Domain.Policies;

namespace IntegrationHub.Domain.Escalations;

/// <summary>The sentences of alerts: what is due, since when, what to do. Never a name, a date of birth or an NHS number.</summary>
internal static class AlertText
{
    /// <param name="others">What else is outstanding, where one alert stands for several dates.</param>
    public static string Raised(CaseState state, OpenStep step, IEnumerable<OpenStep> others, Policy policy)
    {
        var also = string.Join(", ", others.Select(other => $"{Words(other.KeyDate, other.Review)} (due {DateWords.Of(other.DueOn)})"));
        return Sentence(state, step, policy) + (also.Length == 0 ? "" : $" Also outstanding: {also}.");
    }

    public static string Resolved(KeyDate keyDate, int review, DateOnly? dueOn) =>
        $"No longer outstanding: {Words(keyDate, review)}{(dueOn is { } due ? $", due on {DateWords.Of(due)}" : "")}. Nothing more to do.";

    public const string NotLate = "A corrected date takes this alert back: health was told in time.";

    public static string NoLongerSo(KeyDate keyDate, int review, DateOnly dueOn) =>
        $"A corrected date takes this alert back: {Words(keyDate, review)} is now due on {DateWords.Of(dueOn)}.";

    private static string Sentence(CaseState state, OpenStep step, Policy policy)
    {
        var reference = state.Header.LocalId;
        var day = DateWords.Of(step.DueOn);
        var isAhead = step.On <= step.DueOn;
        var what = step.Review == 0 ? "health assessment" : "review health assessment";
        return step.KeyDate switch
        {
            KeyDate.HealthNotified =>
                $"Health was told late that the child with your reference {reference} became looked after: it was due on {day}. Check what can be brought forward.",
            KeyDate.ConsentAndPaperworkReceived =>
                $"Consent and paperwork for reference {reference} {(isAhead ? "is" : "was")} due on {day}. Record valid consent and send the papers so that health can book.",
            KeyDate.AssessmentAttended when Rejections.On(state, policy, step.Review) is not null =>
                $"The provider does not take the {what} for reference {reference}, due on {day}, and nobody else is asked yet. Name another provider.",
            KeyDate.AssessmentAttended or KeyDate.SummaryAndPlanReturned when step.Review == 0 && Ceha.Of(state, policy) is { } ceha => OfCeha(reference, day, ceha),
            KeyDate.AssessmentAttended =>
                $"The {what} for reference {reference} {(isAhead ? "is" : "was")} due on {day}. Book it, or record the appointment that was kept.",
            _ when step.Review > 0 =>
                $"The {what} for reference {reference} {(isAhead ? "is" : "was")} due back, summary and health care plan, on {day}. Return both documents.",
            _ =>
                $"The assessment summary and health care plan for reference {reference} {(isAhead ? "are due on" : "were due on")} {day}, the statutory 20 working days. Return both documents.",
        };
    }

    /// <summary>The young person keeps declining: what is to be done for the assessment that is offered instead.</summary>
    private static string OfCeha(string reference, string day, Ceha ceha) =>
        $"The health assessment for reference {reference}, due on {day}, was declined and a Care Entry Health Assessment is offered. " + ceha.Stage switch
        {
            CehaStage.Offered => "The social worker has to agree to it.",
            CehaStage.Agreed => "Its summary has to be returned.",
            _ => "The Designated Doctor has to sign it off.",
        };

    private static string Words(KeyDate keyDate, int review)
    {
        var name = keyDate.Name().Replace('-', ' ');
        return review == 0 ? name : string.Create(CultureInfo.InvariantCulture, $"{name} of review {review}");
    }
}
