using IntegrationHub.Domain.Calendar;
using IntegrationHub.Domain.Codes;
using IntegrationHub.Domain.Indicators;

namespace IntegrationHub.Domain.Cases;

/// <summary>
/// State = fold(facts). The notification that opened the case comes first; then facts are taken in the order in which they
/// took effect, not in which they arrived, so that late and repeated messages lead to the same state. Where two took effect
/// at the same moment, the one that arrived later counts.
/// </summary>
public static class CaseFold
{
    public static CaseState Fold(CaseHeader header, IReadOnlyCollection<Fact> facts)
    {
        var opening = facts.FirstOrDefault(fact => fact.Data is BecameLookedAfter)?.Origin.Commit;
        return facts
            .OrderBy(fact => fact.Origin.Commit == opening && fact.Origin.MessageId is not null ? 0 : 1)
            .ThenBy(fact => fact.EffectiveAt)
            .ThenBy(fact => fact.Number)
            .Aggregate(
                new CaseState { Header = header, Messages = MessagesOf(facts), Version = facts.Count(fact => fact.Data.ShowsInFhir) }, Apply);
    }

    /// <summary>A state with what the hub itself is about to record, on top of everything that happened before.</summary>
    /// <param name="now">When it will be recorded, UTC.</param>
    public static CaseState Then(CaseState state, IEnumerable<NewFact> facts, DateTimeOffset now) =>
        facts.Aggregate(state, (so, fact) => Apply(
            so with { Version = so.Version + (fact.Data.ShowsInFhir ? 1 : 0) },
            new Fact(0, fact.OccurredAt, now, new Origin("hub", "", null, null, null, "", ""), fact.Data)));

    private static Dictionary<(string Source, string Id), string?> MessagesOf(IEnumerable<Fact> facts)
    {
        var messages = new Dictionary<(string, string), string?>();
        foreach (var origin in facts.Select(fact => fact.Origin).Where(origin => origin.MessageId is not null))
        {
            messages.TryAdd((origin.MessageSource!, origin.MessageId!), origin.ContentHash);
        }

        return messages;
    }

    private static CaseState Apply(CaseState state, Fact fact) => fact.Data switch
    {
        BecameLookedAfter data => state with
        {
            Child = state.Child.CorrectedBy(data.Child),
            Care = state.Care.CorrectedBy(data.Care),
            LegalStatuses = state.LegalStatuses.Count > 0 ? state.LegalStatuses : [new LegalStatusSpan(null, data.Care.LegalStatus, fact.RecordedAt)],
            Contacts = WithContacts(state.Contacts, data.Contacts),
            Referrals = [FirstOf(state, data, fact), .. state.Referrals.Skip(1)],
            NotifiedAt = Earlier(state.NotifiedAt, fact.RecordedAt),
        },
        DetailsCorrected data => (data.Care is null ? state : WithCare(state, data.Care, fact)) with
        {
            Child = data.Child is null ? state.Child : state.Child.CorrectedBy(data.Child),
            Contacts = WithContacts(state.Contacts, data.Contacts),
            PlacedAt = data.Care?.Placement?.LocalAuthority is null ? state.PlacedAt : fact.EffectiveAt,
        },
        PlacementChanged data => state with { Care = state.Care with { Placement = data.Placement }, PlacedAt = fact.EffectiveAt },
        LegalStatusChanged data => WithStatuses(state, LegalStatuses.With(state.LegalStatuses, data.LegalStatus, data.On, DayOf(fact), fact.RecordedAt)),
        ConsentRecorded data => state with
        {
            Consents = [.. state.Consents, new ConsentStatement(new ConsentState(data.Status, data.GivenBy, data.On), data.On ?? DayOf(fact))],
        },
        PaperworkCompleted data => state with { PaperworkDeclared = [.. state.PaperworkDeclared, data.On] },
        AssessmentDeclined data => state.Declined.Contains(data) ? state : state with { Declined = [.. state.Declined, data] },
        BreachReasonRecorded data => state with
        {
            BreachReasons = [.. state.BreachReasons.Where(reason => reason.KeyDate != data.KeyDate), data],
        },
        CeasedToBeLookedAfter data => state with { Ceased = EndOf(state, data) },
        CareEndWithdrawn => state with { Ceased = null },
        CehaAgreed data => state with { CehaAgreedOn = data.On },
        EarlierAssessmentRecorded data => state with { EarlierAssessmentOn = data.On },
        ReferralRaised data => state.Referrals.Any(known => known.Number == data.Number) ? state : state with
        {
            Referrals = [.. state.Referrals.Append(new ReferralState(data.Number, data.Review, data.Provider, fact.RecordedAt, data.Reason, TaskStatuses.Requested)).OrderBy(known => known.Number)],
        },
        CehaSignedOff data => state with { LastCehaSignOff = new CehaSignOff(fact.RecordedAt, data.GmcNumber, data.Output) },
        ReferralMoved data => state with { Referrals = [.. state.Referrals.Select(known => known.Number == data.Referral ? Moved(known, data, fact) : known)] },
        AppointmentRecorded data => state with { Appointments = WithAppointment(state.Appointments, data, fact) },
        DocumentReceived data => state with { Documents = WithDocument(state.Documents, data, fact) },
        CarePlanReceived data => state with
        {
            CarePlans = [.. state.CarePlans.Where(plan => plan.CarePlanId != data.CarePlanId), data],
        },
        HealthIndicatorRecorded data => state with { Indicators = HealthIndicatorStandings.With(state.Indicators, data, fact) },
        DocumentCollected data => state with { Documents = Collected(state.Documents, data, fact) },
        AlertRaised data => state with { Alerts = Raised(state.Alerts, data, fact) },
        AlertResolved data => state with
        {
            Alerts = Each(state.Alerts, data.AlertIds, alert => alert with { ResolvedAt = Earlier(alert.ResolvedAt, fact.RecordedAt) }),
        },
        AlertAcknowledged data => state with
        {
            Alerts = Each(state.Alerts, [data.AlertId], alert => alert with { AcknowledgedAt = Earlier(alert.AcknowledgedAt, fact.RecordedAt) }),
        },
        AlertDelivered data => state with
        {
            Alerts = Each(state.Alerts, [data.AlertId], alert => alert with { Deliveries = [.. alert.Deliveries, (data, fact.RecordedAt)] }),
        },
        _ => state,
    };

