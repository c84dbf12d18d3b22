using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using IntegrationHub.Contracts.Events;
using IntegrationHub.Domain.Cases;
using IntegrationHub.Domain.Notifications;

namespace IntegrationHub.Functions.Imports;

/// <summary>
/// Makes notifications of facts. Their ids come from what they say, whose case it is and how many messages it had taken before: the same import twice, or two at once,
/// send the same notifications, and a value that came back to what it was is news all the same.
/// </summary>
internal static class ImportNotifications
{
    /// <param name="caseId">The case that is to take them.</param>
    /// <param name="messages">How many messages it has taken.</param>
    public static IReadOnlyList<Notification> Of(string council, string localId, string caseId, int messages, IReadOnlyList<FactData> facts, DateTimeOffset now) =>
    [
        .. facts.Select((data, at) =>
        {
            var content = $"{localId}\n{JsonSerializer.Serialize(data)}";
            var id = $"import-{Hash($"{caseId}\n{messages + at}\n{content}")[..32]}";
            return new Notification(SourceOf(council), id, TypeOf(data), now, localId, council, Hash(content), [data]);
        }),
    ];

    public static string SourceOf(string council) => $"urn:uk:la:{council}:import";

    private static string TypeOf(FactData data) => data switch
    {
        BecameLookedAfter => NotificationTypes.BecameLookedAfter,
        DetailsCorrected => NotificationTypes.DetailsCorrected,
        LegalStatusChanged => NotificationTypes.LegalStatusChanged,
        PlacementChanged => NotificationTypes.PlacementChanged,
        CeasedToBeLookedAfter => NotificationTypes.CeasedToBeLookedAfter,
        _ => throw new ArgumentException("No import tells this.", nameof(data)),
    };

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
