using IntegrationHub.Contracts.Problems;
using IntegrationHub.Domain.Cases;
using IntegrationHub.Domain.Codes;
using IntegrationHub.Domain.Notifications;
using IntegrationHub.Domain.Policies;
using IntegrationHub.Domain.Tests.Kit;

namespace IntegrationHub.Domain.Tests.Notifications;

/// <summary>What can be told of a case after care ended.</summary>
public sealed class EndOfCareTests
{
    private static readonly DateTimeOffset Sent = Moments.Morning("2026-11-26");

    [Fact]
    public void The_end_can_be_corrected()
    {
        var ended = Tell(Ended(), new CeasedToBeLookedAfter(Moments.Day("2026-11-12"), "E3"));

        Assert.Equal(new CeasedToBeLookedAfter(Moments.Day("2026-11-12"), "E3"), ended.State.Ceased);
    }

    [Fact]
    public void A_reason_for_what_was_missed_before_can_be_recorded() =>
        Assert.Single(Tell(Ended(), new BreachReasonRecorded("health-notified", BreachReasons.LateNotification, null)).State.BreachReasons);

    [Fact]
    public void Nobody_else_can_be_asked_on_a_closed_case() =>
        Assert.Equal(
            FaultCodes.ReferralNotOpen,
            Assert.Single(Decide(Ended(), new ReferralRaised(0, 0, "RTH", ReferralReasons.ProviderChanged)).Refusal!.Faults).Code);

    [Fact]
    public void Nothing_that_is_told_late_raises_an_alert_or_a_referral()
    {
        var late = Tell(Ended(), new PlacementChanged(new Placement { LocalAuthority = "931" }), Policy.Default with { Routes = [new Route("931", "RTH")] }).Swept("2027-11-26");

        Assert.Single(late.State.Referrals);
        Assert.Empty(late.State.Alerts);
    }

    [Fact]
    public void An_end_that_was_told_by_mistake_can_be_withdrawn_and_the_case_goes_on_with_one_alert_for_where_it_stands()
    {
        var open = Tell(Ended(), new CareEndWithdrawn());
        Assert.Null(open.State.Ceased);
        Assert.Equal(CaseStatus.AwaitingConsent, CaseStatus.Of(open.State, Policy.Default));

        Assert.Single(open.Swept(Sent).State.Alerts);
        Assert.NotNull(open.Ceased("2026-12-01").State.Ceased);
    }

    [Fact]
    public void There_must_be_an_end_to_withdraw() =>
        Assert.Equal(FaultCodes.CareNotEnded, Assert.Single(Decide(Chronology.Example, new CareEndWithdrawn()).Refusal!.Faults).Code);

    [Theory]
    [InlineData("2026-11-10", true)]
    [InlineData("2026-11-05", false)]
    public void That_the_episode_only_gave_way_to_the_next_takes_the_end_of_the_same_day_back(string on, bool isOpen) =>
        Assert.Equal(isOpen, Tell(Ended(), new CeasedToBeLookedAfter(Moments.Day(on), Ssda903.EpisodeContinues)).State.IsOpen);

    private static Chronology Ended() => Chronology.Example.Ceased("2026-11-10");

    private static Decision Decide(Chronology given, FactData says, Policy? policy = null) => AcceptNotification.Decide(
        given.State, new Notification("urn:uk:la:825:case-system", "id-9", "type", Sent, "LCS-100234", "825", "hash", [says]), policy ?? Policy.Default);

    private static Chronology Tell(Chronology given, FactData says, Policy? policy = null)
    {
        var decision = Decide(given, says, policy);
        Assert.Null(decision.Refusal);
        return decision.Facts.Aggregate(given, (so, fact) => so.Then(Sent, fact.Data));
    }
}
