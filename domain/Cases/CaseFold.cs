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
            Contacts = WithContacts(state.Contacts, data.Contacts),
            HealthProvider = data.HealthProvider,
            NotifiedAt = Earlier(state.NotifiedAt, fact.RecordedAt),
        },
        DetailsCorrected data => state with
        {
            Child = data.Child is null ? state.Child : state.Child.CorrectedBy(data.Child),
            Care = data.Care is null ? state.Care : state.Care.CorrectedBy(data.Care),
            Contacts = WithContacts(state.Contacts, data.Contacts),
        },
        PlacementChanged data => state with { Care = state.Care.CorrectedBy(new CareDetails { Placement = data.Placement }) },
        LegalStatusChanged data => state with { Care = state.Care.CorrectedBy(new CareDetails { LegalStatus = data.LegalStatus }) },
        ConsentRecorded data => state with { Consent = new ConsentState(data.Status, data.GivenBy, data.On) },
        PaperworkCompleted data => state with { PaperworkDeclaredOn = data.On },
        AssessmentDeclined data => state.Declined.Contains(data) ? state : state with { Declined = [.. state.Declined, data] },
        BreachReasonRecorded data => state with
        {
            BreachReasons = [.. state.BreachReasons.Where(reason => reason.KeyDate != data.KeyDate), data],
        },
        CeasedToBeLookedAfter data => data.Reason == Ssda903.EpisodeContinues ? state : state with { Ceased = data },
        ReferralMoved data => state with
        {
            Referral = new ReferralState(data.Status, data.ReasonCode, data.ReasonText, data.BusinessStatus, data.StatusReason, fact.RecordedAt),
        },
        AppointmentRecorded data => state with { Appointments = WithAppointment(state.Appointments, data, fact) },
        DocumentReceived data => state with { Documents = WithDocument(state.Documents, data, fact) },
        CarePlanReceived data => state with
        {
            CarePlans = [.. state.CarePlans.Where(plan => plan.CarePlanId != data.CarePlanId), data],
        },
        HealthIndicatorRecorded data => state with { Indicators = HealthIndicatorStandings.With(state.Indicators, data, fact) },
        DocumentCollected data => state with { Documents = Collected(state.Documents, data, fact) },
        AlertRaised data => state with { Alerts = [.. state.Alerts, new AlertState(data, fact.RecordedAt, null, null, [])] },
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

    private static DateTimeOffset Earlier(DateTimeOffset? one, DateTimeOffset other) => one < other ? one.Value : other;

    private static IReadOnlyList<Contact> WithContacts(IReadOnlyList<Contact> known, IReadOnlyList<Contact>? told) =>
        told is not { Count: > 0 }
            ? known
            : [.. known.Where(contact => told.All(other => other.Role != contact.Role)), .. told];

    private static IReadOnlyList<AppointmentState> WithAppointment(IReadOnlyList<AppointmentState> known, AppointmentRecorded data, Fact fact) =>
    [
        .. known.Where(appointment => appointment.AppointmentId != data.AppointmentId),
        new AppointmentState(data.AppointmentId, data.Status, data.Start, data.End, data.ReasonCode, data.Resource, fact.RecordedAt),
    ];

    private static IReadOnlyList<DocumentState> WithDocument(IReadOnlyList<DocumentState> known, DocumentReceived data, Fact fact) =>
        known.Any(document => document.Document.DocumentId == data.DocumentId)
            ? known
            : [.. known, new DocumentState(data, fact.RecordedAt, fact.Origin.Organisation, null)];

    private static IReadOnlyList<DocumentState> Collected(IReadOnlyList<DocumentState> known, DocumentCollected data, Fact fact) =>
    [
        .. known.Select(document => document.Document.DocumentId == data.DocumentId
            ? document with { CollectedAt = Earlier(document.CollectedAt, fact.RecordedAt) }
            : document),
    ];

    private static IReadOnlyList<AlertState> Each(IReadOnlyList<AlertState> alerts, IReadOnlyList<string> ids, Func<AlertState, AlertState> change) =>
        [.. alerts.Select(alert => ids.Contains(alert.Alert.AlertId) ? change(alert) : alert)];
}
