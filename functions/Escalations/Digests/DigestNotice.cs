using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using IntegrationHub.Contracts.Alerts;
using IntegrationHub.Functions.Escalations.Delivery;
using IntegrationHub.Functions.Messaging;

namespace IntegrationHub.Functions.Escalations.Digests;

/// <summary>Many alerts as one notice: how many, and for each the case reference, what is due and since when. No name, no date of birth, no NHS number.</summary>
public static class DigestNotice
{
    /// <summary>More lines than this nobody reads in a message; the list of cases has them all.</summary>
    public const int MostLines = 200;

    /// <param name="alerts">One or more, all of one partnership and for one recipient.</param>
    /// <param name="link">Where the cases are listed.</param>
    public static Notice Of(string noticeId, IReadOnlyList<AlertMessage> alerts, string link)
    {
        var ordered = alerts.OrderByDescending(alert => alert.Level).ThenBy(alert => alert.DueOn).ThenBy(alert => alert.LocalId, StringComparer.Ordinal).ToList();
        var (council, provider, role) = (ordered[0].La, ordered[0].Provider, ordered[0].Recipients[0].Role);
        var count = ordered.Count.ToString(CultureInfo.InvariantCulture);
        var more = ordered.Count > MostLines ? $"\nand {ordered.Count - MostLines} more: see the list." : "";
        var text = $"{count} alerts were raised at once, so they are told together. What each needs stands on its case.\n"
            + string.Join('\n', ordered.Take(MostLines).Select(Line)) + more;
        var members = new JsonObject
        {
            ["digestId"] = noticeId,
            ["la"] = council,
            ["provider"] = provider,
            ["role"] = role,
            ["text"] = text,
            ["link"] = link,
            ["alerts"] = new JsonArray([.. ordered.Select(alert => JsonSerializer.SerializeToNode(
                new { alert.AlertId, alert.CaseId, alert.LocalId, alert.KeyDate, alert.Level, alert.DueOn, alert.RaisedAt, alert.Link }, OutgoingMessages.Json))]),
        };
        return new Notice(
            noticeId, $"digests/{noticeId}", $"{count} alerts, council {council}", text,
            [("Alerts", count), ("Council", council), ("Provider", provider)], link, members);
    }

    private static string Line(AlertMessage alert) => string.Create(
        CultureInfo.InvariantCulture,
        $"- Reference {alert.LocalId}: {alert.KeyDate.Replace('-', ' ')}, {(alert.DueOn is { } due ? $"due {due:d MMMM yyyy}" : "not due")}, level {alert.Level}, since {alert.RaisedAt.UtcDateTime:d MMMM yyyy}");
}
