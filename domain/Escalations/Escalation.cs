using System.Globalization;
using IntegrationHub.Domain.Calendar;
using IntegrationHub.Domain.Cases;
using IntegrationHub.Domain.KeyDates;
using IntegrationHub.Domain.Passports;
using IntegrationHub.Domain.Policies;
using IntegrationHub.Domain.Reviews;

namespace IntegrationHub.Domain.Escalations;

/// <summary>
/// Decides which alerts a case calls for: one per case, key date and level, ever. Of the steps of one key date that are reached on the same day only
/// the highest is raised, to everybody the others would have told. A step that is seen later than its own day (after an outage, a backdated arrival, a
/// correction) means that others may be late too: then one alert is raised for where the case now stands, to everybody whom any of them would have
/// told. When a date is met, one notice goes to those who were alerted. An alert that had been resolved and holds again is
/// the same alert, open once more.
/// </summary>
public static class Escalation
{
    /// <summary>Facts to record now; none when nothing is due.</summary>
    public static IReadOnlyList<NewFact> Decide(CaseState state, DateTimeOffset now, Policy policy, WorkingDays calendar)
    {
        if (!state.Exists)
        {
            return [];
        }

        var today = LondonTime.DateOf(now);
        var resolved = Resolutions.Of(state, today, policy, calendar).ToList();
        var raised = Raises(state, today, policy, calendar, [.. resolved.SelectMany(data => data.AlertIds)]);
        return [.. resolved.Concat<FactData>(raised).Select(data => new NewFact(now, data))];
    }

    /// <summary>
    /// The next day on which the sweep has something to do with a case: a step of a ladder is reached, the referral of a review is to be raised, or a
    /// health passport is due; null when it never will have. May lie in the past.
    /// </summary>
    public static DateOnly? NextStepOn(CaseState state, Policy policy, WorkingDays calendar) =>
        new[]
        {
            LadderSteps.Of(state, policy, calendar, []).Select(step => (DateOnly?)step.On).Min(),
            RaiseReview.NextOn(state, policy),
            Passport.DueOn(state, policy),
        }.Min();

    /// <summary>Every step that the ladders call for as long as nothing is met, whether its alert was raised already or not.</summary>
    internal static IEnumerable<OpenStep> StepsCalledFor(CaseState state, Policy policy, WorkingDays calendar) =>
        LadderSteps.Of(state with { Alerts = [] }, policy, calendar, []);

    /// <summary>Deterministic id of an alert.</summary>
    /// <param name="review">0 for the Initial Health Assessment, n for the n-th review.</param>
    public static string AlertId(string caseId, KeyDate keyDate, int level, int review = 0) =>
        string.Create(CultureInfo.InvariantCulture, $"{caseId}.{(review == 0 ? "" : $"v{review}.")}{(int)keyDate}.{level}");

    private static IEnumerable<AlertRaised> Raises(CaseState state, DateOnly today, Policy policy, WorkingDays calendar, IReadOnlyCollection<string> ending)
    {
        var reached = LadderSteps.Of(state, policy, calendar, ending).Where(step => step.On <= today).ToList();
        if (reached.Exists(step => step.On < today))
        {
            return [Raise(state, reached, policy)];
        }

        var isToldLate = state.Alerts.Count == 0 && KeyDateStandings.IsBackdated(state, policy, calendar);
        if (isToldLate && ToldLate(state, today, policy, calendar) is { Count: > 0 } late)
        {
            return [Raise(state, reached.Count > 0 ? reached : late, policy)];
        }

        return reached.GroupBy(step => (step.Review, step.KeyDate)).Select(steps => Raise(state, [.. steps], policy));
    }

    /// <summary>A case that was late the moment it arrived, although no step is reached yet.</summary>
    private static List<OpenStep> ToldLate(CaseState state, DateOnly today, Policy policy, WorkingDays calendar)
    {
        var standings = KeyDateStandings.On(today, state, policy, calendar);
        var told = standings.First(standing => standing.KeyDate == KeyDate.HealthNotified);
        var next = standings.First(standing => standing.KeyDate == KeyDate.ConsentAndPaperworkReceived);
        return !LadderSteps.Watched(state, policy).Contains(0) || !next.IsWaiting
            ? []
            : [.. policy.For(KeyDate.HealthNotified).Ladder.Where(rung => rung.Level <= 2)
                .Select(rung => new OpenStep(0, KeyDate.HealthNotified, rung, told.DueOn!.Value, told.On!.Value))];
    }

    private static AlertRaised Raise(CaseState state, IReadOnlyList<OpenStep> steps, Policy policy)
    {
        var top = steps.MaxBy(step => (step.Rung.Level, step.KeyDate, step.Review))!;
        var alertId = AlertId(state.Header.CaseId, top.KeyDate, top.Rung.Level, top.Review);
        var others = steps.Where(step => (step.Review, step.KeyDate) != (top.Review, top.KeyDate)).DistinctBy(step => (step.Review, step.KeyDate));
        return new AlertRaised(
            alertId,
            top.KeyDate.Name(),
            top.Rung.Level,
            top.DueOn,
            [.. steps.SelectMany(step => step.Rung.Roles).Distinct().Select(role => new Recipient(role, AddressOf(role, state, policy)))],
            AlertText.Raised(state, top, others, policy),
            [.. steps.Select(step => step.Key)],
            top.Review,
            state.Alerts.FirstOrDefault(alert => alert.Alert.AlertId == alertId) is { } before ? before.Alert.Round + 1 : 1);
    }

    /// <summary>Whoever the council named for the case, or else whom the partnership's directory names.</summary>
    public static string? AddressOf(string role, CaseState state, Policy policy) => state.ContactFor(role)?.Email ?? policy.RoleAddresses.GetValueOrDefault(role);
}
