using IntegrationHub.Domain.Alarms;
using IntegrationHub.Functions.Escalations.Delivery;
using IntegrationHub.Functions.Policies;
using IntegrationHub.Functions.Storage;

namespace IntegrationHub.Functions.Alarms;

/// <summary>What the metadata of all cases say.</summary>
/// <param name="Unreached">Roles that nobody can be reached for.</param>
/// <param name="Refused">Roles whose last notice was refused for good.</param>
/// <param name="Failing">Notices that wait for a channel.</param>
/// <param name="ByStatus">How many cases there are, by status.</param>
public sealed record ListedCases(
    IReadOnlyList<UnreachedRole> Unreached, IReadOnlyList<UnreachedRole> Refused, IReadOnlyList<FailingNotice> Failing, IReadOnlyDictionary<string, int> ByStatus);

/// <summary>What the cases' metadata say of their alerts, each judged by the policy of its case, and of their status: one listing, no case is read.</summary>
public sealed class AlertedCases(HubStorage storage, CaseRules rules, IEnumerable<IAlertChannel> channels)
{
    public async Task<ListedCases> Read(CancellationToken cancel)
    {
        var configured = channels.Where(channel => channel.IsConfigured).Select(channel => channel.Name).ToHashSet();
        var (unreached, refused) = (new HashSet<UnreachedRole>(), new HashSet<UnreachedRole>());
        var failing = new HashSet<FailingNotice>();
        var byStatus = new Dictionary<string, int>();
        await foreach (var listed in CaseListing.Read(storage, null, cancel))
        {
            if (CaseMetadata.StatusOf(listed.Metadata) is { } status)
            {
                byStatus[status] = byStatus.GetValueOrDefault(status) + 1;
            }

            if (CaseMetadata.AlertsOf(listed.Metadata) is { } alerts)
            {
                var council = listed.Council;
                var policy = rules.Policies.For(council, alerts.FirstProvider, alerts.DayZero);
                unreached.UnionWith(alerts.WithoutAddress.Where(role => Reach.IsMissing(policy, role, configured))
                    .Select(role => new UnreachedRole(council, alerts.FirstProvider, role)));
                refused.UnionWith(alerts.Refused.Select(role => new UnreachedRole(council, alerts.FirstProvider, role)));
                failing.UnionWith(alerts.Failing.Select(channel => new FailingNotice(channel.Channel, channel.Since, policy.QuietHours)));
            }
        }

        return new ListedCases([.. unreached], [.. refused], [.. failing], byStatus);
    }
}
