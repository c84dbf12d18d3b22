using IntegrationHub.Contracts.Problems;
using IntegrationHub.Domain.Calendar;
using IntegrationHub.Domain.Cases;
using IntegrationHub.Domain.Codes;
using IntegrationHub.Domain.KeyDates;
using IntegrationHub.Domain.Notifications;
using IntegrationHub.Domain.Pathways;
using IntegrationHub.Domain.Policies;
using IntegrationHub.Domain.Referrals;
using IntegrationHub.Domain.Reviews;
using IntegrationHub.Domain.Tests.Kit;

namespace IntegrationHub.Domain.Tests.Pathways;

/// <summary>The Care Entry Health Assessment from its offer to the Designated Doctor's sign-off. It is never counted as an IHA.</summary>
public sealed class CehaTests
{
    private static readonly DateTimeOffset Now = Moments.Morning("2026-11-20");

    [Fact]
    public void It_is_offered_with_the_second_refusal_and_goes_on_step_by_step()
    {
        Assert.Null(Ceha.Of(Once().State, Policy.Default));
        Steps(Twice(), CehaStage.Offered, CaseStatus.CehaOffered);
        Steps(Agreed(), CehaStage.Agreed, CaseStatus.CehaAgreed);
        Steps(Assessed(), CehaStage.Assessed, CaseStatus.AwaitingSignOff);
        Steps(SignedOff(), CehaStage.SignedOff, CaseStatus.Completed);
    }

    [Fact]
    public void It_holds_each_day_and_the_pathway_says_why()
    {
        var ceha = Ceha.Of(SignedOff().State, Policy.Default)!;

        Assert.Equal(
            (Moments.Day("2026-11-10"), Moments.Day("2026-11-11"), Moments.Day("2026-11-18"), Moments.Day("2026-11-20")),
            (ceha.OfferedOn, ceha.AgreedOn!.Value, ceha.AssessedOn!.Value, ceha.SignedOffOn!.Value));
        Assert.Equal(
            new Pathway(PathwayCode.Refusal, "The assessment was declined 2 times: a Care Entry Health Assessment is offered."), Pathway.Of(SignedOff().State, Policy.Default));
    }

    [Fact]
    public void Its_appointment_and_summary_never_meet_the_dates_of_an_IHA()
    {
        var kept = Assessed().Attended("2026-11-17");

        Assert.Null(KeyDateStandings.MetOn(kept.State, KeyDate.AssessmentAttended, Policy.Default));
        Assert.Null(KeyDateStandings.MetOn(kept.Document("2026-11-19", DocumentKinds.HealthCarePlan).State, KeyDate.SummaryAndPlanReturned, Policy.Default));
        Assert.Equal([KeyDateState.NotRequired, KeyDateState.NotRequired], Standings(SignedOff()).Skip(3).Select(standing => standing.State));
    }

    [Fact]
    public void Until_it_is_signed_off_the_dates_of_the_IHA_go_on_and_are_late()
    {
        Assert.Equal(KeyDateState.Overdue, Standings(Assessed(), "2026-12-01")[4].State);
        Assert.Equal(
            "Not required: a Care Entry Health Assessment was signed off on 20 November 2026. It is not an Initial Health Assessment.",
            KeyDateExplanation.Of(Standings(SignedOff())[4], SignedOff().State, Policy.Default, WorkingDays.BuiltIn));
    }

    [Fact]
    public void The_alerts_say_what_it_waits_for_and_end_with_the_sign_off()
    {
        Assert.EndsWith("The social worker has to agree to it.", Last(Twice().Swept("2026-11-19")), StringComparison.Ordinal);
        Assert.EndsWith("Its summary has to be returned.", Last(Agreed().Swept("2026-11-19")), StringComparison.Ordinal);
        Assert.EndsWith("The Designated Doctor has to sign it off.", Last(Assessed().Swept("2026-11-19")), StringComparison.Ordinal);
        Assert.All(Assessed().Swept("2026-11-19").Then(Now, new CehaSignedOff(null, null)).Swept(Now).State.Alerts, alert => Assert.NotNull(alert.ResolvedAt));
    }

    [Fact]
    public void Reviews_begin_from_the_day_the_young_person_was_seen() =>
        Assert.StartsWith(
            "Due 18 November 2027: 12 months after the Care Entry Health Assessment on 18 November 2026;", Assert.Single(ReviewCycle.Of(SignedOff().State, Policy.Default)).Explanation, StringComparison.Ordinal);

    [Fact]
    public void An_IHA_that_comes_back_after_all_counts_and_takes_its_place()
    {
        var after = Agreed().Attended("2026-11-17").Returned("2026-11-18");

        Assert.Null(Ceha.Of(after.State, Policy.Default));
        Assert.Equal(PathwayCode.Clinic, Pathway.Of(after.State, Policy.Default).Code);
        Assert.Equal(Moments.Day("2026-11-17"), KeyDateStandings.MetOn(after.State, KeyDate.AssessmentAttended, Policy.Default));
    }

