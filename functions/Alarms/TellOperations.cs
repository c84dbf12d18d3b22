using System.Text.Json;
using IntegrationHub.Domain.Alarms;
using IntegrationHub.Domain.Calendar;
using IntegrationHub.Domain.Escalations;
using IntegrationHub.Domain.Policies;
using IntegrationHub.Functions.Escalations.Delivery;
using IntegrationHub.Functions.Hosting;
using IntegrationHub.Functions.Messaging;
using IntegrationHub.Functions.Policies;

namespace IntegrationHub.Functions.Alarms;

/// <summary>
/// Tells the role <c>operations</c> that an alarm was raised, and that it is over. A channel that is down, or an address that is no good, delays a notice and
/// never loses it: the next watch tries again, under the same id. That a channel fails is told on another one, where there is one.
/// </summary>
public sealed class TellOperations(
    AlarmStore store, LocalRecord record, NoticeDelivery delivery, IEnumerable<IAlertChannel> channels, CaseRules rules, HubSettings settings, TimeProvider time,
    ILogger<TellOperations> log)
{
    /// <summary>Who is told; its address stands in the directory of the policy for any council and provider.</summary>
    public const string Role = "operations";

    public async Task Tell(StoredAlarm stored, CancellationToken cancel)
    {
        foreach (var state in stored.Alarm.Outstanding)
        {
            await Tell(stored.Alarm.AlarmId, state, cancel);
        }
    }

    private async Task Tell(string alarmId, string state, CancellationToken cancel)
    {
        if (await store.Find(alarmId, cancel) is not { } stored || !stored.Alarm.Outstanding.Contains(state))
        {
            return;
        }

        var notice = NoticeOf(stored.Alarm, state);
        await record.Deliver(notice, [], cancel);
        if (await record.Claim(notice, cancel) is not { } claim)
        {
            return;
        }

        await using (claim)
        {
            var now = time.GetUtcNow();
            var policy = PolicyFor(stored.Alarm, LondonTime.DateOf(now));
            var outcome = (await delivery.Deliver(notice, policy, [new NoticeRecipient(Role, policy.RoleAddresses.GetValueOrDefault(Role))], cancel))[0];
            if (outcome.Outcome.Kind == NoticeOutcomeKind.Refused)
            {
                log.LogError("Operations can't be told of alarm {Alarm} by {Channel}: {Reason}", alarmId, outcome.Channel, outcome.Outcome.Reason);
            }

            // Nor is a refusal final: there is nobody else to tell of it, and the next watch reads the directory again.
            await Record(alarmId, stored, new AlarmNotice(
                state, outcome.Channel, outcome.Outcome.Kind == NoticeOutcomeKind.Delivered ? DeliveryOutcomes.Delivered : DeliveryOutcomes.Failed,
                now, outcome.Outcome.Reason, Final: false), cancel);
        }
    }

    /// <summary>The policy for any council and provider, with another channel where the alarm is about the operator's own.</summary>
    private Policy PolicyFor(Alarm alarm, DateOnly today)
    {
        var policy = rules.Policies.For(Policy.Any, Policy.Any, today);
        if (alarm.Kind != AlarmKinds.ChannelFailing)
        {
            return policy;
        }

        var configured = channels.Where(channel => channel.IsConfigured).Select(channel => channel.Name).ToHashSet();
        var channel = AlertChannels.ChooseBeside(alarm.Subject, policy, Role, policy.RoleAddresses.ContainsKey(Role), configured);
        return policy with { Channels = new Dictionary<string, string>(policy.Channels) { [Role] = channel } };
    }

    /// <summary>Somebody may acknowledge or resolve it at the same moment.</summary>
    private async Task Record(string alarmId, StoredAlarm stored, AlarmNotice notice, CancellationToken cancel)
    {
        for (var current = stored; current is not null; current = await store.Find(alarmId, cancel))
        {
            if (await store.TryPut(current.Alarm.Told(notice), current.ETag, cancel) is not null)
            {
                return;
            }
        }
    }

    private Notice NoticeOf(Alarm alarm, string state)
    {
        var isOver = state == DeliveryOutcomes.Resolved;
        var text = isOver ? $"Over: {alarm.Text}" : alarm.Text;
        var link = $"{settings.PublicUrl}/hub/operations/alarms";
        var members = JsonSerializer.SerializeToNode(
            new { alarm.AlarmId, alarm.Kind, alarm.Subject, State = state, alarm.RaisedAt, ResolvedAt = isOver ? alarm.ResolvedAt : null, Text = text, Link = link }, OutgoingMessages.Json)!;
        return new Notice(
            $"{alarm.AlarmId}-{state}", $"operations/{alarm.AlarmId}/{state}", $"{(isOver ? "Over" : "Alarm")}: {alarm.Kind.Replace('-', ' ')}, {alarm.Subject}", text,
            [("Kind", alarm.Kind), ("Subject", alarm.Subject)], link, members.AsObject());
    }
}
