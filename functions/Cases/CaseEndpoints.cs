using IntegrationHub.Contracts.Alerts;
using IntegrationHub.Domain.Cases;
using IntegrationHub.Domain.Escalations;
using IntegrationHub.Functions.Hosting;
using IntegrationHub.Functions.Security;
using IntegrationHub.Functions.Storage;

namespace IntegrationHub.Functions.Cases;

/// <summary>Reading back: a case, its chronology, its alerts.</summary>
public static class CaseEndpoints
{
    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/hub/cases", ListCases.Get).WithMetadata(new Requires(Operation.ReadCase));
        app.MapGet("/hub/cases/{id}", GetCase).WithMetadata(new Requires(Operation.ReadCase));
        app.MapGet("/hub/cases/{id}/chronology", GetChronology).WithMetadata(new Requires(Operation.ReadChronology));
        app.MapGet("/hub/cases/{id}/alerts", GetAlerts).WithMetadata(new Requires(Operation.ReadCase));
        app.MapPost("/hub/alerts/{alertId}/acknowledge", Acknowledge).WithMetadata(new Requires(Operation.AcknowledgeAlert));
    }

    private static async Task<IResult> GetCase(HttpContext http, string id, VisibleCases visible, CaseViews views, CancellationToken cancel) =>
        await visible.Find(http, id, cancel) is { } stored ? Answers.Ok(views.Today(stored)) : Answers.NotFound();

    private static async Task<IResult> GetChronology(HttpContext http, string id, VisibleCases visible, CancellationToken cancel) =>
        await visible.Find(http, id, cancel) is { } stored ? Answers.Ok(new { facts = stored.Document.FactsAsJson() }) : Answers.NotFound();

    private static async Task<IResult> GetAlerts(HttpContext http, string id, VisibleCases visible, HubSettings settings, CancellationToken cancel) =>
        await visible.Find(http, id, cancel) is { } stored
            ? Answers.Ok(new { alerts = stored.State.Alerts.Select(alert => ViewOf(stored.State, alert, settings)) })
            : Answers.NotFound();

    private static async Task<IResult> Acknowledge(
        HttpContext http, string alertId, VisibleCases visible, CaseStore cases, HubSettings settings, TimeProvider time, CancellationToken cancel)
    {
        if (await visible.Find(http, alertId.Split('.')[0], cancel) is not { } stored)
        {
            return Answers.NotFound();
        }

        var caller = VisibleCases.CallerOf(http);
        var result = await cases.Change(
            stored.Document.Header, new Actor(caller.Organisation, caller.Subject), state => AcknowledgeAlert.Decide(state, time.GetUtcNow(), alertId), cancel);
        return result switch
        {
            { Refusal: { } refusal } => Answers.Refused(refusal),
            { Case.State: { } state } => Answers.Ok(ViewOf(state, state.Alerts.First(alert => alert.Alert.AlertId == alertId), settings)),
            _ => Answers.NotFound(),
        };
    }

    internal static AlertView ViewOf(CaseState state, AlertState alert, HubSettings settings) => new(
        alert.Alert.AlertId,
        state.Header.CaseId,
        state.Header.LocalId,
        state.Header.LocalAuthority,
        state.HealthProvider,
        alert.Alert.KeyDate,
        alert.Alert.Level,
        alert.ResolvedAt is null ? DeliveryOutcomes.Raised : DeliveryOutcomes.Resolved,
        alert.Alert.DueOn,
        alert.RaisedAt,
        [.. alert.Alert.Recipients.Select(recipient => new AlertRecipient(recipient.Role, recipient.Address))],
        alert.Alert.Text,
        $"{settings.PublicUrl}/hub/cases/{state.Header.CaseId}",
        alert.AcknowledgedAt,
        alert.ResolvedAt,
        AlertStandings.Of(alert, state),
        alert.Alert.Review,
        [.. alert.Deliveries.Select(entry => new AlertDelivery(
            entry.Delivery.Notice, entry.Delivery.Role, entry.Delivery.Channel, entry.Delivery.Outcome, entry.At, entry.Delivery.Detail,
            entry.Delivery.Round, entry.Delivery.Final))]);
}
