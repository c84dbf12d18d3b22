using IntegrationHub.Contracts.Problems;
using IntegrationHub.Domain.Cases;
using IntegrationHub.Domain.Codes;
using IntegrationHub.Domain.Notifications;
using IntegrationHub.Domain.Policies;
using IntegrationHub.Domain.Referrals;
using IntegrationHub.Domain.Tests.Kit;

namespace IntegrationHub.Domain.Tests.Referrals;

/// <summary>Who is asked next: one case, one clock, a referral for each provider.</summary>
public sealed class RoutingTests
{
    private static readonly Policy WithRoutes = Policy.Default with { Routes = [new Route("931", "RTH"), new Route("931", "RHU"), new Route("826", "RXX"), new Route("825", "RXQ")] };

    [Fact]
    public void After_books_closed_the_next_route_is_asked_until_none_is_left()
    {
        var second = OutOfArea().Moved("2026-11-05", TaskStatuses.Rejected).Swept(Moments.Morning("2026-11-05"), WithRoutes);
        Assert.Equal(["RXQ", "RTH"], Providers(second));
        var third = Rejected(second, 2, "2026-11-06").Swept(Moments.Morning("2026-11-06"), WithRoutes);
        Assert.Equal(["RXQ", "RTH", "RHU"], Providers(third));
        Assert.Equal(["RXQ", "RTH", "RHU"], Providers(Rejected(third, 3, "2026-11-09").Swept(Moments.Morning("2026-11-09"), WithRoutes)));
    }

    [Fact]
    public void The_first_Task_stays_rejected_the_second_is_requested_and_the_clock_goes_on()
    {
        var second = OutOfArea().Moved("2026-11-05", TaskStatuses.Rejected).Swept(Moments.Morning("2026-11-05"), WithRoutes).State;

        Assert.Equal([TaskStatuses.Rejected, TaskStatuses.Requested], second.Referrals.Select(referral => CaseStatus.TaskStatus(second, WithRoutes, referral)));
        Assert.Equal(Moments.Day("2026-10-30"), second.DayZero);
        Assert.Equal("RTH", second.HealthProvider);
    }

    [Fact]
    public void A_rejection_with_nobody_left_to_ask_is_alerted_at_once_and_one_with_a_next_provider_is_not()
    {
        var alone = OutOfArea().Moved("2026-11-05", TaskStatuses.Rejected).Swept("2026-11-05");
        var alert = Assert.Single(alone.State.Alerts, alert => alert.Alert.KeyDate == "assessment-attended").Alert;
        Assert.Equal((2, Moments.Day("2026-11-20")), (alert.Level, alert.DueOn));
        Assert.Contains("Name another provider.", alert.Text, StringComparison.Ordinal);

        var sentOn = OutOfArea().Moved("2026-11-05", TaskStatuses.Rejected).Swept(Moments.Morning("2026-11-05"), WithRoutes);
        Assert.DoesNotContain(sentOn.State.Alerts, alert => alert.Alert.KeyDate == "assessment-attended");
    }

    [Fact]
    public void Social_care_names_another_provider()
    {
        var raised = Assert.IsType<ReferralRaised>(Assert.Single(Change(Chronology.Example, "RTH").Facts).Data);
        Assert.Equal(new ReferralRaised(2, 0, "RTH", ReferralReasons.ProviderChanged), raised);

        var after = Chronology.Example.Then("2026-11-05", raised).State;
        Assert.Equal(TaskStatuses.Cancelled, CaseStatus.TaskStatus(after, Policy.Default, after.Referrals[0]));
        Assert.Equal("Another provider is asked instead.", ReferralEnds.Reason(after, Policy.Default, after.Referrals[0]));
    }

    [Fact]
    public void The_provider_who_has_the_referral_is_not_asked_again_unless_it_rejected()
    {
        Assert.IsType<NotificationRepeated>(Assert.Single(Change(Chronology.Example, "RXQ").Facts).Data);
        Assert.IsType<ReferralRaised>(Assert.Single(Change(Chronology.Example.Moved("2026-11-05", TaskStatuses.Rejected), "RXQ").Facts).Data);
    }

    [Fact]
    public void Nobody_else_is_asked_when_the_referral_has_ended()
    {
        Assert.Equal(FaultCodes.ReferralNotOpen, Assert.Single(Change(Chronology.Example.Returned("2026-11-05"), "RTH").Refusal!.Faults).Code);
        Assert.Equal(FaultCodes.ReferralNotOpen, Assert.Single(Change(Chronology.Example.Then("2026-11-05", new LegalStatusChanged("V4", null)), "RTH").Refusal!.Faults).Code);
    }

