using IntegrationHub.Contracts.Problems;
using IntegrationHub.Domain.Cases;
using IntegrationHub.Domain.Codes;
using IntegrationHub.Domain.Notifications;
using IntegrationHub.Domain.Policies;
using IntegrationHub.Domain.Tests.Kit;

namespace IntegrationHub.Domain.Tests.Notifications;

public sealed class AcceptNotificationTests
{
    private static readonly DateTimeOffset Sent = Moments.Morning("2026-11-04");
    private static readonly BecameLookedAfter First = new(Chronology.Child, Chronology.Care, Chronology.Contacts, "RXQ");
    private static readonly ConsentRecorded NotYet = new(ConsentStatuses.NotYetGiven, null, null);

    [Fact]
    public void The_first_notification_opens_a_case_with_everything_it_says()
    {
        var decision = Decide(Chronology.Empty, First, NotYet);

        Assert.Equal([new NewFact(Sent, First), new NewFact(Sent, NotYet)], decision.Facts);
    }

    [Fact]
    public void The_same_child_again_with_nothing_new_is_recorded_as_a_repeat() =>
        Assert.Equal([new NotificationRepeated()], Said(Decide(Chronology.Example, First)));

    [Fact]
    public void The_same_child_again_with_a_difference_corrects_the_open_case()
    {
        var corrected = First with { Care = Chronology.Care with { BecameLookedAfterOn = Moments.Day("2026-10-29") } };

        var correction = Assert.IsType<DetailsCorrected>(Assert.Single(Said(Decide(Chronology.Example, corrected))));

        Assert.Equal(Moments.Day("2026-10-29"), Chronology.Example.Then(Sent, correction).State.DayZero);
    }

    [Fact]
    public void A_new_social_worker_alone_is_a_difference() =>
        Assert.IsType<DetailsCorrected>(Assert.Single(Said(Decide(
            Chronology.Example, First with { Contacts = [new Contact(ContactRoles.SocialWorker, "N Worker", "n.worker@council.example", null)] }))));

    [Fact]
    public void A_repeat_that_leaves_out_what_is_known_takes_nothing_back() =>
        Assert.Equal(
            [new NotificationRepeated()],
            Said(Decide(Chronology.Example, First with { Child = Chronology.Child with { NhsNumber = null, NhsNumberStatus = null }, Contacts = [] })));

    [Fact]
    public void The_consent_block_of_the_first_day_takes_no_consent_back() =>
        Assert.Equal([new NotificationRepeated()], Said(Decide(Chronology.Example.Consent("2026-11-03"), First, NotYet)));

    [Fact]
    public void Consent_that_came_since_is_recorded_with_the_repeat()
    {
        var given = new ConsentRecorded(ConsentStatuses.Given, ConsentGivers.Parent, Moments.Day("2026-11-03"));

        Assert.Equal([new NotificationRepeated(), given], Said(Decide(Chronology.Example, First, given)));
        Assert.Equal([new NotificationRepeated()], Said(Decide(Chronology.Example.Consent("2026-11-03"), First, given)));
    }

    [Fact]
    public void Consent_withdrawn_is_recorded_with_the_repeat()
    {
        var withdrawn = new ConsentRecorded(ConsentStatuses.Withdrawn, null, Moments.Day("2026-11-04"));

        Assert.Equal([new NotificationRepeated(), withdrawn], Said(Decide(Chronology.Example.Consent("2026-11-03"), First, withdrawn)));
    }

    [Fact]
    public void The_same_child_again_for_another_provider_is_refused_rather_than_passed_over() =>
        Assert.Equal("/data/healthProvider", Assert.Single(Decide(Chronology.Example, First with { HealthProvider = "RTH" }).Refusal!.Faults).Pointer);

    public static TheoryData<string> FollowUps => [.. FollowUpFacts.Keys];

    [Theory]
    [MemberData(nameof(FollowUps))]
    public void A_follow_up_is_recorded_as_it_was_said_at_the_time_it_was_sent(string followUp) =>
        Assert.Equal([new NewFact(Sent, FollowUpFacts[followUp])], Decide(Chronology.Example, FollowUpFacts[followUp]).Facts);

