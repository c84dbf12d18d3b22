using System.Globalization;
using IntegrationHub.Domain.Calendar;
using IntegrationHub.Domain.Cases;
using IntegrationHub.Domain.KeyDates;
using IntegrationHub.Domain.Policies;

namespace IntegrationHub.Domain.Escalations;

/// <summary>
/// Decides which alerts a case calls for: one per case, key date and level, ever. When several steps of a ladder have
/// passed unseen, only the highest is raised, to everybody the skipped ones would have told. When a date is met,
/// one notice goes to those who were alerted.
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
        var standings = KeyDateStandings.On(today, state, policy, calendar);
        return
        [
            .. Resolutions(state, standings, today, policy, calendar).Select(data => new NewFact(now, data)),
            .. Raises(state, standings, today, policy, calendar).Select(data => new NewFact(now, data)),
        ];
    }

    /// <summary>The next day on which the ladder calls for an alert; null when it never will. May lie in the past.</summary>
    public static DateOnly? NextStepOn(CaseState state, Policy policy, WorkingDays calendar)
    {
        // Which steps are still open doesn't depend on today: a date is met or it isn't.
        var standings = KeyDateStandings.On(state.DayZero, state, policy, calendar);
        return OpenSteps(state, standings, policy, calendar).Select(step => (DateOnly?)step.On).Min();
    }

    /// <summary>Every step that the ladders call for as long as nothing is met, whether its alert was raised already or not.</summary>
    internal static IEnumerable<(KeyDate KeyDate, LadderStep Rung, DateOnly On)> StepsCalledFor(CaseState state, Policy policy, WorkingDays calendar) =>
        OpenSteps(state with { Alerts = [] }, KeyDateStandings.On(state.DayZero, state, policy, calendar), policy, calendar)
            .Select(step => (step.KeyDate, step.Rung, step.On));

    /// <summary>Deterministic id of an alert.</summary>
    public static string AlertId(string caseId, KeyDate keyDate, int level) =>
        string.Create(CultureInfo.InvariantCulture, $"{caseId}.{(int)keyDate}.{level}");

    private static IEnumerable<AlertRaised> Raises(
        CaseState state, IReadOnlyList<KeyDateStanding> standings, DateOnly today, Policy policy, WorkingDays calendar)
    {
        var reached = OpenSteps(state, standings, policy, calendar).Where(step => step.On <= today).ToList();
        if (state.Alerts.Count > 0 || !KeyDateStandings.IsBackdated(state, policy, calendar))
        {
            return reached.GroupBy(step => step.KeyDate).Select(steps => Raise(state, [.. steps], policy));
        }

        // A case that is late the moment it arrives: one alert, for where it now stands.
        var steps = reached.Count > 0 ? reached : ToldLate(state, standings, policy);
        return steps.Count > 0 ? [Raise(state, steps, policy)] : [];
    }

    private static IEnumerable<AlertResolved> Resolutions(
        CaseState state, IReadOnlyList<KeyDateStanding> standings, DateOnly today, Policy policy, WorkingDays calendar) =>
        state.Alerts
            .Where(alert => alert.ResolvedAt is null)
            .GroupBy(alert => alert.Alert.KeyDate)
            .SelectMany(alerts => KeyDateNames.TryParse(alerts.Key, out var keyDate) ? Resolved(keyDate, [.. alerts], state, standings, today, policy, calendar) : []);

    private static IEnumerable<AlertResolved> Resolved(
        KeyDate keyDate, IReadOnlyList<AlertState> alerts, CaseState state, IReadOnlyList<KeyDateStanding> standings, DateOnly today,
        Policy policy, WorkingDays calendar)
    {
        // Being told late can't be mended; its alert ends when the next date is met.
        var subject = keyDate == KeyDate.HealthNotified ? KeyDate.ConsentAndPaperworkReceived : keyDate;
        var standing = standings.First(standing => standing.KeyDate == subject);
        if (!IsWatched(state, policy) || !standing.IsWaiting)
        {
            return [Resolve(keyDate, alerts, AlertText.Resolved(keyDate, alerts[0].Alert.DueOn))];
        }

        // A correction may have moved the due date on: alerts whose step is not reached any more no longer hold.
        var due = standing.DueOn!.Value;
        var ahead = policy.For(keyDate).Ladder.Where(step => StepOn(step, due, calendar) > today).Select(step => step.Level).ToHashSet();
        var obsolete = alerts.Where(alert => ahead.Contains(alert.Alert.Level)).ToList();
        return keyDate == KeyDate.HealthNotified || obsolete.Count == 0 ? [] : [Resolve(keyDate, obsolete, AlertText.NoLongerSo(keyDate, due))];
    }

    /// <summary>The ladder runs until the documents are back, the referral is not required, or care ends.</summary>
    private static bool IsWatched(CaseState state, Policy policy) =>
        CaseStatus.Of(state, policy) is not (CaseStatus.Completed or CaseStatus.NotRequired or CaseStatus.Closed);

    private static IEnumerable<Step> OpenSteps(
        CaseState state, IReadOnlyList<KeyDateStanding> standings, Policy policy, WorkingDays calendar)
    {
        if (!IsWatched(state, policy))
        {
            return [];
        }

        var covered = state.Alerts.SelectMany(alert => alert.Alert.Covers).ToHashSet();
        return from standing in standings
               where standing.IsWaiting && standing.DueOn is not null
               from step in policy.For(standing.KeyDate).Ladder
               where !covered.Contains(Key(standing.KeyDate, step.Level))
               select new Step(standing.KeyDate, step, standing.DueOn, StepOn(step, standing.DueOn!.Value, calendar));
    }

    private static List<Step> ToldLate(CaseState state, IReadOnlyList<KeyDateStanding> standings, Policy policy)
    {
        var standing = standings.First(standing => standing.KeyDate == KeyDate.HealthNotified);
        var next = standings.First(standing => standing.KeyDate == KeyDate.ConsentAndPaperworkReceived);
        return !IsWatched(state, policy) || !next.IsWaiting
            ? []
            : [.. policy.For(KeyDate.HealthNotified).Ladder.Where(step => step.Level <= 2)
                .Select(step => new Step(KeyDate.HealthNotified, step, standing.DueOn, standing.On!.Value))];
    }

    private static AlertRaised Raise(CaseState state, IReadOnlyList<Step> steps, Policy policy)
    {
        var top = steps.MaxBy(step => (step.Rung.Level, step.KeyDate))!;
        var roles = steps.Where(step => step.KeyDate == top.KeyDate).SelectMany(step => step.Rung.Roles).Distinct();
        return new AlertRaised(
            AlertId(state.Header.CaseId, top.KeyDate, top.Rung.Level),
            top.KeyDate.Name(),
            top.Rung.Level,
            top.DueOn,
            [.. roles.Select(role => new Recipient(role, state.ContactFor(role)?.Email ?? policy.RoleAddresses.GetValueOrDefault(role)))],
            AlertText.Raised(state, top.KeyDate, top.Rung.Level, top.DueOn!.Value),
            [.. steps.Select(step => Key(step.KeyDate, step.Rung.Level))]);
    }

    private static AlertResolved Resolve(KeyDate keyDate, IReadOnlyList<AlertState> alerts, string text) => new(
        keyDate.Name(),
        [.. alerts.OrderBy(alert => alert.Alert.Level).Select(alert => alert.Alert.AlertId)],
        [.. alerts.SelectMany(alert => alert.Alert.Recipients).DistinctBy(recipient => recipient.Role)],
        text);

    private static DateOnly StepOn(LadderStep step, DateOnly due, WorkingDays calendar) =>
        step.When == 0 ? due.AddDays(1) : calendar.Add(due, step.When);

    private static string Key(KeyDate keyDate, int level) => string.Create(CultureInfo.InvariantCulture, $"{keyDate.Name()}:{level}");

    private sealed record Step(KeyDate KeyDate, LadderStep Rung, DateOnly? DueOn, DateOnly On);
}
