using System.Globalization;
using System.Text.Json;
using IntegrationHub.Contracts.Alerts;
using IntegrationHub.Domain.Escalations;
using IntegrationHub.Functions.Messaging;

namespace IntegrationHub.Functions.Escalations.Delivery;

/// <summary>An alert's message as a notice for the channels.</summary>
public static class AlertNotice
{
    public static Notice Of(AlertMessage alert)
    {
        var key = WaitingNotices.KeyOf(alert);
        var keyDate = alert.KeyDate.Replace('-', ' ');
        var record = key.Round == 1 ? key.Kind : string.Create(CultureInfo.InvariantCulture, $"{key.Kind}-{key.Round}");
        return new Notice(
            key.Id,
            $"{alert.AlertId}/{record}",
            key.Kind == DeliveryOutcomes.Raised ? $"Level {alert.Level} alert: {keyDate}, reference {alert.LocalId}" : $"Resolved: {keyDate}, reference {alert.LocalId}",
            alert.Text,
            [
                ("Reference", alert.LocalId),
                ("Key date", keyDate),
                ("Due", alert.DueOn?.ToString("d MMMM yyyy", CultureInfo.InvariantCulture) ?? "not due"),
                ("Level", alert.Level.ToString(CultureInfo.InvariantCulture)),
            ],
            alert.Link,
            JsonSerializer.SerializeToNode(alert, OutgoingMessages.Json)!.AsObject());
    }
}
