using System.Globalization;
using IntegrationHub.Domain.Calendar;
using IntegrationHub.Domain.Cases;
using IntegrationHub.Domain.KeyDates;
using IntegrationHub.Domain.Pathways;
using IntegrationHub.Domain.Reviews;
using IntegrationHub.Functions.Pages.Lists;
using IntegrationHub.Functions.Pages.Timeline;
using IntegrationHub.Functions.Policies;
using IntegrationHub.Functions.Referrals;
using IntegrationHub.Functions.Security;
using IntegrationHub.Functions.Storage;

namespace IntegrationHub.Functions.Pages.Case;

/// <summary>A case as its page shows it to somebody, today.</summary>
public sealed class CaseModels(CaseRows rows, CaseRules rules, TimeProvider time)
{
    public CaseModel Of(StoredCase stored, Caller caller)
    {
        var (state, policy, calendar) = (stored.State, rules.For(stored.State), rules.Calendar);
        var (now, today) = (time.GetUtcNow(), LondonTime.Today(time));
        var row = rows.RowOf(stored, today);
        var review = row.Review == 0 ? null : ReviewCycle.Find(state, policy, row.Review);
        var standings = KeyDateStandings.On(today, state, policy, calendar, row.Review);
        var pathway = row.Review == 0 ? Pathway.Of(state, policy) : Pathway.OfReview(state, policy);
        var next = NextChange.After(today, state, policy, calendar);
        var referral = CaseStatus.WorkedOn(state, policy);
        return new CaseModel(
            state.Header.CaseId, ReferralIds.Of(state.Header.CaseId, referral.Number), stored.Version, row,
            Sentence(row), pathway.Reason, ConsentRule.Judge(state).Reason, state.Header.LocalAuthority, state.HealthProvider,
            next is null ? null : $"{DateWords.Of(next.On)}: {Words.Phrase(next.What)}", today,
            CalendarModel.Of(row.Dates, [.. EventsOf(state)], today, calendar),
            [.. standings.Select(standing => new DateModel(TimelineDate.Of(standing), KeyDateExplanation.Of(standing, state, policy, calendar, review), BreachReasonOf(state, standing)))],
            [.. ChronologyEntry.Of(stored.Document.Facts).Reverse()],
            [.. state.Documents.OrderByDescending(document => document.ReceivedAt).Select(document => DocumentOf(document, state))],
            [.. state.Alerts.OrderByDescending(alert => alert.RaisedAt).Select(AlertOf)],
            [.. MessagesIn.Of(stored)], [.. MessagesOut.Of(stored, now)], ChildDetailsModel.Of(state, today),
            CaseActions.Of(state, policy, caller, row, now), Access.MayAsk(caller, Operation.ReadFhir))
        {
            Reviews = ReviewModel.Of(state, policy, today),
        };
    }

    /// <summary>Where the case stands, in one sentence.</summary>
    public static string Sentence(RowModel row)
    {
        var day = row.Day <= row.Of
            ? string.Create(CultureInfo.InvariantCulture, $"Day {row.Day} of {row.Of}")
            : string.Create(CultureInfo.InvariantCulture, $"{Words.WorkingDays(row.Day)} since day 0");
        var what = row.Review > 0 ? string.Create(CultureInfo.InvariantCulture, $"review {row.Review}") : day;
        return row.Steps switch
        {
            [] => $"{row.Status}. Nobody has to do anything now.",
            [var first, ..] => $"{row.Status} ({what}). {first.Who} has to act: {char.ToLowerInvariant(first.What[0])}{first.What[1..]}. {row.Deadline}.",
        };
    }

    private static string? BreachReasonOf(CaseState state, KeyDateStanding standing) =>
        state.BreachReasons.LastOrDefault(reason => reason.KeyDate == standing.KeyDate.Name()) is { } reason ? Words.Plain(reason.Reason) : null;

    /// <summary>What the calendar marks: what was done for the child, not what the hub did about it.</summary>
    private static IEnumerable<CalendarEvent> EventsOf(CaseState state) =>
    [
        .. state.Referrals.Where(referral => referral.RaisedAt is not null).Select(referral => new CalendarEvent(LondonTime.DateOf(referral.RaisedAt!.Value), $"{referral.Provider} was asked")),
        .. state.Appointments.Where(appointment => appointment.Start is not null).Select(appointment => new CalendarEvent(LondonTime.DateOf(appointment.Start!.Value), $"Appointment ({Words.Plain(appointment.Status).ToLowerInvariant()})")),
        .. state.Documents.Select(document => new CalendarEvent(LondonTime.DateOf(document.ReceivedAt), $"{Words.Document(document.Document.Kind)} received")),
        .. state.Declined.Select(declined => new CalendarEvent(declined.On, "The assessment was declined")),
        .. state.Alerts.Select(alert => new CalendarEvent(LondonTime.DateOf(alert.RaisedAt), $"Alert of level {alert.Alert.Level}")),
    ];

    private static DocumentModel DocumentOf(DocumentState document, CaseState state) => new(
        document.Document.DocumentId, Words.Document(document.Document.Kind), document.Document.FileName, SizeOf(document.Document.Size), document.From,
        ChronologyEntry.Moment(document.ReceivedAt), document.CollectedAt is { } at ? ChronologyEntry.Moment(at) : null, state.IsReplaced(document.Document.DocumentId));

    private static AlertModel AlertOf(AlertState alert) => new(
        alert.Alert.AlertId, alert.Alert.Level, alert.Alert.Text, ChronologyEntry.Moment(alert.RaisedAt),
        alert.AcknowledgedAt is { } seen ? ChronologyEntry.Moment(seen) : null, alert.ResolvedAt is { } resolved ? ChronologyEntry.Moment(resolved) : null,
        string.Join(", ", alert.Alert.Recipients.Select(recipient => Words.Role(recipient.Role)).Distinct()));

    private static string SizeOf(long bytes) => bytes < 1024 * 1024
        ? string.Create(CultureInfo.InvariantCulture, $"{Math.Max(1, bytes / 1024)} KB")
        : string.Create(CultureInfo.InvariantCulture, $"{bytes / (1024d * 1024):0.0} MB");
}
