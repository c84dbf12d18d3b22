using IntegrationHub.Domain.Cases;
using IntegrationHub.Domain.Escalations;
using IntegrationHub.Domain.Policies;
using IntegrationHub.Functions.Telemetry;

namespace IntegrationHub.Functions.Escalations.Delivery;

/// <summary>A recipient, the channel chosen for the role, and what became of the notice there.</summary>
public sealed record RecipientOutcome(NoticeRecipient Recipient, string Channel, NoticeOutcome Outcome);

/// <summary>
/// Hands a notice to its recipients, each on the channel that the policy says, all channels at once. The local record is always written, and before
/// anything else.
/// </summary>
public sealed class NoticeDelivery(IEnumerable<IAlertChannel> channels, HubMetrics metrics)
{
    private readonly IReadOnlyDictionary<string, IAlertChannel> channels = channels.ToDictionary(channel => channel.Name);

    /// <summary>One outcome for each recipient. Storage that is away is an exception.</summary>
    public async Task<IReadOnlyList<RecipientOutcome>> Deliver(Notice notice, Policy policy, IReadOnlyList<NoticeRecipient> recipients, CancellationToken cancel)
    {
        await channels[AlertChannels.LocalRecord].Deliver(notice, recipients, cancel);
        var configured = channels.Values.Where(channel => channel.IsConfigured).Select(channel => channel.Name).ToHashSet();
        var byChannel = recipients.GroupBy(recipient => AlertChannels.Choose(policy, recipient.Role, recipient.Address is not null, configured));
        return [.. (await Task.WhenAll(byChannel.Select(chosen => On(chosen.Key, notice, [.. chosen], cancel)))).SelectMany(outcomes => outcomes)];
    }

    /// <summary>What is recorded on the case of an alert.</summary>
    public static AlertDelivered FactOf(NoticeKey key, RecipientOutcome told) => new(
        key.AlertId, key.Kind, told.Recipient.Role, told.Channel,
        told.Outcome.Kind == NoticeOutcomeKind.Delivered ? DeliveryOutcomes.Delivered : DeliveryOutcomes.Failed,
        told.Outcome.Reason, key.Round, told.Outcome.Kind == NoticeOutcomeKind.Refused);

    private async Task<IEnumerable<RecipientOutcome>> On(string name, Notice notice, IReadOnlyList<NoticeRecipient> recipients, CancellationToken cancel)
    {
        // Not another channel instead: a partnership that chose one learns that it is missing, and the notice waits for it.
        var outcomes = channels.GetValueOrDefault(name) is { IsConfigured: true } channel
            ? await channel.Deliver(notice, recipients, cancel)
            : [.. recipients.Select(_ => NoticeOutcome.Failed("The channel is not configured."))];
        foreach (var outcome in outcomes)
        {
            metrics.Delivered(name, outcome.Kind);
        }

        return recipients.Zip(outcomes, (recipient, outcome) => new RecipientOutcome(recipient, name, outcome));
    }
}
