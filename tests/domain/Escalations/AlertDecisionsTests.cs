using IntegrationHub.Contracts.Problems;
using IntegrationHub.Domain.Cases;
using IntegrationHub.Domain.Escalations;
using IntegrationHub.Domain.Tests.Kit;

namespace IntegrationHub.Domain.Tests.Escalations;

public sealed class AlertDecisionsTests
{
    private static readonly DateTimeOffset Now = Moments.Morning("2026-11-06");
    private static readonly Chronology Alerted = Chronology.Example.Swept("2026-11-05");
    private static readonly string Id = Alerted.State.Alerts[0].Alert.AlertId;

    [Fact]
    public void An_alert_is_acknowledged_once()
    {
        var fact = Assert.Single(AcknowledgeAlert.Decide(Alerted.State, Now, Id).Facts);
        Assert.Equal(new NewFact(Now, new AlertAcknowledged(Id)), fact);

        Assert.Same(Decision.Nothing, AcknowledgeAlert.Decide(Alerted.Then(Now, fact.Data).State, Now, Id));
    }

    [Fact]
    public void An_alert_that_was_never_raised_cannot_be_acknowledged()
    {
        var refusal = AcknowledgeAlert.Decide(Alerted.State, Now, "825-other.3.1").Refusal!;

        Assert.Equal((RefusalKind.NotFound, ProblemCodes.NotFound), (refusal.Kind, refusal.Code));
    }

    [Fact]
    public void Deliveries_are_recorded_once_each_within_one_report_and_over_two()
    {
        var first = Decide(Alerted, Sent("social-worker"), Sent("social-worker"), Sent("business-support-officer"));
        Assert.Equal(2, first.Facts.Count);

        var after = first.Facts.Aggregate(Alerted, (so, fact) => so.Then(Now, fact.Data));
        Assert.Empty(Decide(after, Sent("social-worker"), Sent("business-support-officer")).Facts);
    }

    [Fact]
    public void A_failure_and_the_delivery_after_it_are_both_recorded()
    {
        var failed = Sent("social-worker") with { Outcome = DeliveryOutcomes.Failed, Detail = "time-out" };

        Assert.Single(Decide(Alerted.Then(Now, failed), Sent("social-worker")).Facts);
    }

    [Fact]
    public void Outstanding_are_the_roles_that_a_notice_has_not_reached()
    {
        var state = Alerted
            .Then(Now, Sent("social-worker"))
            .Then(Now, Sent("business-support-officer") with { Outcome = DeliveryOutcomes.Failed }).State;

        Assert.Equal(["business-support-officer"], Outstanding(state, DeliveryOutcomes.Raised));
        Assert.Equal(["social-worker", "business-support-officer"], Outstanding(state, DeliveryOutcomes.Resolved));
    }

    [Fact]
    public void Refused_for_good_is_not_outstanding_any_more_and_not_reached()
    {
        var state = Alerted
            .Then(Now, Sent("social-worker") with { Outcome = DeliveryOutcomes.Failed, Final = true })
            .Then(Now, Sent("business-support-officer")).State;

        Assert.Empty(Outstanding(state, DeliveryOutcomes.Raised));
        Assert.Equal(["business-support-officer"], RecordDelivery.Reached(state, new NoticeKey(Id, DeliveryOutcomes.Raised, 1)));
    }

    [Fact]
    public void A_notice_has_an_id_for_each_round_and_deliveries_of_its_own()
    {
        var second = new NoticeKey(Id, DeliveryOutcomes.Raised, 2);
        var state = Alerted.Then(Now, Sent("social-worker")).Then(Now, Alerted.State.Alerts[0].Alert with { Round = 2 }).State;

        Assert.Equal([$"{Id}-raised", $"{Id}-raised-2"], new[] { second with { Round = 1 }, second }.Select(notice => notice.Id));
        Assert.Equal(["social-worker"], RecordDelivery.Outstanding(state, second, ["social-worker"]));
        Assert.Empty(RecordDelivery.Outstanding(state, second with { Round = 1 }, ["social-worker"]));
    }

    [Fact]
    public void A_notice_holds_while_its_alert_is_as_it_says_in_its_round_and_care_goes_on()
    {
        var raised = new NoticeKey(Id, DeliveryOutcomes.Raised, 1);
        var resolved = raised with { Kind = DeliveryOutcomes.Resolved };
        var alert = Alerted.State.Alerts[0].Alert;
        var ended = Alerted.Then(Now, new AlertResolved(alert.KeyDate, [Id], [], "Nothing more to do."));
        var again = ended.Then(Now, alert with { Round = 2 });

        Assert.Equal((true, false), (raised.Holds(Alerted.State), resolved.Holds(Alerted.State)));
        Assert.Equal((false, true), (raised.Holds(ended.State), resolved.Holds(ended.State)));
        Assert.Equal((false, false), (raised.Holds(again.State), resolved.Holds(again.State)));
        Assert.True((raised with { Round = 2 }).Holds(again.State));
        Assert.False(raised.Holds(Alerted.Ceased("2026-11-06").State));
        Assert.False((raised with { AlertId = "825-other.3.1" }).Holds(Alerted.State));
    }

    private static AlertDelivered Sent(string role) => new(Id, DeliveryOutcomes.Raised, role, "local-record", DeliveryOutcomes.Delivered, null);

    private static Decision Decide(Chronology chronology, params AlertDelivered[] outcomes) => RecordDelivery.Decide(chronology.State, Now, outcomes);

    private static IReadOnlyList<string> Outstanding(CaseState state, string notice) =>
        RecordDelivery.Outstanding(state, new NoticeKey(Id, notice, 1), ["social-worker", "business-support-officer"]);
}
