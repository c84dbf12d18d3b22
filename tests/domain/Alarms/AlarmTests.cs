using System.Collections.Frozen;
using IntegrationHub.Domain.Alarms;
using IntegrationHub.Domain.Calendar;
using IntegrationHub.Domain.Cases;
using IntegrationHub.Domain.Policies;
using IntegrationHub.Domain.Tests.Kit;

namespace IntegrationHub.Domain.Tests.Alarms;

/// <summary>What is alarming, and when it is over.</summary>
public sealed class AlarmTests
{
    private static readonly OperationsPicture AllWell = new(
        Moments.Instant("2026-11-13T10:00:00Z"), WorkingDays.BuiltIn, [], FrozenDictionary<string, int>.Empty, FrozenDictionary<string, int>.Empty, [], [], [], []);

    [Fact]
    public void When_all_is_well_nothing_is_alarming() => Assert.Empty(AlarmConditions.Of(AllWell with
    {
        Councils = [new("825", Moments.Day("2026-11-12"), true, 10)],
        Parked = new Dictionary<string, int> { ["escalations"] = 0 },
        Poison = new Dictionary<string, int> { ["escalations"] = 0 },
        Unsent = [new("escalations", Moments.Instant("2026-11-13T09:30:00Z"))],
    }));

    [Theory]
    [InlineData("2026-10-31", 9, true)]
    [InlineData("2026-11-02", 10, false)]
    [InlineData("2026-10-30", 10, true)]
    [InlineData("2026-10-31", 10, true)]
    [InlineData("2026-11-01", 10, true)]
    [InlineData("2020-01-01", 0, false)]
    public void A_council_is_silent_once_the_working_days_of_its_policy_are_over(string since, int workingDays, bool isSilent) =>
        Assert.Equal(isSilent, Kinds(AllWell with { Councils = [new("825", Moments.Day(since), true, workingDays)] }).Contains(AlarmKinds.SilentCouncil));

    [Fact]
    public void A_weekend_and_a_bank_holiday_are_no_silence() =>
        Assert.Empty(AlarmConditions.Of(AllWell with { Now = Moments.Instant("2026-12-28T10:00:00Z"), Councils = [new("825", Moments.Day("2026-12-24"), true, 1)] }));

    [Fact]
    public void The_day_of_a_silence_is_the_day_in_England() =>
        Assert.Equal([AlarmKinds.SilentCouncil], Kinds(AllWell with { Now = Moments.Instant("2026-07-02T23:30:00Z"), Councils = [new("825", Moments.Day("2026-07-02"), true, 1)] }));

    [Fact]
    public void Exactly_thirty_minutes_unsent_is_not_yet_alarming_and_each_queue_has_its_own_alarm()
    {
        var exactly = AllWell.Now - AlarmConditions.LongestUnsent;
        Assert.Empty(AlarmConditions.Of(AllWell with { Unsent = [new("escalations", exactly)] }));
        var conditions = AlarmConditions.Of(AllWell with { Unsent = [new("escalations", exactly.AddTicks(-1)), new("social-care-events", exactly.AddDays(-1)), new("escalations", exactly)] });
        Assert.Equal(["outbox-stuck.escalations", "outbox-stuck.social-care-events"], conditions.Select(condition => condition.Key));
    }

    [Fact]
    public void Parked_and_poisoned_messages_a_refused_feed_and_a_role_with_nobody_are_alarming_each_by_its_subject()
    {
        var conditions = AlarmConditions.Of(AllWell with
        {
            Parked = new Dictionary<string, int> { ["lac-notifications"] = 1 },
            Poison = new Dictionary<string, int> { ["escalations"] = 2 },
            Unreached = [new("825", "RXQ", "named-nurse"), new("825", "RXQ", "named-nurse"), new("826", "RXQ", "named-nurse")],
            Refused = [new("825", "RXQ", "named-nurse")],
            FeedRefusedFor = ["2029-12-25 is missing."],
            Damage = new Dictionary<string, int> { ["missing-document"] = 2, ["unreadable-case"] = 0 },
        });

        Assert.Equal(
            [
                "messages-parked.lac-notifications", "poison-queue-not-empty.escalations", "role-unreached.825-rxq-named-nurse",
                "role-unreached.826-rxq-named-nurse", "notice-refused.825-rxq-named-nurse", "calendar-feed-refused.bank-holidays",
                "storage-damaged.missing-document",
            ],
            conditions.Select(condition => condition.Key));
        Assert.StartsWith("1 message of", conditions[0].Text, StringComparison.Ordinal);
        Assert.Contains("found missing-document 2 times,", conditions[^1].Text, StringComparison.Ordinal);
        Assert.StartsWith("2 messages lie", conditions[1].Text, StringComparison.Ordinal);
        Assert.All(conditions, condition => Assert.Contains(condition.Kind, AlarmKinds.All));
    }

    [Fact]
    public void Less_than_twelve_months_of_bank_holidays_are_alarming()
    {
        Assert.Empty(Kinds(AllWell with { Now = Moments.Instant("2027-12-31T10:00:00Z") }));
        Assert.Equal([AlarmKinds.CalendarRunsOut], Kinds(AllWell with { Now = Moments.Instant("2028-01-01T10:00:00Z") }));
    }

