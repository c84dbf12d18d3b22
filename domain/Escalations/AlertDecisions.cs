using IntegrationHub.Contracts.Problems;
using IntegrationHub.Domain.Cases;

namespace IntegrationHub.Domain.Escalations;

/// <summary>Somebody says that they have seen an alert. It is recorded; the ladder goes on.</summary>
public static class AcknowledgeAlert
{
    public static Decision Decide(CaseState state, DateTimeOffset now, string alertId) =>
        state.Alerts.FirstOrDefault(alert => alert.Alert.AlertId == alertId) switch
        {
            null => Decision.Refuse(RefusalKind.NotFound, ProblemCodes.NotFound, "There is no such alert."),
            { AcknowledgedAt: not null } => Decision.Nothing,
            _ => Decision.Record(now, new AlertAcknowledged(alertId)),
        };
}

/// <summary>Records what became of a notice, once for each recipient and outcome.</summary>
public static class RecordDelivery
{
    public static Decision Decide(CaseState state, DateTimeOffset now, IReadOnlyList<AlertDelivered> outcomes)
    {
        var known = state.Alerts.SelectMany(alert => alert.Deliveries).Select(entry => entry.Delivery).ToHashSet();
        return Decision.Record([.. outcomes.Where(known.Add).Select(outcome => new NewFact(now, outcome))]);
    }

    /// <summary>The roles that a notice has not yet reached.</summary>
    public static IReadOnlyList<string> Outstanding(CaseState state, string alertId, string notice, IEnumerable<string> roles)
    {
        var reached = state.Alerts
            .Where(alert => alert.Alert.AlertId == alertId)
            .SelectMany(alert => alert.Deliveries)
            .Where(entry => entry.Delivery.Notice == notice && entry.Delivery.Outcome == DeliveryOutcomes.Delivered)
            .Select(entry => entry.Delivery.Role)
            .ToHashSet();
        return [.. roles.Where(role => !reached.Contains(role))];
    }
}

/// <summary>Where an alert stands.</summary>
public static class AlertStandings
{
    public const string Acknowledged = "acknowledged";
    public const string Superseded = "superseded";

    /// <summary>Resolved goes before superseded (a higher level of the same date is open), that before acknowledged, that before raised.</summary>
    public static string Of(AlertState alert, CaseState state)
    {
        if (alert.ResolvedAt is not null)
        {
            return DeliveryOutcomes.Resolved;
        }

        var isSuperseded = state.Alerts.Any(other => other.ResolvedAt is null && other.Alert.Level > alert.Alert.Level
            && (other.Alert.Review, other.Alert.KeyDate) == (alert.Alert.Review, alert.Alert.KeyDate));
        return isSuperseded ? Superseded : alert.AcknowledgedAt is not null ? Acknowledged : DeliveryOutcomes.Raised;
    }
}

/// <summary>Names of what can become of a notice.</summary>
public static class DeliveryOutcomes
{
    public const string Delivered = "delivered";
    public const string Failed = "failed";
    public const string Raised = "raised";
    public const string Resolved = "resolved";
}
