using IntegrationHub.Contracts.Operations;
using IntegrationHub.Domain.Alarms;
using IntegrationHub.Functions.Escalations;
using IntegrationHub.Functions.Pages.Operations;

namespace IntegrationHub.Functions.Tests.Pages;

/// <summary>What the page of operations makes of what is known, without a hub.</summary>
public sealed class OperationsModelTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 20, 9, 0, 0, TimeSpan.Zero);

    private static readonly OperationsFacts Well = new(
        Now, Now, [new DependencyModel("blob-storage", "up", ""), new DependencyModel("service-bus", "unknown", "")],
        [new OutboxView("escalations", 1, 3, Now.AddMinutes(-5), 0, 0, null)], [], [], false, new SweepStanding(Now.AddMinutes(-55), 4, 0), new DateOnly(2028, 12, 31), null, [], null, "");

    [Fact]
    public void When_nothing_is_wrong_it_says_so()
    {
        var model = OperationsModel.Of(Well);
        Assert.Empty(model.Concerns);
        Assert.True(model.IsWell);
        Assert.StartsWith("All is well", model.Sentence, StringComparison.Ordinal);
        Assert.DoesNotContain(model.Figures, figure => figure.IsUrgent);
    }

    [Fact]
    public void What_an_alarm_says_already_is_not_said_twice()
    {
        var facts = Well with { Parked = [new ParkedView("p", "escalations", "reason", 5, "none", Now, "parked"), new ParkedView("q", "lac-notifications", "reason", 5, "none", Now, "parked")] };
        Assert.Equal(2, OperationsModel.Of(facts).Concerns.Count);

        var model = OperationsModel.Of(facts with { Alarms = [AlarmOf(AlarmKinds.MessagesParked, "escalations")] });
        Assert.Equal(2, model.Concerns.Count);
        Assert.Single(model.Concerns, concern => concern.Alarm is not null);
        Assert.Equal("2 things need somebody now. What to do stands with each.", model.Sentence);
    }

    [Fact]
    public void What_somebody_has_in_hand_comes_last_and_is_no_cry_for_help()
    {
        var known = AlarmOf(AlarmKinds.SilentCouncil, "826") with { State = "acknowledged", AcknowledgedAt = Now };
        var inHand = OperationsModel.Of(Well with { Alarms = [known] });
        Assert.True(inHand.IsWell);
        Assert.StartsWith("Nothing new. 1 thing is in hand", inHand.Sentence, StringComparison.Ordinal);

        var model = OperationsModel.Of(Well with { Alarms = [known, AlarmOf(AlarmKinds.StorageDamaged, "missing-document")] });
        Assert.Equal([false, true], model.Concerns.Select(concern => concern.IsInHand));
        Assert.False(model.IsWell);
    }

    public static TheoryData<SweepStanding?, bool> Sweeps => new()
    {
        { null, true },
        { new SweepStanding(Now.AddHours(-2), 1, 0), false },
        { new SweepStanding(Now.AddHours(-2).AddSeconds(-1), 1, 0), true },
        { new SweepStanding(Now, 5, 1), true },
    };

    [Theory]
    [MemberData(nameof(Sweeps))]
    public void A_sweep_that_is_late_or_left_something_out_is_a_concern(SweepStanding? sweep, bool isConcern) =>
        Assert.Equal(isConcern, OperationsModel.Of(Well with { Sweep = sweep }).Concerns.Any(concern => concern.Runbook == "docs/operations.md#hub-silent"));

    [Fact]
    public void A_dependency_that_fails_and_a_message_that_is_stuck_are_concerns_at_once()
    {
        var model = OperationsModel.Of(Well with
        {
            Dependencies = [new DependencyModel("channel-notify", "failing", "401"), new DependencyModel("content-scanner", "down", ""), new DependencyModel("subscriptions", "failing", "")],
            Queues = [new OutboxView("escalations", 1, 0, Now.AddMinutes(-31), 0, 2, null)],
        });
        Assert.Equal(
            ["docs/flows/documents.md", "docs/flows/subscription.md", "docs/operations.md#channel-failing", "docs/operations.md#outbox-stuck", "docs/operations.md#poison-queue-not-empty"],
            model.Concerns.Select(concern => concern.Runbook).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_runbook_that_is_named_is_there()
    {
        var named = OperationsModel.Of(Well with
        {
            Alarms = [.. AlarmKinds.All.Select(kind => AlarmOf(kind, "x"))],
            Dependencies = [.. new[] { "blob-storage", "token-signing-keys", "subscriptions", "content-scanner" }.Select(name => new DependencyModel(name, "down", ""))],
            Sweep = null,
        }).Concerns.Select(concern => concern.Runbook.Split('#'));
        foreach (var parts in named)
        {
            var file = File.ReadAllText(LocalStack.Repository.PathOf(parts[0]));
            Assert.True(parts.Length == 1 || file.Contains($"\n### `{parts[1]}`", StringComparison.Ordinal) || file.Contains($"\n### {parts[1]}\n", StringComparison.Ordinal), string.Join('#', parts));
        }
    }

    [Theory]
    [InlineData(30, "under a minute")]
    [InlineData(60, "1 minute")]
    [InlineData(7199, "1 hour")]
    [InlineData(172799, "47 hours")]
    [InlineData(172800, "2 days")]
    public void An_age_is_told_in_its_largest_unit(int seconds, string expected) => Assert.Equal(expected, OperationsWords.Age(TimeSpan.FromSeconds(seconds)));

    private static AlarmView AlarmOf(string kind, string subject) => new($"{kind}.{subject}.1", kind, subject, "raised", "Text.", Now.AddHours(-1), null, null, []);
}
