using IntegrationHub.Domain.Calendar;
using IntegrationHub.Domain.Cases;
using IntegrationHub.Domain.Escalations;
using IntegrationHub.Domain.Policies;

namespace IntegrationHub.Domain.Alarms;

/// <summary>A channel that did not take notices of a case, which wait for it.</summary>
/// <param name="Channel">One of <see cref="AlertChannels"/>.</param>
/// <param name="Since">When the first of them was not taken.</param>
public sealed record FailingChannel(string Channel, DateTimeOffset Since);

/// <summary>Channels that are down for longer than an outage that passes by itself.</summary>
public static class FailingChannels
{
    /// <summary>
    /// How many hourly attempts may fail, those in quiet time not counted, since none is made then. A partner's restart or an evening's maintenance is over
    /// sooner; after half a working day somebody who must act today has not heard of it.
    /// </summary>
    public const int Attempts = 4;

    /// <summary>The channels for which notices of a case's alerts wait: those of roles that were not reached yet and that failed last on this channel.</summary>
    public static IReadOnlyList<FailingChannel> Of(CaseState state) =>
    [
        .. state.Alerts.SelectMany(alert => alert.Deliveries).Select(entry => KeyOf(entry.Delivery)).Distinct()
            .Where(notice => notice.Holds(state)).SelectMany(notice => WaitingOf(state, notice))
            .GroupBy(failing => failing.Channel).Select(failing => failing.MinBy(first => first.Since)!)
            .OrderBy(failing => failing.Channel, StringComparer.Ordinal),
    ];

    /// <summary>From when on a channel is alarming.</summary>
    /// <param name="since">When it first did not take a notice.</param>
    /// <param name="quiet">The quiet time of the case's policy.</param>
    public static DateTimeOffset AlarmingFrom(DateTimeOffset since, QuietHours? quiet, WorkingDays calendar)
    {
        var at = since;
        for (var attempt = 1; attempt <= Attempts; attempt++)
        {
            at = QuietTime.ReadyAt(at + RedeliveryLadder.Default.Pauses[^1], quiet, calendar);
        }

        return at;
    }

    private static IEnumerable<FailingChannel> WaitingOf(CaseState state, NoticeKey notice)
    {
        var deliveries = notice.Deliveries(state).ToList();
        var outstanding = RecordDelivery.Outstanding(state, notice, deliveries.Select(entry => entry.Delivery.Role).Distinct());
        return outstanding.Select(role =>
        {
            var ofRole = deliveries.Where(entry => entry.Delivery.Role == role).ToList();
            var channel = ofRole[^1].Delivery.Channel;
            return new FailingChannel(channel, ofRole.Where(entry => entry.Delivery.Channel == channel).Min(entry => entry.At));
        });
    }

    private static NoticeKey KeyOf(AlertDelivered delivery) => new(delivery.AlertId, delivery.Notice, delivery.Round);
}
