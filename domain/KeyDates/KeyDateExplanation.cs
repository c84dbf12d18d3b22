using System.Globalization;
using IntegrationHub.Domain.Calendar;
using IntegrationHub.Domain.Cases;
using IntegrationHub.Domain.Pathways;
using IntegrationHub.Domain.Policies;
using IntegrationHub.Domain.Reviews;

namespace IntegrationHub.Domain.KeyDates;

/// <summary>Why a key date is due when it is, in a sentence that a person can check; without personal data.</summary>
public static class KeyDateExplanation
{
    /// <param name="review">Null for the Initial Health Assessment.</param>
    public static string Of(KeyDateStanding standing, CaseState state, Policy policy, WorkingDays calendar, Review? review = null)
    {
        if (standing.KeyDate == KeyDate.BecameLookedAfter)
        {
            return state.ClockStart is null
                ? $"Day 0: care began on {DateWords.Of(state.DayZero)}."
                : $"Day 0: the short break became more than one on {DateWords.Of(state.DayZero)}.";
        }

        if (standing.DueOn is not { } due)
        {
            return NotRequired(state, policy, review);
        }

        return (review is null ? OfInitialAssessment(standing, due, state, policy, calendar) : OfReview(standing, due, policy, calendar, review))
            + Unrecorded(standing, state, review?.Number ?? 0);
    }

    /// <summary>Such as <c>no bank holidays between</c>, or which ones.</summary>
    public static string HolidaysBetween(DateOnly after, DateOnly upTo, WorkingDays calendar)
    {
        var holidays = new List<string>();
        for (var day = after.AddDays(1); day <= upTo; day = day.AddDays(1))
        {
            if (calendar.Holidays.Contains(day) && day.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday))
            {
                holidays.Add(DateWords.Of(day));
            }
        }

        return holidays.Count == 0 ? "no bank holidays between" : $"bank holidays between, not counted: {string.Join(", ", holidays)}";
    }

    private static string OfInitialAssessment(KeyDateStanding standing, DateOnly due, CaseState state, Policy policy, WorkingDays calendar)
    {
        var days = policy.For(standing.KeyDate).TargetWorkingDays;
        return $"Due {DateWords.Of(due)}: {Days(days)} after {DateWords.Of(state.DayZero)}; {HolidaysBetween(state.DayZero, due, calendar)}.{Lateness(standing)}";
    }

    private static string OfReview(KeyDateStanding standing, DateOnly due, Policy policy, WorkingDays calendar, Review review)
    {
        var before = policy.For(KeyDate.SummaryAndPlanReturned).TargetWorkingDays - policy.For(standing.KeyDate).TargetWorkingDays;
        return (before == 0
            ? review.Explanation
            : $"Due {DateWords.Of(due)}: {Days(before)} before the review is due on {DateWords.Of(review.DueOn)}; {HolidaysBetween(due, review.DueOn, calendar)}.")
            + Lateness(standing);
    }

    private static string Lateness(KeyDateStanding standing) => standing switch
    {
        { WorkingDaysLate: > 0, On: { } on } => $" Met on {DateWords.Of(on)}, {Days(standing.WorkingDaysLate)} late.",
        { On: { } on } when on > standing.DueOn => $" Met on {DateWords.Of(on)}, late by less than a working day.",
        { On: { } on } => $" Met on {DateWords.Of(on)}.",
        { WorkingDaysLate: > 0 } => $" {Days(standing.WorkingDaysLate)} late.",
        _ => "",
    };

    private static string Unrecorded(KeyDateStanding standing, CaseState state, int review) =>
        standing is { KeyDate: KeyDate.AssessmentAttended, On: null } && KeyDateMet.ReturnedOn(state, review) is { } back
            ? $" Both documents came back on {DateWords.Of(back)}; on which day the child was seen was never recorded."
            : "";

    private static string NotRequired(CaseState state, Policy policy, Review? review)
    {
        if (review is not null)
        {
            return review.Outcome == ReviewOutcome.Refused ? "Not required: this review was declined." : "Not required: the review ended before this was due.";
        }

        return Ceha.Of(state, policy) is { Stage: CehaStage.SignedOff, SignedOffOn: { } on }
            ? $"Not required: a Care Entry Health Assessment was signed off on {DateWords.Of(on)}. It is not an Initial Health Assessment."
            : $"Not required: {Pathway.Of(state, policy).Reason}";
    }

    private static string Days(int days) => string.Create(CultureInfo.InvariantCulture, $"{days} working day{(days == 1 ? "" : "s")}");
}