    [Fact]
    public void What_holds_is_raised_once_resolved_when_it_is_over_and_raised_anew_under_another_id()
    {
        var condition = new AlarmCondition(AlarmKinds.MessagesParked, "escalations", "text");
        var first = Assert.Single(AlarmLedger.Decide([], [condition, condition], AllWell.Now).Raised);
        Assert.Equal("messages-parked.escalations.1", first.AlarmId);

        var still = AlarmLedger.Decide([first], [condition], AllWell.Now.AddHours(1));
        Assert.Empty(still.Raised);
        Assert.Empty(still.Resolved);
        var over = Assert.Single(AlarmLedger.Decide([first], [], AllWell.Now.AddHours(2)).Resolved);
        Assert.Equal(AllWell.Now.AddHours(2), over.ResolvedAt);
        Assert.Empty(AlarmLedger.Decide([over], [], AllWell.Now.AddHours(3)).Resolved);
        Assert.Equal("messages-parked.escalations.2", Assert.Single(AlarmLedger.Decide([over], [condition], AllWell.Now.AddHours(4)).Raised).AlarmId);
    }

    [Fact]
    public void An_alarm_is_told_when_raised_and_when_over_and_a_failure_leaves_it_outstanding()
    {
        var raised = Alarm.Raise(new AlarmCondition(AlarmKinds.SilentCouncil, "825", "text"), 1, AllWell.Now);
        Assert.Equal(["raised"], raised.Outstanding);
        var failed = raised.Told(new("raised", "notify", "failed", AllWell.Now, "It is down.", false));
        Assert.Equal(["raised"], failed.Outstanding);
        var told = failed.Told(new("raised", "notify", "delivered", AllWell.Now, null, false));
        Assert.Empty(told.Outstanding);
        Assert.Single(told.Notices);
        Assert.False(told.IsSettled);

        var over = told with { ResolvedAt = AllWell.Now };
        Assert.Equal(["resolved"], over.Outstanding);
        Assert.Equal(["raised", "resolved"], (raised with { ResolvedAt = AllWell.Now }).Outstanding);
        Assert.True(over.Told(new("resolved", "notify", "failed", AllWell.Now, "No such address.", true)).IsSettled);
    }

    [Fact]
    public void Acknowledging_is_recorded_once_and_not_after_it_is_over()
    {
        var raised = Alarm.Raise(new AlarmCondition(AlarmKinds.SilentCouncil, "825", "text"), 1, AllWell.Now);
        Assert.Equal("raised", raised.State);
        var acknowledged = raised.Acknowledge(AllWell.Now.AddHours(1))!;
        Assert.Equal("acknowledged", acknowledged.State);
        Assert.Null(acknowledged.Acknowledge(AllWell.Now.AddHours(2)));
        Assert.Equal("resolved", (acknowledged with { ResolvedAt = AllWell.Now }).State);
        Assert.Null((raised with { ResolvedAt = AllWell.Now }).Acknowledge(AllWell.Now));
    }

    [Theory]
    [InlineData("notify local-record", null, null, true)]
    [InlineData("notify webhook local-record", null, null, false)]
    [InlineData("webhook local-record", null, null, false)]
    [InlineData("local-record", null, null, false)]
    [InlineData("notify local-record", "local-record", null, false)]
    [InlineData("notify webhook local-record", "notify", null, true)]
    [InlineData("notify local-record", null, "nurse@trust.example", false)]
    public void A_role_is_missing_when_it_has_no_address_and_its_channel_needs_one(string configured, string? channel, string? address, bool isMissing)
    {
        var policy = Policy.Default with
        {
            Channels = channel is null ? Policy.Default.Channels : new Dictionary<string, string> { ["named-nurse"] = channel },
            RoleAddresses = address is null ? Policy.Default.RoleAddresses : new Dictionary<string, string> { ["named-nurse"] = address },
        };

        Assert.Equal(isMissing, Reach.IsMissing(policy, "named-nurse", configured.Split(' ').ToHashSet()));
    }

    [Fact]
    public void Without_an_address_are_the_roles_of_open_alerts_that_the_case_names_nobody_for()
    {
        var waiting = Chronology.Example.Swept("2026-11-13");
        Assert.Contains("named-nurse", Reach.WithoutAddress(waiting.State));
        Assert.DoesNotContain("team-manager", Reach.WithoutAddress(waiting.State));
        Assert.Empty(Reach.WithoutAddress(waiting.Ceased("2026-11-13").Swept("2026-11-13").State));
    }

    [Fact]
    public void Refused_are_the_roles_of_open_alerts_whose_last_notice_was_refused_for_good()
    {
        var waiting = Chronology.Example.Swept("2026-11-13").State;
        AlertDelivered Told(string outcome, bool final) => new(waiting.Alerts[0].Alert.AlertId, "raised", "named-nurse", "notify", outcome, null, 1, final);
        var refused = waiting with { Alerts = [waiting.Alerts[0] with { Deliveries = [(Told("failed", true), AllWell.Now)] }] };
        Assert.Empty(Reach.Refused(waiting));
        Assert.Equal(["named-nurse"], Reach.Refused(refused));
        Assert.Empty(Reach.Refused(waiting with { Alerts = [refused.Alerts[0] with { ResolvedAt = AllWell.Now }] }));
        Assert.Empty(Reach.Refused(waiting with { Alerts = [refused.Alerts[0], refused.Alerts[0] with { Deliveries = [(Told("delivered", false), AllWell.Now.AddHours(1))] }] }));
        Assert.Empty(Reach.Refused(waiting with { Alerts = [refused.Alerts[0] with { Deliveries = [(Told("failed", false), AllWell.Now)] }] }));
    }

    private static IEnumerable<string> Kinds(OperationsPicture picture) => AlarmConditions.Of(picture).Select(condition => condition.Kind);
}