    private static ReferralState FirstOf(CaseState state, BecameLookedAfter data, Fact fact) =>
        state.Referrals[0] with { Provider = data.HealthProvider, RaisedAt = Earlier(state.Referrals[0].RaisedAt, fact.RecordedAt) };

    /// <summary>
    /// A wrong status is corrected since when it holds, and starts no clock. Once a short break has become more, a day after it began corrects day 0 of
    /// the clock; an earlier one, the day on which the short breaks began.
    /// </summary>
    private static CaseState WithCare(CaseState state, CareDetails told, Fact fact)
    {
        var began = state.Care.BecameLookedAfterOn;
        var moved = told.BecameLookedAfterOn is { } to && to != began ? LegalStatuses.ClockMoved(state.LegalStatuses, to, began) : null;
        var care = moved is null ? told : told with { BecameLookedAfterOn = null };
        return WithStatuses(
            state with { Care = state.Care.CorrectedBy(care) }, LegalStatuses.Corrected(moved ?? state.LegalStatuses, told.LegalStatus, fact.RecordedAt));
    }

    private static CaseState WithStatuses(CaseState state, IReadOnlyList<LegalStatusSpan> statuses) =>
        state with { LegalStatuses = statuses, Care = state.Care with { LegalStatus = statuses.LastOrDefault()?.Code } };

    /// <summary>An episode that gives way to the next one ends nothing; said of the day on which care was said to have ended, it takes that back.</summary>
    private static CeasedToBeLookedAfter? EndOf(CaseState state, CeasedToBeLookedAfter data) =>
        data.Reason != Ssda903.EpisodeContinues ? data
        : state.Ceased?.On == data.On ? null
        : state.Ceased;

    private static DateOnly DayOf(Fact fact) => LondonTime.DateOf(fact.EffectiveAt);

    private static ReferralState Moved(ReferralState known, ReferralMoved data, Fact fact) => known with
    {
        Status = data.Status,
        ReasonCode = data.ReasonCode,
        ReasonText = data.ReasonText,
        BusinessStatus = data.BusinessStatus,
        StatusReason = data.StatusReason,
        MovedAt = data.Status == known.Status ? known.MovedAt : fact.RecordedAt,
    };

    /// <summary>An alert that had been resolved and holds again is the same alert, open once more.</summary>
    private static IReadOnlyList<AlertState> Raised(IReadOnlyList<AlertState> known, AlertRaised data, Fact fact) =>
        known.Any(alert => alert.Alert.AlertId == data.AlertId)
            ? Each(known, [data.AlertId], alert => alert with { Alert = data, RaisedAt = fact.RecordedAt, ResolvedAt = null, AcknowledgedAt = null })
            : [.. known, new AlertState(data, fact.RecordedAt, null, null, [])];

    private static DateTimeOffset Earlier(DateTimeOffset? one, DateTimeOffset other) => one < other ? one.Value : other;

    private static IReadOnlyList<Contact> WithContacts(IReadOnlyList<Contact> known, IReadOnlyList<Contact>? told) =>
        told is not { Count: > 0 }
            ? known
            : [.. known.Where(contact => told.All(other => other.Role != contact.Role)), .. told];

    private static IReadOnlyList<AppointmentState> WithAppointment(IReadOnlyList<AppointmentState> known, AppointmentRecorded data, Fact fact) =>
    [
        .. known.Where(appointment => appointment.AppointmentId != data.AppointmentId),
        new AppointmentState(data.AppointmentId, data.Status, data.Start, data.End, data.ReasonCode, data.Resource, fact.RecordedAt, data.Referral),
    ];

    private static IReadOnlyList<DocumentState> WithDocument(IReadOnlyList<DocumentState> known, DocumentReceived data, Fact fact) =>
        known.Any(document => document.Document.DocumentId == data.DocumentId)
            ? known
            : [.. known.Where(document => !IsReplaced(document, data)), new DocumentState(data, fact.RecordedAt, fact.Origin.Organisation, null)];

    /// <summary>Of what the hub writes, the latest stands; the chronology keeps that there were others.</summary>
    private static bool IsReplaced(DocumentState known, DocumentReceived later) => later.IsOfTheHub && known.Document.Kind == later.Kind;

    private static IReadOnlyList<DocumentState> Collected(IReadOnlyList<DocumentState> known, DocumentCollected data, Fact fact) =>
    [
        .. known.Select(document => document.Document.DocumentId == data.DocumentId
            ? document with { CollectedAt = Earlier(document.CollectedAt, fact.RecordedAt) }
            : document),
    ];

    private static IReadOnlyList<AlertState> Each(IReadOnlyList<AlertState> alerts, IReadOnlyList<string> ids, Func<AlertState, AlertState> change) =>
        [.. alerts.Select(alert => ids.Contains(alert.Alert.AlertId) ? change(alert) : alert)];
}
