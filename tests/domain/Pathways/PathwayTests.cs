using IntegrationHub.Domain.Cases;
using IntegrationHub.Domain.Pathways;
using IntegrationHub.Domain.Policies;
using IntegrationHub.Domain.Tests.Kit;

namespace IntegrationHub.Domain.Tests.Pathways;

public sealed class PathwayTests
{
    private static readonly CareDetails OutOfArea = new() { Placement = new Placement { LocalAuthority = "931" } };
    private static readonly ChildDetails Unaccompanied = new() { UnaccompaniedAsylumSeeker = true };
    private static readonly ChildDetails InHospital = new() { InHospitalSinceBirth = true };

    [Fact]
    public void A_child_placed_in_the_councils_own_area_goes_to_the_clinic() =>
        Is(PathwayCode.Clinic, "Placed in the council's own area: the clinic for looked-after children.", Opened());

    [Fact]
    public void Whose_area_nobody_told_is_taken_as_the_councils_own_and_says_so() => Is(
        PathwayCode.Clinic, "In whose area the child is placed is not told: taken as the council's own, the clinic for looked-after children.",
        Opened().Then(Moments.Morning("2026-11-02"), new PlacementChanged(new Placement { Type = "K2" })));

    [Theory]
    [InlineData("2015-10-30", PathwayCode.GpPool)]
    [InlineData("2015-10-31", PathwayCode.HostProvider)]
    public void Out_of_area_the_GP_pool_begins_with_the_eleventh_birthday_on_day_0(string born, PathwayCode code) =>
        Assert.Equal(code, Of(Opened(new ChildDetails { DateOfBirth = Moments.Day(born) }, OutOfArea)).Code);

    [Fact]
    public void The_GP_pool_gives_its_three_reasons() => Is(
        PathwayCode.GpPool,
        "Placed out of area (931), aged 11 or over, not known to community paediatrics: a trained GP.",
        Opened(new ChildDetails { DateOfBirth = Moments.Day("2013-01-01") }, OutOfArea));

    [Fact]
    public void Out_of_area_and_known_to_community_paediatrics_the_provider_there_assesses() => Is(
        PathwayCode.HostProvider,
        "Placed out of area (931): negotiated with the provider there.",
        Opened(new ChildDetails { DateOfBirth = Moments.Day("2013-01-01"), KnownToCommunityPaediatrics = true }, OutOfArea));

    [Fact]
    public void A_baby_in_hospital_since_birth_is_assessed_there_wherever_that_is() => Is(
        PathwayCode.Neonatal, "In hospital since birth: the hospital's consultant assesses.", Opened(InHospital, OutOfArea));

    [Fact]
    public void An_unaccompanied_child_is_separately_commissioned_wherever_placed() => Is(
        PathwayCode.Uasc, "Unaccompanied asylum-seeking child: separately commissioned.", Opened(Unaccompanied, OutOfArea));

    [Fact]
    public void In_hospital_since_birth_goes_before_unaccompanied() =>
        Assert.Equal(PathwayCode.Neonatal, Of(Opened(InHospital with { UnaccompaniedAsylumSeeker = true })).Code);

    [Fact]
    public void Declined_once_the_pathway_stays() => Assert.Equal(PathwayCode.Clinic, Of(Declined(Opened(), 1)).Code);

    [Fact]
    public void Declined_twice_a_care_entry_health_assessment_is_offered() => Is(
        PathwayCode.Refusal, "The assessment was declined 2 times: a Care Entry Health Assessment is offered.", Declined(Opened(), 2));

    [Fact]
    public void A_partnership_may_wait_for_a_third_refusal() =>
        Assert.Equal(PathwayCode.Clinic, Pathway.Of(Declined(Opened(), 2).State, Policy.Default with { RefusalsBeforeCeha = 3 }).Code);

    [Fact]
    public void Declined_twice_goes_before_unaccompanied_and_before_hospital()
    {
        Assert.Equal(PathwayCode.Refusal, Of(Declined(Opened(Unaccompanied), 2)).Code);
        Assert.Equal(PathwayCode.Refusal, Of(Declined(Opened(InHospital), 2)).Code);
    }

    [Theory]
    [InlineData("V3")]
    [InlineData("V4")]
    public void A_short_break_needs_no_assessment_whatever_else_holds(string legalStatus) => Is(
        PathwayCode.NotRequired,
        $"Legal status {legalStatus} is a short break: no assessment clock runs.",
        Declined(Opened(InHospital, OutOfArea with { LegalStatus = legalStatus }), 2));

    [Fact]
    public void Care_that_ended_before_the_return_needs_no_assessment_any_more() => Is(
        PathwayCode.NotRequired, "Care ended before the assessment was returned.", Declined(Opened(), 2).Ceased("2026-11-20"));

    [Fact]
    public void Care_that_ended_after_the_return_leaves_the_pathway_as_it_was() =>
        Assert.Equal(PathwayCode.Clinic, Of(Opened().Returned("2026-11-20").Ceased("2026-11-25")).Code);

    [Fact]
    public void A_move_out_of_area_changes_the_pathway_and_a_move_back_changes_it_again()
    {
        var moved = Opened().Then("2026-11-05", new PlacementChanged(new Placement { LocalAuthority = "931" }));
        Assert.Equal(PathwayCode.HostProvider, Of(moved).Code);

        Assert.Equal(PathwayCode.Clinic, Of(moved.Then("2026-11-06", new PlacementChanged(new Placement { LocalAuthority = "825" }))).Code);
    }

    [Fact]
    public void Each_pathway_has_its_name_in_messages() => Assert.Equal(
        ["clinic", "gp-pool", "host-provider", "neonatal", "uasc", "refusal", "not-required"],
        Enum.GetValues<PathwayCode>().Select(code => new Pathway(code, "").Name));

    [Fact]
    public void No_reason_carries_personal_data() =>
        Assert.All(
            [Opened(), Opened(care: OutOfArea), Opened(InHospital), Opened(Unaccompanied), Declined(Opened(), 2), Opened().Ceased("2026-11-20")],
            one => Assert.False(PersonalData.IsIn(Of(one).Reason)));

    private static Chronology Opened(ChildDetails? child = null, CareDetails? care = null) =>
        Chronology.Opened("2026-10-30", "2026-11-02T09:14:00Z", child, care);

    private static Chronology Declined(Chronology chronology, int times) => Enumerable.Range(0, times).Aggregate(
        chronology,
        (so, n) => so.Then(Moments.Morning("2026-11-09").AddDays(n), new AssessmentDeclined(Moments.Day("2026-11-09").AddDays(n), "young-person")));

    private static Pathway Of(Chronology chronology) => Pathway.Of(chronology.State, Policy.Default);

    private static void Is(PathwayCode code, string reason, Chronology chronology) => Assert.Equal(new Pathway(code, reason), Of(chronology));
}
