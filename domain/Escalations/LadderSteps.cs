using System.Globalization;
using IntegrationHub.Domain.Calendar;
using IntegrationHub.Domain.Cases;
using IntegrationHub.Domain.KeyDates;
using IntegrationHub.Domain.Policies;
using IntegrationHub.Domain.Reviews;

namespace IntegrationHub.Domain.Escalations;

/// <summary>A step of a ladder that no open alert stands for yet.</summary>
/// <param name="Review">0 for the Initial Health Assessment, n for the n-th review.</param>
/// <param name="On">The day it is reached.</param>
internal sealed record OpenStep(int Review, KeyDate KeyDate, LadderStep Rung, DateOnly DueOn, DateOnly On)
{
    /// <summary>How facts name it: <c>keyDate:level</c>, for a review with its number in front.</summary>
    public string Key => LadderSteps.Key(Review, KeyDate, Rung.Level);
}

/// <summary>Which steps of the ladders of a case are still to come, or have come unseen.</summary>
internal static class LadderSteps
{
    /// <summary>The assessments whose dates are watched: the IHA, and the reviews that are open.</summary>
    public static IReadOnlyList<int> Watched(CaseState state, Policy policy)
    {
        var initial = CaseStatus.Of(state, policy) is CaseStatus.Completed or CaseStatus.NotRequired or CaseStatus.Closed ? [] : new[] { 0 };
        return [.. initial, .. ReviewCycle.Of(state, policy).Where(review => review.Outcome == ReviewOutcome.Open).Select(review => review.Number)];
    }

    /// <summary>Whatever the day: a date is met or it isn't.</summary>
    /// <param name="ending">Alerts that are resolved at this moment: the steps they stood for are open again, if their dates are.</param>
    public static IEnumerable<OpenStep> Of(CaseState state, Policy policy, WorkingDays calendar, IReadOnlyCollection<string> ending)
    {
        var covered = state.Alerts.Where(alert => alert.ResolvedAt is null && !ending.Contains(alert.Alert.AlertId)).SelectMany(alert => alert.Alert.Covers).ToHashSet();
        return from review in Watched(state, policy)
               from standing in KeyDateStandings.On(state.DayZero, state, policy, calendar, review)
               where standing.IsWaiting && standing.DueOn is not null
               from rung in policy.For(standing.KeyDate).Ladder
               where !covered.Contains(Key(review, standing.KeyDate, rung.Level))
               select new OpenStep(review, standing.KeyDate, rung, standing.DueOn!.Value, ReachedOn(state, policy, calendar, review, standing, rung));
    }

    public static string Key(int review, KeyDate keyDate, int level) =>
        string.Create(CultureInfo.InvariantCulture, $"{(review == 0 ? "" : $"review-{review}/")}{keyDate.Name()}:{level}");

    /// <summary>The day a step of the ladder is reached by the calendar.</summary>
    public static DateOnly ReachedOn(LadderStep rung, DateOnly due, WorkingDays calendar) =>
        rung.When == 0 ? due.AddDays(1) : calendar.Add(due, rung.When);

    /// <summary>A provider that rejects, with nobody left to ask, doesn't wait for a date to be missed.</summary>
    private static DateOnly ReachedOn(CaseState state, Policy policy, WorkingDays calendar, int review, KeyDateStanding standing, LadderStep rung)
    {
        var on = ReachedOn(rung, standing.DueOn!.Value, calendar);
        return standing.KeyDate == KeyDate.AssessmentAttended && rung.Level <= 2 && Rejections.On(state, policy, review) is { } rejected && rejected < on ? rejected : on;
    }
}
