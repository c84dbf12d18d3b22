using System.Globalization;
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

/// <summary>Which alert, which of its notices, and in which round of the alert.</summary>
/// <param name="Kind"><c>raised</c> or <c>resolved</c>.</param>
/// <param name="Round">1, and one more each time the alert was raised again.</param>
public sealed record NoticeKey(string AlertId, string Kind, int Round)
{
    /// <summary>Deterministic id of the notice.</summary>
    public string Id => Round == 1 ? $"{AlertId}-{Kind}" : string.Create(CultureInfo.InvariantCulture, $"{AlertId}-{Kind}-{Round}");

    /// <summary>
    /// Whether the notice still says how things stand: care goes on, the alert has not been raised again since, and is open or resolved as the notice says.
    /// </summary>
    public bool Holds(CaseState state) =>
        state.Ceased is null && state.Alerts.FirstOrDefault(alert => alert.Alert.AlertId == AlertId) is { } alert
        && alert.Alert.Round == Round && alert.ResolvedAt is null == (Kind == DeliveryOutcomes.Raised);

    /// <summary>What became of it so far.</summary>
    public IEnumerable<(AlertDelivered Delivery, DateTimeOffset At)> Deliveries(CaseState state) =>
        state.Alerts.Where(alert => alert.Alert.AlertId == AlertId).SelectMany(alert => alert.Deliveries)
            .Where(entry => entry.Delivery.Notice == Kind && entry.Delivery.Round == Round);
}

/// <summary>Records what became of a notice, once for each recipient, channel, outcome and reason: a day of failures is not a fact for each attempt.</summary>
public static class RecordDelivery
{
    public static Decision Decide(CaseState state, DateTimeOffset now, IReadOnlyList<AlertDelivered> outcomes)
    {
        var known = state.Alerts.SelectMany(alert => alert.Deliveries).Select(entry => entry.Delivery).ToHashSet();
        return Decision.Record([.. outcomes.Where(known.Add).Select(outcome => new NewFact(now, outcome))]);
    }

    /// <summary>The roles that a notice has not yet reached, without those for whom it was refused for good.</summary>
    public static IReadOnlyList<string> Outstanding(CaseState state, NoticeKey notice, IEnumerable<string> roles)
    {
        var settled = notice.Deliveries(state)
            .Where(entry => entry.Delivery.Outcome == DeliveryOutcomes.Delivered || entry.Delivery.Final)
            .Select(entry => entry.Delivery.Role)
            .ToHashSet();
        return [.. roles.Where(role => !settled.Contains(role))];
    }

    /// <summary>The roles that a notice has reached.</summary>
    public static IReadOnlySet<string> Reached(CaseState state, NoticeKey notice) =>
        notice.Deliveries(state).Where(entry => entry.Delivery.Outcome == DeliveryOutcomes.Delivered).Select(entry => entry.Delivery.Role).ToHashSet();
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
