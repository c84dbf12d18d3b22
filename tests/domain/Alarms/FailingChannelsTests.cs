using System.Collections.Frozen;
using IntegrationHub.Domain.Alarms;
using IntegrationHub.Domain.Calendar;
using IntegrationHub.Domain.Cases;
using IntegrationHub.Domain.Escalations;
using IntegrationHub.Domain.Policies;
using IntegrationHub.Domain.Tests.Kit;

namespace IntegrationHub.Domain.Tests.Alarms;

/// <summary>Which channels a case's notices wait for, and from when on that is alarming.</summary>
public sealed class FailingChannelsTests
{
    private static readonly Chronology Alerted = Chronology.Example.Swept("2026-11-06");
    private static readonly AlertRaised Alert = Alerted.State.Alerts[^1].Alert;
    private static readonly DateTimeOffset First = Moments.Instant("2026-11-06T10:00:00Z");

    [Fact]
    public void A_notice_that_was_not_taken_waits_since_it_first_was_not()
    {
        var failing = Told(Told(Told(Alerted, "a", "notify", "failed"), "a", "notify", "failed", detail: "other", hours: 1), "b", "webhook", "failed", hours: 2);

        Assert.Equal([new FailingChannel("notify", First), new FailingChannel("webhook", First.AddHours(2))], FailingChannels.Of(failing.State));
    }

    [Fact]
    public void What_was_taken_since_or_refused_for_good_waits_for_nothing()
    {
        Assert.Empty(FailingChannels.Of(Told(Told(Alerted, "a", "notify", "failed"), "a", "webhook", "delivered", hours: 1).State));
        Assert.Empty(FailingChannels.Of(Told(Alerted, "a", "notify", "failed", final: true).State));
    }

    [Fact]
    public void A_role_whose_channel_was_changed_waits_for_the_new_one_only() =>
        Assert.Equal(
            [new FailingChannel("webhook", First.AddHours(5))],
            FailingChannels.Of(Told(Told(Alerted, "a", "notify", "failed"), "a", "webhook", "failed", hours: 5).State));

    [Fact]
    public void What_no_longer_holds_waits_for_nothing()
    {
        var failing = Told(Alerted, "a", "notify", "failed");

        Assert.Empty(FailingChannels.Of(failing.Ceased("2026-11-06").State));
        Assert.Empty(FailingChannels.Of(failing.Consent("2026-11-06").Papers("2026-11-06").Swept("2026-11-06").State));
    }

    [Theory]
    [InlineData("2026-11-05T10:00:00Z", false, "2026-11-05T14:00:00Z")]
    [InlineData("2026-11-05T10:00:00Z", true, "2026-11-05T14:00:00Z")]
    [InlineData("2026-11-05T17:59:00Z", true, "2026-11-06T11:00:00Z")]
    [InlineData("2026-11-06T16:30:00Z", true, "2026-11-09T10:00:00Z")]
    public void It_is_alarming_after_four_hourly_attempts_that_fall_outside_quiet_time(string since, bool withQuietTime, string from)
    {
        var quiet = withQuietTime ? new QuietHours(new TimeOnly(18, 0), new TimeOnly(8, 0), true) : null;

        Assert.Equal(Moments.Instant(from), FailingChannels.AlarmingFrom(Moments.Instant(since), quiet, WorkingDays.BuiltIn));
    }

    [Fact]
    public void There_is_one_alarm_for_a_channel_from_that_moment_on_naming_the_oldest_notice()
    {
        var picture = new OperationsPicture(
            First.AddHours(4).AddTicks(-1), WorkingDays.BuiltIn, [], FrozenDictionary<string, int>.Empty, FrozenDictionary<string, int>.Empty, [], [], [],
            [new("notify", First.AddHours(3), null), new("notify", First, null), new("notify", First.AddMinutes(-1), null), new("webhook", First, null)]);
        Assert.Contains("2026-11-06 09:59Z", Assert.Single(AlarmConditions.Of(picture)).Text, StringComparison.Ordinal);
        Assert.Equal(["channel-failing.notify", "channel-failing.webhook"], AlarmConditions.Of(picture with { Now = First.AddHours(4) }).Select(condition => condition.Key));
    }

    [Theory]
    [InlineData("notify", "notify webhook local-record", null, true, "webhook")]
    [InlineData("webhook", "notify webhook local-record", null, true, "notify")]
    [InlineData("notify", "notify webhook local-record", "notify", true, "webhook")]
    [InlineData("notify", "notify local-record", null, true, "notify")]
    [InlineData("webhook", "webhook local-record", null, false, "webhook")]
    [InlineData("webhook", "notify webhook local-record", null, false, "webhook")]
    [InlineData("webhook", "notify webhook local-record", "local-record", true, "local-record")]
    public void That_a_channel_is_down_is_told_on_another_one_where_there_is_one(string down, string configured, string? channel, bool hasAddress, string expected)
    {
        var policy = channel is null ? Policy.Default : Policy.Default with { Channels = new Dictionary<string, string> { ["operations"] = channel } };

        Assert.Equal(expected, AlertChannels.ChooseBeside(down, policy, "operations", hasAddress, configured.Split(' ').ToHashSet()));
    }

    private static Chronology Told(Chronology before, string role, string channel, string outcome, string? detail = null, int hours = 0, bool final = false) =>
        before.Then(First.AddHours(hours), new AlertDelivered(Alert.AlertId, DeliveryOutcomes.Raised, role, channel, outcome, detail, Alert.Round, final), organisation: "hub");
}