    [Theory]
    [InlineData(TaskStatuses.Accepted)]
    [InlineData(TaskStatuses.InProgress)]
    public void Social_care_may_take_a_referral_away_from_who_has_begun(string status)
    {
        var begun = Chronology.Example.Moved("2026-11-04", status);
        var after = begun.Then("2026-11-06", Assert.Single(Change(begun, "RTH").Facts).Data).State;

        Assert.Equal([TaskStatuses.Cancelled, TaskStatuses.Requested], after.Referrals.Select(referral => CaseStatus.TaskStatus(after, Policy.Default, referral)));
    }

    [Fact]
    public void A_move_into_an_area_with_routes_sends_the_referral_on_while_nobody_has_accepted()
    {
        Assert.Equal(["placement-changed", "referral-raised"], Kinds(Move(Chronology.Example)));
        Assert.Equal(["placement-changed"], Kinds(Move(Chronology.Example.Moved("2026-11-04", TaskStatuses.Accepted))));
        Assert.Equal(["placement-changed"], Kinds(Move(Chronology.Example, area: "827")));
    }

    [Fact]
    public void A_further_move_within_the_area_or_from_another_route_of_it_changes_nothing()
    {
        var asked = Moved(Chronology.Example, "931", "2026-11-05");
        Assert.Equal(["RXQ", "RTH"], Providers(asked));
        Assert.Equal(["RXQ", "RTH"], Providers(Moved(asked, "931", "2026-11-06")));

        var named = Chronology.Example.Then("2026-11-04", new ReferralRaised(2, 0, "RHU", ReferralReasons.ProviderChanged));
        Assert.Equal(["RXQ", "RHU"], Providers(Moved(named, "931", "2026-11-05")));
    }

    [Theory]
    [InlineData("2026-11-04", "RXX")]
    [InlineData("2026-11-06", "RXX RTH")]
    public void A_move_that_arrives_after_a_later_one_sends_nothing_on(string happenedOn, string asked)
    {
        var late = Moved(Moved(Chronology.Example, "826", "2026-11-05"), "931", happenedOn, "2026-11-06");

        Assert.Equal($"RXQ {asked}", string.Join(' ', Providers(late)));
        Assert.Equal(asked == "RXX" ? "826" : "931", late.State.Care.Placement!.LocalAuthority);
    }

    [Fact]
    public void A_correction_of_the_area_overtakes_an_earlier_move_too()
    {
        var corrected = Chronology.Example.Then("2026-11-05", new DetailsCorrected(null, new CareDetails { Placement = new Placement { LocalAuthority = "826" } }));

        Assert.Equal(["RXQ"], Providers(Moved(corrected, "931", "2026-11-04", "2026-11-06")));
        Assert.Equal(["RXQ", "RTH"], Providers(Moved(corrected, "931", "2026-11-06")));
    }

    [Fact]
    public void A_move_back_asks_the_areas_provider_again_unless_it_rejected()
    {
        var away = Moved(Chronology.Example, "826", "2026-11-05");
        Assert.Equal(["RXQ", "RXX", "RXQ"], Providers(Moved(away, "825", "2026-11-06")));

        var declined = Moved(Chronology.Example.Moved("2026-11-04", TaskStatuses.Rejected), "826", "2026-11-05").Swept(Moments.Morning("2026-11-05"), WithRoutes);
        Assert.Equal(["RXQ", "RXX"], Providers(declined));
        Assert.Equal(["RXQ", "RXX"], Providers(Moved(declined, "825", "2026-11-06")));
    }

    [Fact]
    public void An_assessment_that_is_required_again_after_its_review_was_referred_can_be_rejected_and_sent_on()
    {
        var again = OutOfArea()
            .Then("2026-11-04", new EarlierAssessmentRecorded(Moments.Day("2026-09-15")))
            .Swept(Moments.Morning("2027-07-22"), WithRoutes)
            .Then("2027-07-23", new EarlierAssessmentRecorded(Moments.Day("2026-01-15")));
        Assert.Equal([0, 1], again.State.Referrals.Select(referral => referral.Review));
        Assert.Equal([TaskStatuses.Requested, TaskStatuses.Cancelled], Statuses(again));

        var raised = new ReferralRaised(3, 0, "RZZ", ReferralReasons.ProviderChanged);
        Assert.Equal(raised, Assert.Single(Change(again, "RZZ").Facts).Data);
        Assert.Equal([TaskStatuses.Cancelled, TaskStatuses.Cancelled, TaskStatuses.Requested], Statuses(again.Then("2027-07-26", raised)));

        var rejected = again.Moved("2027-07-26", TaskStatuses.Rejected).Swept(Moments.Morning("2027-07-26"), WithRoutes);
        Assert.Equal(new ReferralState(3, 0, "RTH", Moments.Morning("2027-07-26"), ReferralReasons.ProviderRejected, TaskStatuses.Requested), rejected.State.Referral);
    }