    [Theory]
    [MemberData(nameof(FollowUps))]
    public void A_follow_up_without_a_case_is_refused(string followUp)
    {
        var decision = Decide(Chronology.Empty, FollowUpFacts[followUp]);

        Assert.Empty(decision.Facts);
        Assert.Equal((RefusalKind.NotFound, ProblemCodes.ChildNotKnown), (decision.Refusal!.Kind, decision.Refusal.Code));
        Assert.Contains("uk.lac.became-looked-after.v1", decision.Refusal.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(FollowUps))]
    public void A_closed_case_takes_what_is_learnt_late_and_stays_closed(string followUp)
    {
        var late = Decide(Chronology.Example.Ceased("2026-11-03"), FollowUpFacts[followUp]);

        Assert.Null(late.Refusal);
        Assert.Equal(CaseStatus.Closed, CaseStatus.Of(Chronology.Example.Ceased("2026-11-03").Then("2026-11-20", FollowUpFacts[followUp]).State, Policy.Default));
    }

    [Fact]
    public void After_an_episode_that_continues_the_case_is_still_open_for_follow_ups() =>
        Assert.Null(Decide(Chronology.Example.Ceased("2026-11-03", Ssda903.EpisodeContinues), FollowUpFacts["papers"]).Refusal);

    [Fact]
    public void A_date_of_birth_after_the_start_of_care_is_a_contradiction() => Contradicts(
        FaultCodes.BornAfterCareStart, new DetailsCorrected(new ChildDetails { DateOfBirth = Moments.Day("2026-10-31") }, null));

    [Fact]
    public void A_start_of_care_before_the_birth_is_the_same_contradiction() => Contradicts(
        FaultCodes.BornAfterCareStart, new DetailsCorrected(null, new CareDetails { BecameLookedAfterOn = Moments.Day("2019-05-13") }));

    [Fact]
    public void Care_from_the_day_of_birth_on_contradicts_nothing() =>
        Assert.Null(Decide(Chronology.Example, new DetailsCorrected(null, new CareDetails { BecameLookedAfterOn = Moments.Day("2019-05-14") })).Refusal);

    [Fact]
    public void Care_cannot_end_before_it_began() => Contradicts(
        FaultCodes.CeasedBeforeStart, new CeasedToBeLookedAfter(Moments.Day("2026-10-29"), "E4A"));

    [Fact]
    public void Care_may_end_on_the_day_it_began() =>
        Assert.Null(Decide(Chronology.Example, new CeasedToBeLookedAfter(Moments.Day("2026-10-30"), "E4A")).Refusal);

    [Fact]
    public void The_end_is_measured_by_the_corrected_start() =>
        Assert.NotNull(Decide(Chronology.Example.DayZeroCorrected("2026-11-03", "2026-11-02"), new CeasedToBeLookedAfter(Moments.Day("2026-11-01"), "E4A")).Refusal);

    private static readonly Dictionary<string, FactData> FollowUpFacts = new()
    {
        ["placement"] = new PlacementChanged(new Placement { LocalAuthority = "931" }),
        ["legal status"] = new LegalStatusChanged("C1", Moments.Day("2026-11-03")),
        ["consent"] = new ConsentRecorded(ConsentStatuses.Given, ConsentGivers.Parent, Moments.Day("2026-11-03")),
        ["papers"] = new PaperworkCompleted(Moments.Day("2026-11-03")),
        ["correction"] = new DetailsCorrected(new ChildDetails { GivenName = "Robin" }, null),
        ["declined"] = new AssessmentDeclined(Moments.Day("2026-11-03"), "carer"),
        ["breach reason"] = new BreachReasonRecorded("health-notified", "other", "text"),
        ["ceased"] = new CeasedToBeLookedAfter(Moments.Day("2026-11-03"), "E4A"),
    };

    private static Decision Decide(Chronology given, params FactData[] says) => AcceptNotification.Decide(
        given.State, new Notification("urn:uk:la:825:case-system", "id-9", "uk.lac.test.v1", Sent, "LCS-100234", "825", "hash", says), Policy.Default);

    private static IEnumerable<FactData> Said(Decision decision)
    {
        Assert.Null(decision.Refusal);
        return decision.Facts.Select(fact => fact.Data);
    }

    private static void Contradicts(string code, FactData says)
    {
        var refusal = Decide(Chronology.Example, says).Refusal!;

        Assert.Equal((RefusalKind.Invalid, ProblemCodes.InvalidNotification), (refusal.Kind, refusal.Code));
        Assert.Equal(code, Assert.Single(refusal.Faults).Code);
        Assert.All(refusal.Faults, fault => Assert.False(PersonalData.IsIn(fault.Message + refusal.Detail)));
    }
}
