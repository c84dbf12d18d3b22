using IntegrationHub.Domain.Policies;

namespace IntegrationHub.Domain.Escalations;

/// <summary>The channels on which notices are delivered, and which one a role uses.</summary>
public static class AlertChannels
{
    /// <summary>E-mail through GOV.UK Notify.</summary>
    public const string Notify = "notify";

    /// <summary>A post to one address of the operator's, such as a Teams or Power Automate workflow.</summary>
    public const string Webhook = "webhook";

    /// <summary>The hub's own record, written of every notice whatever the channel.</summary>
    public const string LocalRecord = "local-record";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } = [Notify, Webhook, LocalRecord];

    /// <summary>The channel of a role: as the policy says, else the first that is configured of e-mail (for who has an address), webhook and local record.</summary>
    public static string Choose(Policy policy, string role, bool hasAddress, IReadOnlySet<string> configured) =>
        policy.Channels.GetValueOrDefault(role) ?? policy.DefaultChannel
        ?? (hasAddress && configured.Contains(Notify) ? Notify : configured.Contains(Webhook) ? Webhook : LocalRecord);

    /// <summary>
    /// The channel on which a role learns that a channel is down: its own, or, where that is the one, another that is configured and reaches people; its own
    /// all the same when there is none.
    /// </summary>
    /// <param name="down">The channel that is down.</param>
    public static string ChooseBeside(string down, Policy policy, string role, bool hasAddress, IReadOnlySet<string> configured)
    {
        var chosen = Choose(policy, role, hasAddress, configured);
        var other = down == Notify ? Webhook : Notify;
        return chosen == down && configured.Contains(other) && (other != Notify || hasAddress) ? other : chosen;
    }
}
