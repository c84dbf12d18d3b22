using System.Globalization;
using IntegrationHub.Domain.Calendar;
using IntegrationHub.Domain.Cases;
using IntegrationHub.Domain.Escalations;
using IntegrationHub.Domain.KeyDates;
using IntegrationHub.Domain.Pathways;
using IntegrationHub.Domain.Reviews;

namespace IntegrationHub.Domain.Policies;

/// <summary>Something that another policy would change about a case. Nothing in it is personal.</summary>
/// <param name="What">One of <see cref="PolicyImpact.All"/>.</param>
/// <param name="Item">Which one of several: a key date, a key date and level, a review; empty where a case has only one.</param>
/// <param name="Before">As it is; null when there is none.</param>
/// <param name="After">As it would be; null when there would be none.</param>
public sealed record PolicyDifference(string What, string Item, string? Before, string? After);

/// <summary>What another policy would change about a case: when things are due, who would be alerted when, who assesses, who is asked, the reviews.</summary>
public static class PolicyImpact
{
    public const string DueDate = "due-date";
    public const string DueSoon = "due-soon";
    public const string Alert = "alert";
    public const string PathwayCode = "pathway";
    public const string Routing = "routing";
    public const string Review = "review";

    private static readonly string[] Names = [DueDate, DueSoon, Alert, PathwayCode, Routing, Review];

    public static IReadOnlyList<string> All => Names;

    /// <summary>The differences, in the order of <see cref="All"/>; none when the case would be the same.</summary>
    public static IReadOnlyList<PolicyDifference> Of(CaseState state, Policy before, Policy after, WorkingDays calendar)
    {
        var (was, wouldBe) = (Describe(state, before, calendar), Describe(state, after, calendar));
        return
        [
            .. from key in was.Keys.Union(wouldBe.Keys)
               let difference = new PolicyDifference(key.What, key.Item, was.GetValueOrDefault(key), wouldBe.GetValueOrDefault(key))
               where difference.Before != difference.After
               orderby Array.IndexOf(Names, key.What)
               select difference,
        ];
    }

    private static Dictionary<(string What, string Item), string> Describe(CaseState state, Policy policy, WorkingDays calendar)
    {
        var reviews = ReviewCycle.Of(state, policy);
        IEnumerable<(string What, string Item, string? Value)> aspects =
        [
            .. reviews.Where(review => review.RaisedOn is not null).Select(review => review.Number).Prepend(0)
                .SelectMany(review => KeyDateStandings.On(state.DayZero, state, policy, calendar, review).SelectMany(standing => DatesOf(review, standing, policy, calendar))),
            .. Escalation.StepsCalledFor(state, policy, calendar)
                .Select(step => (Alert, $"{step.KeyDate.Name()}{OfReview(step.Review)} level {step.Rung.Level}", (string?)$"{Day(step.On)} to {string.Join(", ", step.Rung.Roles)}")),
            (PathwayCode, "", Pathway.Of(state, policy).Name),
            (Routing, "", RoutesOf(state, policy)),
            .. reviews.Select(review => (Review, string.Create(CultureInfo.InvariantCulture, $"review {review.Number}"), (string?)$"due {Day(review.DueOn)}, referred from {Day(review.RaiseOn)}")),
        ];
        return aspects.Where(aspect => aspect.Value is not null).ToDictionary(aspect => (aspect.What, aspect.Item), aspect => aspect.Value!);
    }

    private static IEnumerable<(string What, string Item, string? Value)> DatesOf(int review, KeyDateStanding standing, Policy policy, WorkingDays calendar)
    {
        var name = $"{standing.KeyDate.Name()}{OfReview(review)}";
        var soon = standing is { IsWaiting: true, DueOn: { } due } ? Day(calendar.Add(due, -policy.For(standing.KeyDate).DueSoonWorkingDays)) : null;
        return [(DueDate, name, standing.DueOn is { } on ? Day(on) : null), (DueSoon, name, soon)];
    }

    /// <summary>Who is asked in turn where the child is placed.</summary>
    private static string? RoutesOf(CaseState state, Policy policy)
    {
        var providers = policy.Routes.Where(route => route.PlacedIn == state.Care.Placement?.LocalAuthority).Select(route => route.Provider).ToList();
        return providers.Count == 0 ? null : string.Join(", ", providers);
    }

    private static string OfReview(int review) => review == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $" of review {review}");

    private static string Day(DateOnly date) => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