    [Fact]
    public void Who_lost_sight_of_an_assessment_that_is_required_again_can_be_asked_anew()
    {
        var again = Chronology.Example
            .Then("2026-11-04", new EarlierAssessmentRecorded(Moments.Day("2026-09-15")))
            .Swept("2027-07-22")
            .Then("2027-07-22", new ReferralRaised(3, 1, "RTH", ReferralReasons.ProviderChanged))
            .Then("2027-07-23", new EarlierAssessmentRecorded(Moments.Day("2026-01-15")));

        Assert.Equal(new ReferralRaised(4, 0, "RXQ", ReferralReasons.ProviderChanged), Assert.Single(Change(again, "RXQ").Facts).Data);
    }

    [Fact]
    public void A_notification_that_comes_again_with_the_first_provider_changes_nothing_after_a_re_route()
    {
        var again = Decide(
            Chronology.Example.Then("2026-11-05", new ReferralRaised(2, 0, "RTH", ReferralReasons.ProviderChanged)),
            new BecameLookedAfter(Chronology.Child, Chronology.Care, Chronology.Contacts, "RXQ"));

        Assert.IsType<NotificationRepeated>(Assert.Single(again.Facts).Data);
    }

    [Fact]
    public void A_referral_counts_once_whatever_the_order_in_which_it_is_told()
    {
        var raised = new ReferralRaised(2, 0, "RTH", ReferralReasons.ProviderChanged);
        var state = Chronology.Example.Then("2026-11-05", raised).Then("2026-11-06", raised).State;

        Assert.Equal(["RXQ", "RTH"], state.Referrals.Select(referral => referral.Provider));
    }

    private static Chronology OutOfArea() => Chronology.Example.Then(
        "2026-11-03", new PlacementChanged(new Placement { Type = "U6", StartedOn = Moments.Day("2026-11-03"), LocalAuthority = "931" }));

    private static Chronology Rejected(Chronology from, int referral, string on) =>
        from.Then(Moments.Morning(on), new ReferralMoved(TaskStatuses.Rejected, "books-closed", null, null, null, referral), organisation: "RTH");

    private static IEnumerable<string> Providers(Chronology chronology) => chronology.State.Referrals.Select(referral => referral.Provider);

    private static Decision Change(Chronology given, string provider) => Decide(given, new ReferralRaised(0, 0, provider, ReferralReasons.ProviderChanged));

    private static Decision Move(Chronology given, string area = "931") =>
        Decide(given, new PlacementChanged(new Placement { Type = "U6", StartedOn = Moments.Day("2026-11-05"), LocalAuthority = area }));

    /// <summary>Takes in that the child moved, and what follows from it.</summary>
    private static Chronology Moved(Chronology given, string area, string on, string? toldOn = null) =>
        Decide(given, new PlacementChanged(new Placement { Type = "U6", StartedOn = Moments.Day(on), LocalAuthority = area }), on).Facts.Aggregate(
            given, (so, fact) => so.Then(Moments.Morning(toldOn ?? on), fact.Data, Moments.Morning(on)));

    private static IEnumerable<string> Statuses(Chronology chronology) =>
        chronology.State.Referrals.Select(referral => CaseStatus.TaskStatus(chronology.State, WithRoutes, referral));

    private static Decision Decide(Chronology given, FactData says, string on = "2026-11-06") => AcceptNotification.Decide(
        given.State, new Notification("urn:uk:la:825:case-system", "id-9", "uk.lac.test.v1", Moments.Morning(on), "LCS-100234", "825", "hash", [says]), WithRoutes);

    private static IEnumerable<string> Kinds(Decision decision) =>
        decision.Facts.Select(fact => fact.Data is PlacementChanged ? "placement-changed" : fact.Data is ReferralRaised { Reason: ReferralReasons.PlacementMoved } ? "referral-raised" : "other");
}