    [Fact]
    public void An_IHA_that_comes_back_after_it_was_complete_counts_from_its_own_day()
    {
        var complete = Agreed().Attended("2026-11-18").Document("2026-11-18", DocumentKinds.CehaSummary).Then(Now, new CehaSignedOff("1234567", null));
        var said = complete.Document("2027-06-10", DocumentKinds.IhaSummary, assessedOn: "2027-06-03");
        var silent = complete.Document("2027-06-10", DocumentKinds.IhaSummary);
        var kept = silent.Appointment("2027-06-10", AppointmentStatuses.Fulfilled, "2027-06-02", "appointment-2");

        Assert.Equal(
            [null, Moments.Day("2027-06-03"), null, Moments.Day("2027-06-02")],
            new[] { complete, said, silent, kept }.Select(so => KeyDateStandings.MetOn(so.State, KeyDate.AssessmentAttended, Policy.Default)));
        Assert.Equal(
            Moments.Day("2028-06-03"), Assert.Single(ReviewCycle.Of(said.Document("2027-06-11", DocumentKinds.HealthCarePlan).State, Policy.Default)).DueOn);
    }

    [Fact]
    public void A_sign_off_holds_for_the_summary_that_it_followed()
    {
        var replaced = SignedOff().Then(Now.AddDays(1), Chronology.DocumentData(DocumentKinds.CehaSummary, "document-right") with { Replaces = "document-ceha-summary" }, organisation: "RXQ");
        Steps(replaced, CehaStage.Assessed, CaseStatus.AwaitingSignOff);

        Assert.IsType<CehaSignedOff>(Assert.Single(Sign(replaced).Facts).Data);
        Steps(replaced.Then(Now.AddDays(2), new CehaSignedOff("1234567", null)), CehaStage.SignedOff, CaseStatus.Completed);
    }

    [Fact]
    public void An_appointment_kept_before_the_deciding_refusal_was_the_IHAs() =>
        Assert.Equal(Moments.Day("2026-11-09"), KeyDateStandings.MetOn(Twice().Attended("2026-11-09").State, KeyDate.AssessmentAttended, Policy.Default));

    [Fact]
    public void It_can_be_signed_off_only_once_its_summary_is_back_and_only_once()
    {
        Assert.IsType<CehaSignedOff>(Assert.Single(Sign(Assessed()).Facts).Data);
        Assert.Empty(Sign(SignedOff()).Facts);
        Assert.Null(Sign(SignedOff()).Refusal);
        foreach (var early in new[] { Chronology.Example, Once(), Twice(), Agreed() })
        {
            Assert.Equal("Task.output", Assert.Single(Sign(early).Refusal!.Faults).Pointer);
        }
    }

    [Fact]
    public void Nobody_can_agree_to_what_is_not_offered()
    {
        Assert.Equal(FaultCodes.CehaNotOffered, Assert.Single(Agree(Once()).Refusal!.Faults).Code);
        Assert.IsType<CehaAgreed>(Assert.Single(Agree(Twice()).Facts).Data);
    }

    [Fact]
    public void When_care_ends_it_is_over_unless_it_was_signed_off()
    {
        Assert.Equal(PathwayCode.NotRequired, Pathway.Of(Assessed().Ceased("2026-11-19").State, Policy.Default).Code);
        Assert.Equal(PathwayCode.Refusal, Pathway.Of(SignedOff().Ceased("2026-11-23").State, Policy.Default).Code);
    }

    private static void Steps(Chronology chronology, CehaStage stage, string status)
    {
        Assert.Equal(stage, Ceha.Of(chronology.State, Policy.Default)!.Stage);
        Assert.Equal(status, CaseStatus.Of(chronology.State, Policy.Default));
    }

    private static Chronology Once() => Chronology.Example.Consent("2026-11-03").Papers("2026-11-03").Then("2026-11-05", new AssessmentDeclined(Moments.Day("2026-11-05"), "young-person"));

    private static Chronology Twice() => Once().Then("2026-11-10", new AssessmentDeclined(Moments.Day("2026-11-10"), "young-person"));

    private static Chronology Agreed() => Twice().Then("2026-11-11", new CehaAgreed(Moments.Day("2026-11-11")));

    private static Chronology Assessed() => Agreed().Document("2026-11-18", DocumentKinds.CehaSummary);

    private static Chronology SignedOff() => Assessed().Then(Now, new CehaSignedOff("1234567", null));

    private static Decision Sign(Chronology chronology) => SignOffCeha.Decide(chronology.State, Now, "1234567", null, Policy.Default);

    private static Decision Agree(Chronology chronology) => AcceptNotification.Decide(
        chronology.State,
        new Notification("urn:uk:la:825:case-system", "id-9", "uk.lac.ceha-agreed.v1", Now, "LCS-100234", "825", "hash", [new CehaAgreed(Moments.Day("2026-11-20"))]),
        Policy.Default);

    private static IReadOnlyList<KeyDateStanding> Standings(Chronology chronology, string today = "2026-11-23") =>
        KeyDateStandings.On(Moments.Day(today), chronology.State, Policy.Default, WorkingDays.BuiltIn);

    private static string Last(Chronology chronology) => chronology.State.Alerts[^1].Alert.Text;
}
