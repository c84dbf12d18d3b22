using IntegrationHub.Domain.Cases;
using IntegrationHub.Domain.Escalations;
using IntegrationHub.Domain.Policies;

namespace IntegrationHub.Domain.Alarms;

/// <summary>Whether alerts reach anybody.</summary>
public static class Reach
{
    /// <summary>Roles of a case's open alerts for which it names nobody with an address.</summary>
    public static IReadOnlyList<string> WithoutAddress(CaseState state) =>
    [
        .. state.Alerts.Where(alert => alert.ResolvedAt is null).SelectMany(alert => alert.Alert.Recipients)
            .Where(recipient => recipient.Address is null && state.ContactFor(recipient.Role)?.Email is null)
            .Select(recipient => recipient.Role).Distinct().Order(StringComparer.Ordinal),
    ];

    /// <summary>Roles of a case's open alerts whose last notice was refused for good, so that nobody was told: the address is no good.</summary>
    public static IReadOnlyList<string> Refused(CaseState state)
    {
        var lasts = state.Alerts.SelectMany(alert => alert.Deliveries).GroupBy(entry => entry.Delivery.Role)
            .ToDictionary(role => role.Key, role => role.OrderBy(entry => entry.At).Last().Delivery);
        return
        [
            .. state.Alerts.Where(alert => alert.ResolvedAt is null).SelectMany(alert => alert.Deliveries)
                .Where(entry => entry.Delivery.Final && lasts[entry.Delivery.Role].Final)
                .Select(entry => entry.Delivery.Role).Distinct().Order(StringComparer.Ordinal),
        ];
    }

    /// <summary>
    /// True when nobody is told of a role's alerts for lack of an address: the directory has none, and the channel of the role needs one. Where e-mail
    /// is what reaches people, the local record alone reaches nobody, unless the policy says that it is the role's channel.
    /// </summary>
    public static bool IsMissing(Policy policy, string role, IReadOnlySet<string> configured) =>
        policy.RoleAddresses.GetValueOrDefault(role) is null
        && AlertChannels.Choose(policy, role, hasAddress: true, configured) == AlertChannels.Notify
        && AlertChannels.Choose(policy, role, hasAddress: false, configured) != AlertChannels.Webhook;
}
