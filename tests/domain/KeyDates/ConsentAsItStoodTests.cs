using IntegrationHub.Domain.Calendar;
using IntegrationHub.Domain.Cases;
using IntegrationHub.Domain.Codes;
using IntegrationHub.Domain.KeyDates;
using IntegrationHub.Domain.Policies;
using IntegrationHub.Domain.Tests.Kit;

namespace IntegrationHub.Domain.Tests.KeyDates;

/// <summary>Consent and papers are judged as they stood until the child was seen, or the documents were back.</summary>
public sealed class ConsentAsItStoodTests
{
    [Fact]
    public void Of_a_finished_assessment_nothing_that_comes_later_changes_key_date_3()
    {
        Chronology[] later =
        [
            Done().Consent("2027-09-01"),
            Done().Papers("2027-09-01"),
            Done().Then("2027-09-01", Withdrawn(null)),
            Done().Then("2026-11-16", Withdrawn("2026-11-16")),
            Done().Then("2027-09-01", new ConsentRecorded(ConsentStatuses.Refused, null, Moments.Day("2027-09-01"))),
            Done("C2", ConsentGivers.LocalAuthority).Then("2027-03-01", new LegalStatusChanged("V2", null)),
        ];

        Assert.All(later, told => Assert.Equal((KeyDateState.Met, Moments.Day("2026-11-03"), 0), DateThree(told)));
    }

    [Fact]
    public void A_correction_of_the_day_still_recomputes_it() =>
        Assert.Equal((KeyDateState.MetLate, Moments.Day("2026-11-09"), 1), DateThree(Done().Then("2026-12-01", Given("2026-11-09"))));

    [Fact]
    public void While_the_assessment_is_open_a_withdrawal_opens_the_date_again()
    {
        var ready = Chronology.Example.Consent("2026-11-03").Papers("2026-11-03");

        Assert.Null(DateThree(ready.Then("2026-11-10", Withdrawn("2026-11-10"))).On);
        Assert.Null(DateThree(Done().Then("2026-11-20", Withdrawn("2026-11-10"))).On);
    }

    [Fact]
    public void Consent_that_was_wanting_when_the_child_was_seen_counts_late_when_it_comes()
    {
        var without = Chronology.Example.Papers("2026-11-03").Attended("2026-11-05").Returned("2026-11-20");

        Assert.Null(DateThree(without).On);
        Assert.Null(DateThree(without.Consent("2026-11-23", ConsentGivers.LocalAuthority)).On);
        Assert.Equal(Moments.Day("2026-11-23"), DateThree(without.Consent("2026-11-23").Then("2027-01-11", Withdrawn(null))).On);
    }

    [Fact]
    public void After_care_ended_no_consent_meets_the_date_any_more()
    {
        var ended = Chronology.Example.Papers("2026-11-03").Ceased("2026-11-12");

        Assert.Null(DateThree(ended.Consent("2026-11-13")).On);
        Assert.Equal(Moments.Day("2026-11-05"), DateThree(ended.Then("2026-11-13", Given("2026-11-05"))).On);
    }

    [Fact]
    public void Consent_given_again_for_a_review_does_not_move_the_reviews_own_date_and_a_done_review_keeps_it()
    {
        var raised = Done().Returned("2026-11-20").Swept("2027-09-21");
        Assert.Equal(Moments.Day("2027-09-21"), DateThree(raised.Then("2027-10-05", Given("2027-10-05")), review: 1).On);

        var seen = raised.Then(
            Moments.Morning("2027-11-02"), Chronology.AppointmentData(AppointmentStatuses.Fulfilled, Moments.Morning("2027-11-02"), "review-1") with { Referral = 2 });
        Assert.Equal(Moments.Day("2027-09-21"), DateThree(seen.Then("2027-12-01", Withdrawn(null)), review: 1).On);
    }

    private static Chronology Done(string legalStatus = "V2", string by = ConsentGivers.Parent) =>
        Chronology.Opened("2026-10-30", "2026-11-02T09:14:00Z", care: new CareDetails { LegalStatus = legalStatus })
            .Consent("2026-11-03", by).Papers("2026-11-03").Attended("2026-11-16").Returned("2026-11-20");

    private static ConsentRecorded Given(string on) => new(ConsentStatuses.Given, ConsentGivers.Parent, Moments.Day(on));

    private static ConsentRecorded Withdrawn(string? on) => new(ConsentStatuses.Withdrawn, null, on is null ? null : Moments.Day(on));

    private static (KeyDateState State, DateOnly? On, int Late) DateThree(Chronology chronology, int review = 0)
    {
        var three = KeyDateStandings.On(Moments.Day("2028-01-10"), chronology.State, Policy.Default, WorkingDays.BuiltIn, review)[2];
        return (three.State, three.On, three.WorkingDaysLate);
    }
}
