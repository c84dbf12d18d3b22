using IntegrationHub.Domain.Calendar;
using IntegrationHub.Domain.Cases;
using IntegrationHub.Domain.Escalations;
using IntegrationHub.Domain.KeyDates;
using IntegrationHub.Domain.Policies;
using IntegrationHub.Domain.Tests.Kit;

namespace IntegrationHub.Domain.Tests.Policies;

/// <summary>What another policy would change about a case. Day 0 of the example is Friday 30 October 2026.</summary>
public sealed class PolicyImpactTests
{
    private static readonly Chronology Waiting = Chronology.Example;

    [Fact]
    public void The_same_policy_changes_nothing() => Assert.Empty(Differences(Waiting, Policy.Default with { Council = "825", From = Moments.Day("2026-10-30") }));

    [Fact]
    public void Another_target_moves_the_due_date_what_counts_as_due_soon_and_every_step_of_the_ladder() => Assert.Equal(
        [
            "due-date assessment-attended: 2026-11-20 -> 2026-11-13",
            "due-soon assessment-attended: 2026-11-19 -> 2026-11-12",
            "alert assessment-attended level 1: 2026-11-19 to cic-health-team -> 2026-11-12 to cic-health-team",
            "alert assessment-attended level 2: 2026-11-21 to team-manager, named-nurse, independent-reviewing-officer -> 2026-11-14 to team-manager, named-nurse, independent-reviewing-officer",
            "alert assessment-attended level 3: 2026-11-24 to service-manager, designated-nurse, designated-doctor -> 2026-11-17 to service-manager, designated-nurse, designated-doctor",
            "alert assessment-attended level 4: 2026-11-27 to assistant-director, commissioner -> 2026-11-20 to assistant-director, commissioner",
        ],
        Differences(Waiting, With(KeyDate.AssessmentAttended, keyDate => keyDate with { TargetWorkingDays = 10 })));

    [Fact]
    public void A_step_more_or_less_or_to_others_is_an_alert_more_or_less_or_to_others() => Assert.Equal(
        [
            "alert assessment-attended level 1: 2026-11-19 to cic-health-team -> 2026-11-19 to named-nurse",
            "alert assessment-attended level 2: 2026-11-21 to team-manager, named-nurse, independent-reviewing-officer -> 2026-11-23 to team-manager",
            "alert assessment-attended level 3: 2026-11-24 to service-manager, designated-nurse, designated-doctor -> -",
            "alert assessment-attended level 4: 2026-11-27 to assistant-director, commissioner -> -",
        ],
        Differences(Waiting, With(KeyDate.AssessmentAttended, keyDate => keyDate with { Ladder = [new(-1, 1, ["named-nurse"]), new(1, 2, ["team-manager"])] })));

    [Fact]
    public void An_alert_that_was_raised_counts_as_well_as_one_to_come()
    {
        var raised = Waiting.Swept("2026-11-24");
        var policy = With(KeyDate.AssessmentAttended, keyDate => keyDate with { Ladder = [] });

        Assert.NotEmpty(raised.State.Alerts);
        Assert.Equal(Differences(Waiting, policy), Differences(raised, policy));
    }

    [Fact]
    public void A_date_that_is_met_keeps_no_ladder_but_its_due_date_still_counts()
    {
        var met = Waiting.Consent("2026-11-02").Papers("2026-11-03");

        Assert.Equal(
            ["due-date consent-and-paperwork-received: 2026-11-06 -> 2026-11-04"],
            Differences(met, With(KeyDate.ConsentAndPaperworkReceived, keyDate => keyDate with { TargetWorkingDays = 3 })));
    }

    [Fact]
    public void Due_soon_alone_may_change() => Assert.Equal(
        ["due-soon assessment-attended: 2026-11-19 -> 2026-11-16"],
        Differences(Waiting, With(KeyDate.AssessmentAttended, keyDate => keyDate with { DueSoonWorkingDays = 4 })));

