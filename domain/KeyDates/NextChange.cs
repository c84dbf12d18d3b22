using System.Globalization;
using IntegrationHub.Domain.Calendar;
using IntegrationHub.Domain.Cases;
using IntegrationHub.Domain.Escalations;
using IntegrationHub.Domain.Policies;
using IntegrationHub.Domain.Reviews;

namespace IntegrationHub.Domain.KeyDates;

/// <summary>What time alone would change next about a case, if nobody does anything.</summary>
/// <param name="On">Calendar date in England.</param>
/// <param name="What">In words, without personal data.</param>
public sealed record NextChange(DateOnly On, string What)
{
    /// <summary>The next one after a day; null when nothing will change by itself.</summary>
    public static NextChange? After(DateOnly today, CaseState state, Policy policy, WorkingDays calendar)
    {
        var coming = LadderSteps.Watched(state, policy)
            .SelectMany(review => OfStandings(today, state, policy, calendar, review))
            .Concat(LadderSteps.Of(state, policy, calendar, []).Select(step => new NextChange(step.On, Words(step))))
            .Concat(RaiseReview.NextOn(state, policy) is { } raise ? [new NextChange(raise, "the referral of the next review is raised")] : [])
            .Where(change => change.On > today)
            .GroupBy(change => change.On).MinBy(changes => changes.Key);
        return coming is null ? null : new NextChange(coming.Key, string.Join("; ", coming.Select(change => change.What).Distinct()));
    }

    private static IEnumerable<NextChange> OfStandings(DateOnly today, CaseState state, Policy policy, WorkingDays calendar, int review) =>
        from standing in KeyDateStandings.On(today, state, policy, calendar, review)
        where standing is { IsWaiting: true, DueOn: not null }
        let name = $"{standing.KeyDate.Name()}{OfReview(review)}"
        from change in new[]
        {
            new NextChange(calendar.Add(standing.DueOn!.Value, -policy.For(standing.KeyDate).DueSoonWorkingDays), $"{name} becomes due soon"),
            new NextChange(standing.DueOn.Value.AddDays(1), $"{name} becomes overdue"),
        }
        select change;

    private static string Words(OpenStep step) => string.Create(
        CultureInfo.InvariantCulture, $"{step.KeyDate.Name()}{OfReview(step.Review)}: alert of level {step.Rung.Level} to {string.Join(", ", step.Rung.Roles)}");

    private static string OfReview(int review) => review == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $" of review {review}");
}
