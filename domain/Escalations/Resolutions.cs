using IntegrationHub.Domain.Calendar;
using IntegrationHub.Domain.Cases;
using IntegrationHub.Domain.KeyDates;
using IntegrationHub.Domain.Policies;

namespace IntegrationHub.Domain.Escalations;

/// <summary>Which open alerts no longer hold: one notice for each key date, to everybody who was alerted.</summary>
internal static class Resolutions
{
    public static IEnumerable<AlertResolved> Of(CaseState state, DateOnly today, Policy policy, WorkingDays calendar)
    {
        var watched = LadderSteps.Watched(state, policy);
        return state.Alerts
            .Where(alert => alert.ResolvedAt is null)
            .GroupBy(alert => (alert.Alert.Review, alert.Alert.KeyDate))
            .SelectMany(alerts => KeyDateNames.TryParse(alerts.Key.KeyDate, out var keyDate)
                ? Of(keyDate, alerts.Key.Review, [.. alerts], state, watched, today, policy, calendar)
                : []);
    }

    private static IEnumerable<AlertResolved> Of(
        KeyDate keyDate, int review, IReadOnlyList<AlertState> alerts, CaseState state, IReadOnlyList<int> watched, DateOnly today, Policy policy, WorkingDays calendar)
    {
        // Being told late can't be mended; its alert ends when the next date is met.
        var subject = keyDate == KeyDate.HealthNotified ? KeyDate.ConsentAndPaperworkReceived : keyDate;
        var standing = KeyDateStandings.On(today, state, policy, calendar, review).FirstOrDefault(standing => standing.KeyDate == subject);
        if (!watched.Contains(review) || standing is not { IsWaiting: true, DueOn: { } due })
        {
            return [Resolve(keyDate, review, alerts, AlertText.Resolved(keyDate, review, alerts[0].Alert.DueOn))];
        }

        if (keyDate == KeyDate.HealthNotified)
        {
            // Unless a correction of day 0 says that the hub was told in time after all.
            return KeyDateStandings.IsBackdated(state, policy, calendar) ? [] : [Resolve(keyDate, review, alerts, AlertText.NotLate)];
        }

        // A correction may have moved the due date on: alerts whose step is not reached any more no longer hold.
        var rejectedOn = keyDate == KeyDate.AssessmentAttended ? Rejections.On(state, policy, review) : null;
        var ahead = policy.For(keyDate).Ladder
            .Where(rung => LadderSteps.ReachedOn(rung, due, calendar) > today && !(rung.Level <= 2 && rejectedOn <= today))
            .Select(rung => rung.Level).ToHashSet();
        var obsolete = alerts.Where(alert => ahead.Contains(alert.Alert.Level)).ToList();
        return obsolete.Count == 0 ? [] : [Resolve(keyDate, review, obsolete, AlertText.NoLongerSo(keyDate, review, due))];
    }

    private static AlertResolved Resolve(KeyDate keyDate, int review, IReadOnlyList<AlertState> alerts, string text) => new(
        keyDate.Name(),
        [.. alerts.OrderBy(alert => alert.Alert.Level).Select(alert => alert.Alert.AlertId)],
        [.. alerts.SelectMany(alert => alert.Alert.Recipients).DistinctBy(recipient => recipient.Role)],
        text,
        review);
}