    [Fact]
    public void A_refusal_count_changes_the_pathway_of_who_has_refused_as_often()
    {
        var refused = Waiting
            .Then("2026-11-03", new AssessmentDeclined(Moments.Day("2026-11-03"), "young-person"))
            .Then("2026-11-04", new AssessmentDeclined(Moments.Day("2026-11-04"), "young-person"));

        Assert.Contains("pathway : refusal -> clinic", Differences(refused, Policy.Default with { RefusalsBeforeCeha = 3 }));
        Assert.Empty(Differences(Waiting, Policy.Default with { RefusalsBeforeCeha = 3 }));
    }

    [Fact]
    public void The_age_for_the_GP_pool_changes_the_pathway_of_who_is_placed_out_of_area()
    {
        var child = new ChildDetails { DateOfBirth = Moments.Day("2014-05-14"), KnownToCommunityPaediatrics = false };
        var away = Chronology.Opened("2026-10-30", "2026-11-02T09:14:00Z", child, new CareDetails { Placement = Chronology.Care.Placement! with { LocalAuthority = "826" } });

        Assert.Equal(["pathway : gp-pool -> host-provider"], Differences(away, Policy.Default with { GpPoolFromAge = 13 }));
        Assert.Empty(Differences(Waiting, Policy.Default with { GpPoolFromAge = 13 }));
    }

    [Fact]
    public void Routes_of_the_area_that_the_child_is_placed_in_count_in_their_order()
    {
        var two = Policy.Default with { Routes = [new("825", "RXQ"), new("826", "RTH"), new("825", "RHW")] };

        Assert.Equal(["routing : - -> RXQ, RHW"], Differences(Waiting, two));
        Assert.Equal(["routing : RXQ, RHW -> RHW, RXQ"], Differences(Waiting, Policy.Default with { Routes = [.. two.Routes.Reverse()] }, two));
        Assert.Empty(Differences(Waiting, Policy.Default with { Routes = [new("826", "RTH")] }));
    }

    [Fact]
    public void Reviews_change_once_the_assessment_is_back()
    {
        var back = Waiting.Consent("2026-11-02").Papers("2026-11-02").Attended("2026-11-10").Returned("2026-11-16");

        Assert.Equal(
            ["review review 1: due 2027-11-10, referred from 2027-09-15 -> due 2027-11-10, referred from 2027-09-01"],
            Differences(back, Policy.Default with { Reviews = new ReviewPolicy { LeadTimeWeeks = 10 } }));
        Assert.Equal(
            ["review review 1: due 2027-11-10, referred from 2027-09-15 -> due 2027-10-10, referred from 2027-08-15"],
            Differences(back, Policy.Default with { Reviews = new ReviewPolicy { MonthsFromFifthBirthday = 11 } }));
        Assert.Empty(Differences(Waiting, Policy.Default with { Reviews = new ReviewPolicy { LeadTimeWeeks = 10 } }));
    }

    [Fact]
    public void What_concerns_delivery_alone_changes_no_case() => Assert.Empty(Differences(Waiting, Policy.Default with
    {
        QuietHours = new QuietHours(new TimeOnly(18, 0), new TimeOnly(8, 0), true),
        DefaultChannel = AlertChannels.Notify,
        RoleAddresses = new Dictionary<string, string> { ["commissioner"] = "c@icb.example" },
        DigestOver = 2,
        SilentCouncilWorkingDays = 3,
    }));

    [Fact]
    public void Nothing_personal_stands_in_a_difference()
    {
        var differences = Differences(Waiting, Policy.Default with { Routes = [new("825", "RTH")], KeyDates = [.. Policy.Default.KeyDates.Select(keyDate => keyDate with { Ladder = [] })] });

        Assert.NotEmpty(differences);
        Assert.All(differences, difference => Assert.DoesNotMatch("Testchild|Avery|9990000018|2019-05-14|worker@|LCS-", difference));
    }

    private static Policy With(KeyDate keyDate, Func<KeyDatePolicy, KeyDatePolicy> change) =>
        Policy.Default with { KeyDates = [.. Policy.Default.KeyDates.Select(policy => policy.KeyDate == keyDate ? change(policy) : policy)] };

    private static List<string> Differences(Chronology chronology, Policy after, Policy? before = null) =>
        [.. PolicyImpact.Of(chronology.State, before ?? Policy.Default, after, WorkingDays.BuiltIn)
            .Select(difference => $"{difference.What} {difference.Item}: {difference.Before ?? "-"} -> {difference.After ?? "-"}")];
}
